//! Templates, static files and tokens; a project's files over the theme's, over the built-in.

mod built_in;
mod contrast;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use walkdir::WalkDir;

use crate::config::{Config, Project, suggestion};
use crate::diagnostic::{Place, Problem, Problems, nearest};
use crate::site::content::CONTRACT_VERSION;
use crate::tree::{self, Text};
use contrast::Faint;

/// The theme in the program.
const BUILT_IN: &str = "default";

/// What a site looks like.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The names of the themes, the nearest first.
    pub chain: Vec<String>,
    /// Templates by name, such as `default/story.html`.
    pub templates: BTreeMap<String, Template>,
    /// The whole style sheet.
    pub style: String,
    /// The tokens of the light mode, for drawings that are files of their own.
    pub palette: BTreeMap<String, String>,
    /// Other static files, by their path below `static/`.
    pub statics: BTreeMap<String, Vec<u8>>,
}

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its text.
    pub text: String,
    /// Where it comes from, for messages.
    pub file: PathBuf,
}

/// `theme.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    name: String,
    min_version: u32,
    extends: Option<String>,
    styles: Vec<String>,
    tokens: BTreeMap<String, BTreeMap<String, String>>,
}

/// The files of one theme: path below the theme's folder, and bytes.
struct Layer {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    settings: Settings,
    is_project: bool,
}

/// Loads the project's theme and those it builds on. Where one of them cannot be used that is a
/// problem, and the built-in theme stands in, so that the rest is checked too.
pub fn load(project: &Project, config: &Config, problems: &mut Problems) -> Theme {
    let layers = layers(project, config, problems);
    warn_of_strays(&layers, problems);
    warn_of_tokens(&layers, problems);
    warn_of_contrast(&layers, problems);
    check_styles(&layers, problems);
    Theme {
        chain: layers.iter().map(|layer| layer.name.clone()).collect(),
        templates: templates(&layers),
        style: style(&layers),
        palette: palette(&layers),
        statics: statics(&layers),
    }
}

/// The themes along `extends`, the nearest first, the built-in one last.
fn layers(project: &Project, config: &Config, problems: &mut Problems) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some(config.theme.name.value.clone());
    let mut named_at = config.place(&config.theme.name);
    while let Some(name) = next.take() {
        if layers.iter().any(|layer| layer.name == name) {
            let problem = Problem::error(format!("the theme `{name}` extends itself"));
            problems.add(problem.at(named_at.clone()));
            break;
        }
        let layer = if is_folder_name(&name) { layer(project, &name, problems) } else { None };
        let Some(layer) = layer else {
            let themes = themes(project);
            let known: Vec<&str> = themes.iter().map(String::as_str).collect();
            let problem = Problem::error(format!("there is no theme `{name}` in `themes/`"));
            problems.add(problem.at(named_at).help(suggestion(&name, &known)));
            break;
        };
        named_at = Place::file(Path::new("themes").join(&name).join("theme.toml"));
        next.clone_from(&layer.settings.extends);
        layers.push(layer);
    }
    if layers.iter().all(|layer| layer.name != BUILT_IN) {
        layers.extend(layer(project, BUILT_IN, problems));
    }
    layers
}

/// A new theme's settings: all tokens of the built-in one, to be changed.
///
/// # Errors
/// When no folder can have the name, or a theme has it.
pub fn begin(project: &Project, name: &str) -> Result<(PathBuf, String), Problem> {
    let wrong = |message: &str| Problem::error(format!("`{name}` {message}"));
    if name.is_empty() || !is_folder_name(name) {
        let help = "use letters, digits, hyphens and underscores";
        return Err(wrong("cannot be the name of a theme").help(help));
    }
    if themes(project).contains(name) {
        return Err(wrong("is the name of a theme already").help("choose another name"));
    }
    let built_in = built_in::FILES.iter().find(|(path, _)| *path == "theme.toml");
    let text = built_in.map_or("", |(_, text)| text);
    let tokens = text.find("# Every key becomes").map_or("", |at| &text[at..]);
    let file = Path::new("themes").join(name).join("theme.toml");
    Ok((file, format!("{}{tokens}", BEGUN.replace("{name}", name))))
}

/// How a theme begins, before its tokens.
const BEGUN: &str =
    "# A look of our own: change what stands below. A line that is taken out is as in \
                     the built-in theme.
# `moments check` says where text would be hard to read.
name = \"{name}\"
min_version = 5

";

fn is_folder_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

impl Theme {
    /// The nearest template of a bare name such as `story.html`.
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.chain.iter().find_map(|theme| self.templates.get(&format!("{theme}/{name}")))
    }
}

/// A theme's files and settings; nothing where there is no such theme.
fn layer(project: &Project, name: &str, problems: &mut Problems) -> Option<Layer> {
    let folder = Path::new("themes").join(name);
    let own = files(&project.folder.join(&folder));
    let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    if name == BUILT_IN {
        all.extend(
            built_in::FILES
                .iter()
                .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())),
        );
    } else if own.is_empty() {
        return None;
    }
    let is_project = !own.is_empty();
    all.extend(own);
    let settings = settings(&folder.join("theme.toml"), all.get("theme.toml"), problems);
    Some(Layer { name: name.to_owned(), files: all, settings, is_project })
}

fn themes(project: &Project) -> BTreeSet<String> {
    let walk = WalkDir::new(project.folder.join("themes")).min_depth(1).max_depth(1);
    let folders = walk.into_iter().filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.chain([BUILT_IN.to_owned()]).collect()
}

/// All files below a folder, by path with forward slashes; none where there is no such folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = WalkDir::new(folder).sort_by_file_name();
    let entries = walk.into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(folder).ok()?;
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        #[allow(clippy::disallowed_methods, reason = "`theme` reads its own files")]
        let bytes = std::fs::read(entry.path()).ok()?;
        Some((parts.join("/"), bytes))
    };
    entries.filter_map(file).collect()
}

fn settings(file: &Path, bytes: Option<&Vec<u8>>, problems: &mut Problems) -> Settings {
    let Some(bytes) = bytes else { return Settings::default() };
    let text = String::from_utf8_lossy(bytes);
    let text = Text { file, text: &text };
    let tree = tree::parse_toml(text, 0..text.text.len(), problems);
    let settings: Option<Settings> = tree.and_then(|tree| tree::read(tree, text, problems));
    let settings = settings.unwrap_or_default();
    if settings.min_version > CONTRACT_VERSION {
        let message = format!(
            "the theme needs version {} of the page contract, the program has {CONTRACT_VERSION}",
            settings.min_version
        );
        problems.add(Problem::error(message).at(Place::file(file)).help("get a newer `moments`"));
    }
    let mut wrong = |message: String, help: &str| {
        problems.add(Problem::error(message).at(Place::file(file)).help(help));
    };
    for (name, value) in settings.tokens.values().flatten() {
        if name.is_empty() || name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            let help = "use letters, digits and hyphens";
            wrong(format!("`{name}` cannot be the name of a token"), help);
        } else if !is_one_value(value) {
            let help = "a token is one CSS value: a colour, a length, a list of fonts";
            wrong(format!("the token `{name}` cannot be `{value}`"), help);
        }
    }
    settings
}

/// Whether a text is one plain CSS value, which cannot end its declaration or load anything.
fn is_one_value(value: &str) -> bool {
    const FUNCTIONS: [&str; 14] = [
        "var",
        "calc",
        "min",
        "max",
        "clamp",
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "oklab",
        "oklch",
        "color-mix",
    ];
    let is_plain = |c: char| c.is_alphanumeric() || " #.,%-+*/()\"'_".contains(c);
    let quotes_pair = |quote: char| value.matches(quote).count().is_multiple_of(2);
    let name_before = |at: usize| {
        let head = &value[..at];
        let start = head.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        &head[start.map_or(0, |at| at + 1)..]
    };
    let calls = value.match_indices('(').map(|(at, _)| name_before(at));
    let is_known = |name: &str| name.is_empty() || FUNCTIONS.contains(&name);
    !value.trim().is_empty()
        && value.chars().all(is_plain)
        && !value.contains("/*")
        && quotes_pair('"')
        && quotes_pair('\'')
        && value.matches('(').count() == value.matches(')').count()
        && calls.into_iter().all(is_known)
}

/// A token that is nearly one of the built-in theme's is a typing mistake.
fn warn_of_tokens(layers: &[Layer], problems: &mut Problems) {
    let Some(built_in) = layers.last() else { return };
    let known: BTreeSet<&str> =
        built_in.settings.tokens.values().flatten().map(|(name, _)| name.as_str()).collect();
    for layer in layers.iter().filter(|layer| layer.is_project && layer.name != BUILT_IN) {
        for (name, _) in layer.settings.tokens.values().flatten() {
            let near = nearest(name, known.iter().copied());
            if let Some(near) = near.filter(|_| !known.contains(name.as_str())) {
                let file = Path::new("themes").join(&layer.name).join("theme.toml");
                let problem = Problem::warning(format!("no style looks at the token `{name}`"));
                problems.add(problem.at(Place::file(file)).help(format!("did you mean `{near}`?")));
            }
        }
    }
}

/// A colour of a project's theme in which text can hardly be read.
fn warn_of_contrast(layers: &[Layer], problems: &mut Problems) {
    let Some(own) = layers.iter().find(|layer| layer.is_project && layer.name != BUILT_IN) else {
        return;
    };
    let mut tokens: BTreeMap<&str, &str> = BTreeMap::new();
    for scheme in ["light", "dark"] {
        // What the dark mode does not set is as in the light one.
        let groups = layers.iter().rev().filter_map(|layer| layer.settings.tokens.get(scheme));
        tokens.extend(groups.flatten().map(|(name, value)| (name.as_str(), value.as_str())));
        for Faint { token, ground, contrast, least } in contrast::faint(&tokens) {
            let message = format!(
                "`{token}` can hardly be seen on `{ground}` in the {scheme} mode: the contrast is \
                 {contrast:.1}"
            );
            let file = Path::new("themes").join(&own.name).join("theme.toml");
            let help = format!("choose colours that are further apart: {least} is the least");
            problems.add(Problem::warning(message).at(Place::file(file)).help(help));
        }
    }
}

/// A file of a project's theme that no template or style would ever look at is a typing mistake.
fn warn_of_strays(layers: &[Layer], problems: &mut Problems) {
    let known: BTreeSet<&str> = built_in::FILES.iter().map(|(path, _)| *path).collect();
    for layer in layers.iter().filter(|layer| layer.is_project) {
        let templates = layer.files.keys().filter(|path| path.starts_with("templates/"));
        for path in templates.filter(|path| !known.contains(path.as_str())) {
            let is_used = layer.files.values().any(|bytes| {
                let name = path.trim_start_matches("templates/");
                String::from_utf8_lossy(bytes).contains(name)
            });
            let text = String::from_utf8_lossy(&layer.files[path]);
            // A file of components is found by what it defines.
            if is_used || text.contains("{% component ") {
                continue;
            }
            let file = Path::new("themes").join(&layer.name).join(path);
            let problem = Problem::warning("the template overrides nothing").at(Place::file(file));
            problems.add(match nearest(path, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("the built-in theme has no template of this name"),
            });
        }
    }
}

/// Every style sheet that a theme names is there, and every one that is there is named.
fn check_styles(layers: &[Layer], problems: &mut Problems) {
    let is_there =
        |name: &String| layers.iter().any(|l| l.files.contains_key(&format!("static/{name}")));
    let named: BTreeSet<&String> = layers.iter().flat_map(|l| &l.settings.styles).collect();
    for layer in layers.iter().filter(|layer| layer.is_project) {
        let folder = Path::new("themes").join(&layer.name);
        for name in layer.settings.styles.iter().filter(|name| !is_there(name)) {
            let message = format!("there is no style sheet `static/{name}`");
            let place = Place::file(folder.join("theme.toml"));
            problems.add(Problem::error(message).at(place).help("put it there, or unname it"));
        }
        let sheets = layer.files.keys().filter_map(|path| path.strip_prefix("static/"));
        for sheet in sheets.filter(|s| s.ends_with(".css") && !named.contains(&(*s).to_owned())) {
            let problem = Problem::warning("the style sheet is in no list of `styles`");
            let place = Place::file(folder.join("static").join(sheet));
            problems.add(problem.at(place).help("name it in `styles` in `theme.toml`"));
        }
    }
}

fn templates(layers: &[Layer]) -> BTreeMap<String, Template> {
    let mut templates = BTreeMap::new();
    for (at, layer) in layers.iter().enumerate() {
        // `parent/` is the next theme along `extends`.
        let parent = layers.get(at + 1).map_or(BUILT_IN, |next| next.name.as_str());
        for (path, bytes) in &layer.files {
            let Some(name) = path.strip_prefix("templates/") else { continue };
            let text = String::from_utf8_lossy(bytes);
            let template = Template {
                text: text.replace("\"parent/", &format!("\"{parent}/")),
                file: Path::new("themes").join(&layer.name).join(path),
            };
            templates.insert(format!("{}/{name}", layer.name), template);
        }
    }
    templates
}

/// The colours of the light mode; the nearest theme's count.
fn palette(layers: &[Layer]) -> BTreeMap<String, String> {
    let light = layers.iter().rev().filter_map(|layer| layer.settings.tokens.get("light"));
    light.flatten().map(|(name, colour)| (name.clone(), colour.clone())).collect()
}

/// The tokens as custom properties, then the style sheets in the order of the nearest theme that
/// names any.
fn style(layers: &[Layer]) -> String {
    let mut groups: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for layer in layers.iter().rev() {
        for (group, tokens) in &layer.settings.tokens {
            let tokens = tokens.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            groups.entry(group).or_default().extend(tokens);
        }
    }
    let properties = |group: &BTreeMap<&str, &str>| {
        group.iter().map(|(name, value)| format!("--{name}:{value};")).collect::<String>()
    };
    let light: String =
        groups.iter().filter(|(name, _)| **name != "dark").map(|(_, g)| properties(g)).collect();
    let dark = groups.get("dark").map(properties).unwrap_or_default();
    let mut style = format!(":root{{{light}}}\n");
    if !dark.is_empty() {
        style.push_str(&format!("@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"));
    }
    let named = layers.iter().map(|layer| &layer.settings.styles).find(|s| !s.is_empty());
    for name in named.into_iter().flatten() {
        let path = format!("static/{name}");
        let bytes = layers.iter().find_map(|layer| layer.files.get(&path));
        let text = bytes.map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        style.push_str(&text);
    }
    style
}

fn statics(layers: &[Layer]) -> BTreeMap<String, Vec<u8>> {
    let mut statics = BTreeMap::new();
    for (path, bytes) in layers.iter().rev().flat_map(|layer| &layer.files) {
        let Some(name) = path.strip_prefix("static/") else { continue };
        if !name.ends_with(".css") {
            statics.insert(name.to_owned(), bytes.clone());
        }
    }
    statics
}
