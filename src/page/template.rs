//! Tera: one template a kind of page.

use std::collections::BTreeMap;
use std::error::Error as _;

use serde::Serialize;
use tera::{Context, Tera, Value};

use super::OutFile;
use crate::chart::{self, View};
use crate::config::Config;
use crate::diagnostic::{Outcome, Place, Problem};
use crate::site::Page;
use crate::site::content::Shell;
use crate::site::figure::Figure;
use crate::theme::Theme;
use crate::words::Words;

/// What the script of the search reads first.
const INDEX: &str = "search/index.js";

/// A figure with its drawings, as templates see it.
#[derive(Serialize)]
struct Drawn<'a> {
    #[serde(flatten)]
    figure: &'a Figure,
    views: Vec<View>,
}

pub(super) fn fill(
    shell: &Shell,
    pages: Vec<Page>,
    (theme, config): (&Theme, &Config),
    offered: &[OutFile],
) -> Outcome<Vec<OutFile>> {
    let mut tera = engine(theme, config, offered)?;
    tera.global_context().insert("site", shell);
    let mut files = Vec::with_capacity(pages.len());
    let mut text = Vec::new();
    for page in pages {
        let context = context(&page, &config.words);
        text.clear();
        tera.render_to(page.template, &context, &mut text).map_err(|error| {
            let what = format!("`{}` cannot be made", page.head.path);
            template_problem(&what, &error, theme)
        })?;
        // A copy is as long as the page; what grows with it is longer.
        files.push(OutFile { path: page.head.path, bytes: text.clone() });
    }
    Ok(files)
}

fn engine(theme: &Theme, config: &Config, offered: &[OutFile]) -> Outcome<Tera> {
    let mut tera = Tera::default();
    let words = config.words.clone();
    let sizes = offered.iter().map(|file| (file.path.clone(), words.size(file.bytes.len())));
    let sizes: BTreeMap<String, String> = sizes.collect();
    tera.register_function("size", move |arguments: tera::Kwargs, _: &tera::State<'_>| {
        size(&sizes, &arguments)
    });
    let index = offered.iter().find(|file| file.path == INDEX);
    let index = index.map_or(String::new(), |file| {
        format!("{INDEX}?v={}", &blake3::hash(&file.bytes).to_hex()[..8])
    });
    tera.register_function("search_index", move |_: tera::Kwargs, _: &tera::State<'_>| {
        index.clone()
    });
    tera.register_function("say", move |arguments: tera::Kwargs, _: &tera::State<'_>| {
        say(&words, &arguments)
    });
    let prefixes = theme.chain.iter().map(|name| format!("{name}/"));
    let wrong = |error: tera::Error| template_problem("a template cannot be used", &error, theme);
    tera.set_fallback_prefixes(prefixes.collect::<Vec<_>>()).map_err(wrong)?;
    let templates = theme.templates.iter().map(|(name, t)| (name.as_str(), t.text.as_str()));
    tera.add_raw_templates(templates.collect::<Vec<_>>()).map_err(wrong)?;
    Ok(tera)
}

/// `say(key = "…", name = value)`: a sentence of the project's language.
fn say(words: &Words, arguments: &tera::Kwargs) -> tera::TeraResult<String> {
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
fn size(sizes: &BTreeMap<String, String>, arguments: &tera::Kwargs) -> tera::TeraResult<String> {
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
