//! Tera: one template a kind of page.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use super::OutFile;
use super::shared::Shared;
use crate::chart::{self, View};
use crate::config::Config;
use crate::diagnostic::{Outcome, Place, Problem};
use crate::site::figure::Figure;
use crate::site::{Page, Site};
use crate::theme::Theme;
use crate::words::Words;

/// What the script of the search reads first.
const INDEX: &str = "search/index.js";

/// So many bytes are enough for most pages.
const USUAL: usize = 20_000;

/// A figure with its drawings, as templates see it.
#[derive(Serialize)]
struct Drawn<'a> {
    #[serde(flatten)]
    figure: &'a Figure,
    views: Vec<View>,
}

/// The templates, ready to be filled.
pub(super) struct Engine<'a> {
    tera: Arc<Tera>,
    theme: &'a Theme,
    words: &'a Words,
}

impl<'a> Engine<'a> {
    pub(super) fn new(
        site: &Site,
        (theme, config): (&'a Theme, &'a Config),
        offered: &[OutFile],
    ) -> Outcome<Engine<'a>> {
        // What is shared is filled by the engine that asks for it.
        let itself = Arc::new(OnceLock::new());
        let mut tera = Tera::default();
        functions(&mut tera, &config.words, offered);
        let shared = Arc::new(Shared::new(&site.cards, Arc::clone(&itself)));
        let cards = Arc::clone(&shared);
        tera.register_function("card", move |arguments: Kwargs, state: &State<'_>| {
            cards.card(&arguments, state)
        });
        tera.register_function("shared", move |arguments: Kwargs, state: &State<'_>| {
            shared.shared(&arguments, state)
        });
        let prefixes = theme.chain.iter().map(|name| format!("{name}/"));
        let wrong =
            |error: tera::Error| template_problem("a template cannot be used", &error, theme);
        tera.set_fallback_prefixes(prefixes.collect::<Vec<_>>()).map_err(wrong)?;
        let templates = theme.templates.iter().map(|(name, t)| (name.as_str(), t.text.as_str()));
        tera.add_raw_templates(templates.collect::<Vec<_>>()).map_err(wrong)?;
        tera.global_context().insert("site", &site.shell);
        let tera = Arc::new(tera);
        itself.get_or_init(|| Arc::downgrade(&tera));
        Ok(Engine { tera, theme, words: &config.words })
    }

    /// The file of a page.
    pub(super) fn fill(&self, page: Page) -> Outcome<OutFile> {
        let context = context(&page, self.words);
        let mut bytes = Vec::with_capacity(USUAL);
        self.tera.render_to(page.template, &context, &mut bytes).map_err(|error| {
            let what = format!("`{}` cannot be made", page.head.path);
            template_problem(&what, &error, self.theme)
        })?;
        Ok(OutFile { path: page.head.path, bytes })
    }
}

/// The functions that templates have.
fn functions(tera: &mut Tera, words: &Words, offered: &[OutFile]) {
    let sizes = offered.iter().map(|file| (file.path.clone(), words.size(file.bytes.len())));
    let sizes: BTreeMap<String, String> = sizes.collect();
    tera.register_function("size", move |arguments: Kwargs, _: &State<'_>| {
        size(&sizes, &arguments)
    });
    let index = offered.iter().find(|file| file.path == INDEX);
    let index = index.map_or(String::new(), |file| {
        format!("{INDEX}?v={}", &blake3::hash(&file.bytes).to_hex()[..8])
    });
    tera.register_function("search_index", move |_: Kwargs, _: &State<'_>| index.clone());
    let words = words.clone();
    tera.register_function("say", move |arguments: Kwargs, _: &State<'_>| say(&words, &arguments));
}

/// `say(key = "…", name = value)`: a sentence of the project's language.
fn say(words: &Words, arguments: &Kwargs) -> tera::TeraResult<String> {
    let key: &str = arguments.must_get("key")?;
    if !words.has(key) {
        return Err(tera::Error::message(format!("there is no sentence `{key}`")));
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values = arguments.iter().filter_map(|(name, value)| Some((name.as_str()?, text(value))));
    let values: Vec<(&str, String)> = values.collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, &**text)).collect();
    Ok(words.say(key, &values))
}

/// `size(path = "…")`: how large a file is that pages offer.
fn size(sizes: &BTreeMap<String, String>, arguments: &Kwargs) -> tera::TeraResult<String> {
    let path: String = arguments.must_get("path")?;
    let size = sizes.get(&path).cloned();
    size.ok_or_else(|| tera::Error::message(format!("there is no file `{path}`")))
}

fn context(page: &Page, words: &Words) -> Context {
    let drawn: BTreeMap<&str, Drawn<'_>> = page
        .figures
        .iter()
        .map(|figure| {
            let Figure { id, title, drawing, room, .. } = figure;
            let views = chart::draw(drawing, id, title, *room, words).views;
            (id.as_str(), Drawn { figure, views })
        })
        .collect();
    let mut context = Context::new();
    context.insert("page", &page.head);
    context.insert("content", &page.content);
    context.insert("figures", &drawn);
    context
}

/// An error of the template engine as a problem of ours: the engine draws the place as text.
fn template_problem(what: &str, error: &tera::Error, theme: &Theme) -> Problem {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("\n{cause}"));
        source = cause.source();
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines().next().unwrap_or_default().trim_start_matches("error: ");
    let problem = Problem::error(format!("{what}: {first}"));
    match lines().find_map(|line| place(line.strip_prefix("--> ")?, theme)) {
        Some(place) => problem.at(place),
        None => problem,
    }
}

/// The place of `default/story.html:3:15`.
fn place(written: &str, theme: &Theme) -> Option<Place> {
    let mut parts = written.rsplitn(3, ':');
    let (column, line) =
        (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<usize>().ok()?);
    let template = theme.templates.get(parts.next()?)?;
    let before = template.text.split_inclusive('\n').take(line.saturating_sub(1));
    let start = before.map(str::len).sum::<usize>() + column.saturating_sub(1);
    Some(Place::span(&template.file, &template.text, start..start + 1))
}
