//! `moments.toml` as plain structs with visible defaults.

mod candidates;
mod columns;
mod defaults;
mod field;
mod hours;
mod panel;
mod structs;

pub use candidates::{CandidateKeys, Dismissed, Rule};
pub use columns::Header;
pub use field::{Dimension, Field, Kind};
pub use panel::{
    FigureCall, FigureKeys, GroupCall, Of, Panel, PanelKeys, PanelPage, Show, Wrong, wrong,
};
pub use structs::*;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::calendar::{BusinessHours, Zone};
use crate::diagnostic::{Outcome, Place, Problem, Problems, nearest};
use crate::tree::{self, Spanned, Text};
use crate::units::Seconds;
use crate::words::{Words, typographic};

/// The name of the configuration's file.
pub const FILE: &str = "moments.toml";

/// The ids of interactions that are never read, one a line.
pub const FORGET: &str = "data/forget.txt";

/// A project: the folder with `moments.toml`.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder.
    pub folder: PathBuf,
}

impl Project {
    /// The project in `folder` itself.
    ///
    /// # Errors
    /// When there is no `moments.toml` in it.
    pub fn at(folder: &Path) -> Outcome<Project> {
        if folder.join(FILE).is_file() {
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            return Ok(Project { folder });
        }
        let message = format!("there is no `{FILE}` in `{}`", folder.display());
        Err(Problem::error(message).help("name a project's folder with `--project`").into())
    }

    /// The project in `folder` or the nearest folder above it.
    ///
    /// # Errors
    /// When there is no `moments.toml` on the way up.
    pub fn find(folder: &Path) -> Outcome<Project> {
        let start = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        for folder in start.ancestors() {
            if folder.join(FILE).is_file() {
                return Ok(Project { folder: folder.to_owned() });
            }
        }
        let message = format!("there is no `{FILE}` in `{}` or above it", folder.display());
        let help = "run this in a project's folder, or name it with `--project`";
        Err(Problem::error(message).help(help).into())
    }
}

impl Project {
    /// Where a file lies in the project; nothing where it lies elsewhere.
    pub fn path_of(&self, file: &Path) -> Option<PathBuf> {
        let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
        let (file, folder) = (whole(file).ok()?, whole(&self.folder).ok()?);
        file.strip_prefix(folder).ok().map(Path::to_owned)
    }

    /// Refuses to put the site among the files that it is made of.
    ///
    /// # Errors
    /// When `out` lies in one of the project's own folders.
    pub fn refuse_as_output(&self, out: &Path) -> Outcome<()> {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let out = absolute(out);
        let own = ["content", "data", "themes", ".moments"];
        match own.iter().find(|own| out.starts_with(absolute(&self.folder.join(own)))) {
            None => Ok(()),
            Some(own) => {
                let message = format!("the site cannot stand in the project's own `{own}`");
                let problem = Problem::error(message).at(Place::file(out));
                Err(problem.help("name another folder with `--out`").into())
            }
        }
    }
}

/// The configuration with what follows from it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The keys as they stand in the file, or their defaults.
    pub keys: Keys,
    /// The project's time zone.
    pub zone: Zone,
    /// When somebody answers, where the project says so.
    pub business_hours: Option<BusinessHours>,
    /// How long a first answer may take, by the channel as it is compared; `any` stands for the
    /// channels that are not named.
    pub first_response_thresholds: BTreeMap<String, Seconds>,
    /// The words of the project's language.
    pub words: Words,
    /// The figures on the home page and on those of teams, in order.
    pub panels: Vec<Panel>,
    /// The ids of interactions that are never read: what a customer asked us to forget. With their
    /// source before them, or without.
    pub forgotten: BTreeSet<String>,
    /// The text of the file.
    text: String,
}

impl Config {
    /// The text of `moments.toml`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether an interaction is to be forgotten, by its id, with or without its source.
    pub fn is_forgotten(&self, id: &str) -> bool {
        let is_source = |name: &str| self.sources.iter().any(|source| source.name.value == name);
        let bare = id.split_once(':').filter(|(name, _)| is_source(name)).map(|(_, bare)| bare);
        self.forgotten.contains(id) || bare.is_some_and(|bare| self.forgotten.contains(bare))
    }

    /// The place of something that stands in `moments.toml`.
    pub fn place<T>(&self, written: &Spanned<T>) -> Place {
        Place::span(FILE, &self.text, written.span.clone())
    }
}

impl std::ops::Deref for Config {
    type Target = Keys;

    fn deref(&self) -> &Keys {
        &self.keys
    }
}

/// Reads and checks `moments.toml`. What is wrong in single keys is added to `problems`; the rest
/// is read on with their defaults, so that a build reports what is wrong elsewhere too.
///
/// # Errors
/// When the file cannot be read or is no TOML at all.
pub fn load(project: &Project, problems: &mut Problems) -> Outcome<Config> {
    let file = Path::new(FILE);
    let cannot = |error: &dyn std::fmt::Display| {
        Problems::from(Problem::error(format!("cannot be read: {error}")).at(Place::file(file)))
    };
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads the file")]
    let bytes = std::fs::read(project.folder.join(FILE)).map_err(|error| cannot(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| cannot(&error))?;
    let mut config = parse(Text { file, text: &text }, problems)?;
    config.forgotten = forgotten(project, problems);
    Ok(config)
}

/// The ids of `forget.txt`. Whoever asked to be forgotten must not be on a page because of a fault
/// of the disk, or of a comma.
fn forgotten(project: &Project, problems: &mut Problems) -> BTreeSet<String> {
    let file = Path::new(FORGET);
    #[allow(clippy::disallowed_methods, reason = "it is a part of the configuration")]
    let text = match std::fs::read_to_string(project.folder.join(file)) {
        Ok(text) => text,
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                && project.folder.join(file).symlink_metadata().is_err() =>
        {
            return BTreeSet::new();
        }
        Err(error) => {
            let problem = Problem::error(format!("cannot be read: {error}"));
            problems.add(problem.at(Place::file(file)).help("one id a line, in UTF-8"));
            return BTreeSet::new();
        }
    };
    let mut ids = BTreeSet::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let id = line.trim();
        if id.contains(|c: char| c.is_whitespace() || ",;#\"'".contains(c)) {
            let problem = Problem::error("this is not one id, and nothing would be forgotten");
            let help = "write one id a line, as it stands in the data, and nothing beside it";
            problems.add(problem.at(Place::line(file, at + 1)).help(help));
        } else if !id.is_empty() {
            ids.insert(id.to_owned());
        }
    }
    ids
}

/// The configuration in a text.
///
/// # Errors
/// When the text is no TOML.
pub fn parse(text: Text<'_>, problems: &mut Problems) -> Outcome<Config> {
    let mut own = Problems::default();
    let tree = tree::parse_toml(text, 0..text.text.len(), &mut own);
    let keys: Option<Keys> = tree.and_then(|tree| tree::read(tree, text, &mut own));
    let Some(mut keys) = keys else { return Err(own) };
    problems.merge(own);
    let terms = [&mut keys.types, &mut keys.stages, &mut keys.practices, &mut keys.standards];
    for term in terms.into_iter().flatten() {
        let texts = [&mut term.name, &mut term.definition, &mut term.how_to_spot];
        texts.into_iter().for_each(|text| *text = typographic(text));
    }
    let mut check = Check { text, problems };
    let zone = check.zone(&keys.time_zone);
    let words = check.words(&keys.language);
    let hours = keys.business_hours.as_ref();
    let business_hours = hours.and_then(|hours| check.business_hours(hours, &zone));
    let thresholds = check.thresholds(&keys.thresholds.first_response, &words);
    let panels = check.panels(&keys.panels);
    check.everything(&keys);
    Ok(Config {
        keys,
        zone,
        business_hours,
        first_response_thresholds: thresholds,
        words,
        panels,
        forgotten: BTreeSet::new(),
        text: text.text.to_owned(),
    })
}

/// The rules that types cannot hold.
struct Check<'a> {
    text: Text<'a>,
    problems: &'a mut Problems,
}

impl Check<'_> {
    fn error(&mut self, span: &std::ops::Range<usize>, message: String, help: &str) {
        let place = self.text.place(span.clone());
        self.problems.add(Problem::error(message).at(place).help(help));
    }

    fn zone(&mut self, name: &Spanned<String>) -> Zone {
        Zone::named(name).unwrap_or_else(|| {
            let message = format!("`{}` is no time zone", name.value);
            self.error(&name.span, message, "write a name such as `Europe/London`");
            Zone::named("UTC").expect("the data base in the program has UTC")
        })
    }

    fn words(&mut self, language: &Spanned<String>) -> Words {
        Words::of(language).unwrap_or_else(|| {
            let message = format!("pages cannot be written in `{}` yet", language.value);
            self.error(&language.span, message, "write `en`");
            Words::english()
        })
    }

    fn panels(&mut self, panels: &[PanelKeys]) -> Vec<Panel> {
        let mut checked = Vec::new();
        for panel in panels {
            match panel.check() {
                Ok(panel) => checked.push(panel),
                Err(wrong) => wrong.into_iter().for_each(|(span, problem)| {
                    self.problems.add(problem.at(self.text.place(span)));
                }),
            }
        }
        checked
    }

    fn everything(&mut self, keys: &Keys) {
        if keys.title.trim().is_empty() {
            let help = "write `title = \"Moments at …\"` at the top of the file";
            let problem = Problem::error("`title` is missing").at(Place::file(self.text.file));
            self.problems.add(problem.help(help));
        }
        if !keys.base_url.is_empty() && !is_address(&keys.base_url) {
            let message = format!("`base_url` is no address: `{}`", keys.base_url.value);
            self.error(&keys.base_url.span, message, "write `https://…`, or leave it empty");
        }
        let edit = &keys.edit_url;
        if !(edit.is_empty() || is_address(edit) && edit.contains("{path}")) {
            let message = "`edit_url` must be an address with `{path}` in it".to_owned();
            self.error(&edit.span, message, "write `https://…/{path}`, or leave it out");
        }
        self.sources(keys);
        self.columns(keys);
        self.candidates(&keys.candidates);
        self.ids("teams", keys.teams.iter().map(|team| &team.id));
        self.team_names(keys);
        for (name, terms) in [
            ("types", &keys.types),
            ("stages", &keys.stages),
            ("practices", &keys.practices),
            ("standards", &keys.standards),
        ] {
            self.ids(name, terms.iter().map(|term| &term.id));
        }
        let limits = &keys.limits;
        for (name, share) in [
            ("max_rejected_share", &limits.max_rejected_share),
            ("max_unknown_share", &limits.max_unknown_share),
        ] {
            if !(0.0..=1.0).contains(&share.value) {
                let message = format!("`{name}` must be from 0 to 1, found {}", share.value);
                self.error(&share.span, message, "0.01 is one in a hundred");
            }
        }
        if limits.max_values.value < 1 {
            let message = "`max_values` must be 1 or more, found 0".to_owned();
            self.error(&limits.max_values.span, message, "200 is a good number");
        }
        self.decide(&keys.decide);
        for allowed in &keys.privacy.allow {
            for (name, text) in [("text", &allowed.text), ("reason", &allowed.reason)] {
                if text.trim().is_empty() {
                    let message = format!("`{name}` is empty");
                    self.error(&text.span, message, "say what may stand on pages, and why it may");
                }
            }
        }
        if keys.privacy.minimum_group.value < 1 {
            let message = "`minimum_group` must be 1 or more, found 0".to_owned();
            self.error(&keys.privacy.minimum_group.span, message, "5 is a good number");
        }
    }

    fn decide(&mut self, decide: &DecideKeys) {
        let amounts = [("limit", &decide.limit), ("lifetime_value", &decide.lifetime_value)];
        for (name, amount) in amounts {
            if let Some(amount) = amount.as_ref().filter(|a| !a.is_finite() || a.value < 0.0) {
                let message =
                    format!("`{name}` must be an amount from 0 up, found {}", amount.value);
                self.error(&amount.span, message, "write a number such as 50");
            }
        }
        let is_code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        match (&decide.currency, &decide.limit) {
            (Some(code), _) if !is_code(code) => {
                let message =
                    format!("`currency` must be a code of three letters, found `{}`", code.value);
                self.error(&code.span, message, "write a code such as `GBP`");
            }
            (None, Some(limit)) => {
                let help = "write `currency = \"GBP\"` beside it";
                self.error(&limit.span, "`limit` needs `currency` as well".to_owned(), help);
            }
            _ => {}
        }
    }

    /// A name in the data can mean one team only.
    fn team_names(&mut self, keys: &Keys) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for team in &keys.teams {
            let names: BTreeSet<String> = std::iter::once(&team.name)
                .chain(&team.also)
                .map(|name| name.trim().to_lowercase())
                .collect();
            for name in names {
                if !seen.insert(name.clone()) {
                    let message = format!("the name `{name}` belongs to another team already");
                    self.error(&team.id.span, message, "take it out of `name` or `also` of one");
                }
            }
        }
    }

    fn sources(&mut self, keys: &Keys) {
        if keys.sources.is_empty() {
            let message = "there is no `[[sources]]`: nothing says where the data is".to_owned();
            let help = "write `[[sources]]`, `name = \"helpdesk\"` and `files = \
                        \"data/interactions/*.csv\"`";
            let place = Place::file(self.text.file);
            self.problems.add(Problem::error(message).at(place).help(help));
        }
        self.ids("sources", keys.sources.iter().map(|source| &source.name));
        for source in &keys.sources {
            if let Some(delimiter) = &source.delimiter
                && source.separator().is_none()
            {
                let message = format!("`{}` cannot separate columns", delimiter.value);
                self.error(&delimiter.span, message, "write `,`, `;`, `|` or `\\t`");
            }
            if let Some(encoding) = source.encoding.as_ref().filter(|name| !is_encoding(name)) {
                let message = format!("`{}` is no encoding that can be read", encoding.value);
                let help = "write a name such as `windows-1252`, `utf-16le` or `shift_jis`";
                self.error(&encoding.span, message, help);
            }
            let Some(zone) = &source.time_zone else { continue };
            if Zone::named(zone).is_none() {
                let message = format!("`{}` is no time zone", zone.value);
                self.error(&zone.span, message, "write a name such as `Europe/London`");
            }
        }
    }

    /// Ids stand in addresses: lower case, digits and hyphens, each once.
    fn ids<'i>(&mut self, list: &str, ids: impl Iterator<Item = &'i Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
            if id.is_empty() || !id.chars().all(fits) {
                let message = format!("`{}` cannot be an id in `{list}`", id.value);
                self.error(&id.span, message, "use lower-case letters, digits and hyphens");
            } else if !seen.insert(id.as_str()) {
                let message = format!("`{}` stands twice in `{list}`", id.value);
                self.error(&id.span, message, "give each its own id");
            }
        }
    }
}

/// Whether a text names an encoding, by the labels of the web.
fn is_encoding(name: &str) -> bool {
    encoding_rs::Encoding::for_label_no_replacement(name.as_bytes()).is_some()
}

/// Whether a text is the address of a place on the web: `https://host/path/`.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\?#@".contains(c);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(is_odd))
}

/// `did you mean …` or the list of all there are, for a name that is not among `known`.
pub fn suggestion(found: &str, known: &[&str]) -> String {
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "there are none in this project".to_owned(),
        None => format!("there are {}", listed(known.iter().copied())),
    }
}

/// So many names stand in a message.
const LISTED: usize = 40;

/// Names as a message lists them: the first forty, and how many more there are.
///
/// ```
/// use moments::config::listed;
/// assert_eq!(listed(["id", "team"].into_iter()), "`id`, `team`");
/// assert!(listed(["id"; 40].into_iter()).ends_with(", `id`"));
/// assert!(listed(["id"; 1_240].into_iter()).ends_with(", `id` and 1,200 more"));
/// ```
pub fn listed<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let shown: Vec<String> = names.by_ref().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = match names.count() {
        0 => String::new(),
        count => format!(" and {} more", with_commas(count)),
    };
    shown.join(", ") + &more
}

fn with_commas(count: usize) -> String {
    let digits = count.to_string();
    let parts: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    parts.join(",")
}
