//! What is the same on many pages: it is filled once, however many of them show it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use rustc_hash::FxHashMap;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use crate::site::content::Card;

/// The component that sets a story in a list, and its argument.
const CARD: &str = "card";

/// What stands for the way to the site's root while a part is filled. No text that is escaped can
/// hold it.
const ROOT: &str = "<root>";

/// The parts of pages that are filled once.
pub(super) struct Shared {
    /// The engine that has the components, once all templates are in it.
    engine: Arc<OnceLock<Weak<Tera>>>,
    /// The cards of all stories, by their pages.
    cards: FxHashMap<String, Arc<Card>>,
    /// What was filled, by what a template asks for.
    filled: Mutex<FxHashMap<String, Progress>>,
}

/// How far a part is.
#[derive(Default)]
enum Progress {
    #[default]
    New,
    Filling,
    Filled(Arc<Filled>),
}

/// A part without the way to the site's root.
struct Filled {
    html: String,
    /// Where the way to the root goes.
    roots: Vec<usize>,
}

impl Filled {
    fn new(html: &str) -> Filled {
        let mut filled = Filled { html: String::with_capacity(html.len()), roots: Vec::new() };
        let mut start = 0;
        for at in memchr::memmem::find_iter(html.as_bytes(), ROOT) {
            filled.html.push_str(&html[start..at]);
            filled.roots.push(filled.html.len());
            start = at + ROOT.len();
        }
        filled.html.push_str(&html[start..]);
        filled
    }

    /// The part on a page from which this leads to the root.
    fn with_root(&self, root: &str) -> Value {
        let mut html = String::with_capacity(self.html.len() + self.roots.len() * root.len());
        let mut start = 0;
        for &at in &self.roots {
            html.extend([&self.html[start..at], root]);
            start = at;
        }
        html.push_str(&self.html[start..]);
        Value::safe_string(&html)
    }
}

impl Shared {
    pub(super) fn new(cards: &[Arc<Card>], engine: Arc<OnceLock<Weak<Tera>>>) -> Shared {
        let cards = cards.iter().map(|card| (card.path.clone(), Arc::clone(card))).collect();
        Shared { engine, cards, filled: Mutex::default() }
    }

    /// `card(path = "…", look = "…")`: a story in a list. What is asked for beside the path goes to
    /// the component.
    pub(super) fn card(&self, arguments: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        let path: &str = arguments.must_get("path")?;
        self.part((CARD, path), &asked(arguments, "path"), state)
    }

    /// `shared(part = "…", name = value)`: a component that of its page needs no more than it is
    /// given here.
    pub(super) fn shared(&self, arguments: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        let part: &str = arguments.must_get("part")?;
        self.part((part, ""), &asked(arguments, "part"), state)
    }

    /// A part as it stands on the page of a template.
    fn part(
        &self,
        (component, story): (&str, &str),
        asked: &[(&str, &Value)],
        state: &State<'_>,
    ) -> TeraResult<Value> {
        let page: Option<Value> = state.get("page")?;
        let root = page.as_ref().and_then(|page| page.get_from_path("root"));
        let root = root.ok_or_else(|| {
            tera::Error::message("there is no `page` here: a component has it as `@page`")
        })?;
        // Within another part it is what stands for the way.
        let root = &state.escape_if_needed(root)?;
        let key = key((component, story), asked)?;
        let filled = || self.filled.lock().unwrap_or_else(PoisonError::into_inner);
        match filled().entry(key.clone()).or_default() {
            Progress::Filled(known) => return Ok(known.with_root(root)),
            Progress::Filling => {
                let message = format!("the component `{component}` asks for itself");
                return Err(tera::Error::message(message));
            }
            new @ Progress::New => *new = Progress::Filling,
        }
        let new = Arc::new(Filled::new(&self.fill((component, story), asked)?));
        filled().insert(key, Progress::Filled(Arc::clone(&new)));
        Ok(new.with_root(root))
    }

    fn fill(
        &self,
        (component, story): (&str, &str),
        asked: &[(&str, &Value)],
    ) -> TeraResult<String> {
        let mut given = Context::new();
        if component == CARD {
            let card = self.cards.get(story).ok_or_else(|| {
                tera::Error::message(format!(
                    "there is no story at `{story}`, whose card `card(path=…)` sets"
                ))
            })?;
            given.insert(CARD, &**card);
        }
        for (name, value) in asked {
            given.insert_value((*name).to_owned(), (*value).clone());
        }
        let engine = self.engine.get().and_then(Weak::upgrade);
        let engine = engine.ok_or_else(|| tera::Error::message("no template is filled yet"))?;
        let mut around = Context::new();
        let page = BTreeMap::from([("root", Value::safe_string(ROOT))]);
        around.insert_value("page", Value::from(page));
        engine.render_component_with_implicits(component, &given, &around, None, true)
    }
}

/// What is asked for, as a text that nothing else that is asked for has.
fn key((component, story): (&str, &str), asked: &[(&str, &Value)]) -> TeraResult<String> {
    let mut key = String::with_capacity(100);
    for part in [component, story].into_iter().chain(asked.iter().map(|(name, _)| *name)) {
        key.extend([part, "\n"]);
    }
    for (_, value) in asked {
        key.push(if value.is_safe() { '!' } else { ' ' });
        let written = serde_json::to_string(value);
        key.push_str(&written.map_err(|error| tera::Error::message(error.to_string()))?);
    }
    Ok(key)
}

/// What a template asks for beside the argument of a name.
fn asked<'k>(arguments: &'k Kwargs, beside: &str) -> Vec<(&'k str, &'k Value)> {
    let asked = arguments.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
    let mut asked: Vec<(&str, &Value)> = asked.filter(|(name, _)| *name != beside).collect();
    asked.sort_by_key(|(name, _)| *name);
    asked
}
