//! Stories in lists: a card is filled once for each look, however many pages show it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use rustc_hash::FxHashMap;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use crate::site::content::Card;

/// The component that sets a card, and its argument.
const CARD: &str = "card";

/// What stands for the way to the site's root while a card is filled. No text of a story can hold
/// it: in texts the signs are escaped.
const ROOT: &str = "<root>";

/// The cards of all stories, and what was filled of them.
pub(super) struct Cards {
    /// The engine that has the component, once all templates are in it.
    engine: Arc<OnceLock<Weak<Tera>>>,
    /// By the page of the story.
    by_path: FxHashMap<String, Arc<Card>>,
    /// The parts between the ways to the root, by the page of the story and what a template asks
    /// for.
    filled: Mutex<FxHashMap<String, Arc<[String]>>>,
}

impl Cards {
    pub(super) fn new(cards: &[Arc<Card>], engine: Arc<OnceLock<Weak<Tera>>>) -> Cards {
        let by_path = cards.iter().map(|card| (card.path.clone(), Arc::clone(card)));
        Cards { engine, by_path: by_path.collect(), filled: Mutex::default() }
    }

    /// `card(path = "…", look = "…")`: the story's card. What is asked for beside the path goes to
    /// the component.
    pub(super) fn set(&self, arguments: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        let path: &str = arguments.must_get("path")?;
        let page: Option<Value> = state.get("page")?;
        let root = page.as_ref().and_then(|page| page.get_from_path("root")?.as_str());
        let root = root.ok_or_else(|| {
            tera::Error::message("there is no `page` here: a component has it as `@page`")
        })?;
        let asked = arguments.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
        let mut asked: Vec<(&str, &Value)> = asked.filter(|(name, _)| *name != "path").collect();
        asked.sort_by_key(|(name, _)| *name);
        Ok(Value::safe_string(&self.parts(path, &asked)?.join(root)))
    }

    /// The parts of a card, filled if they are not.
    fn parts(&self, path: &str, asked: &[(&str, &Value)]) -> TeraResult<Arc<[String]>> {
        let mut key = path.to_owned();
        for (name, value) in asked {
            key.extend(["\n", name, "="]);
            match value.as_str() {
                Some(text) => key.push_str(text),
                None => key.push_str(&value.to_string()),
            }
        }
        let filled = || self.filled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parts) = filled().get(&key) {
            return Ok(Arc::clone(parts));
        }
        let card = self.fill(path, asked)?;
        let parts: Arc<[String]> = card.split(ROOT).map(str::to_owned).collect();
        filled().insert(key, Arc::clone(&parts));
        Ok(parts)
    }

    fn fill(&self, path: &str, asked: &[(&str, &Value)]) -> TeraResult<String> {
        let card = self.by_path.get(path);
        let card =
            card.ok_or_else(|| tera::Error::message(format!("there is no story at `{path}`")))?;
        let mut given = Context::new();
        given.insert(CARD, &**card);
        for (name, value) in asked {
            given.insert_value((*name).to_owned(), (*value).clone());
        }
        let mut around = Context::new();
        let page = BTreeMap::from([("root", Value::safe_string(ROOT))]);
        around.insert_value("page", Value::from(page));
        let engine = self.engine.get().and_then(Weak::upgrade);
        let engine = engine.ok_or_else(|| tera::Error::message("no template is filled yet"))?;
        engine.render_component_with_implicits(CARD, &given, &around, None, true)
    }
}
