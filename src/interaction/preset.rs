//! What tools call the fields: one file a tool in `presets/`, and the project's own in `[[presets]]`.

use std::cmp::Reverse;
use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::config::{Config, Field, Header, Preset};
use crate::diagnostic::Problems;
use crate::tree::{self, Spanned, Text};

/// The files of the program's presets. A new one needs a line here and nothing else.
const FILES: &[(&str, &str)] = &[
    ("311.toml", include_str!("presets/311.toml")),
    ("chatwoot-csat.toml", include_str!("presets/chatwoot-csat.toml")),
    ("chatwoot-report.toml", include_str!("presets/chatwoot-report.toml")),
    ("freshdesk.toml", include_str!("presets/freshdesk.toml")),
    ("help-scout.toml", include_str!("presets/help-scout.toml")),
    ("hubspot-api.toml", include_str!("presets/hubspot-api.toml")),
    ("hubspot.toml", include_str!("presets/hubspot.toml")),
    ("intercom.toml", include_str!("presets/intercom.toml")),
    ("jira-service-management.toml", include_str!("presets/jira-service-management.toml")),
    ("servicenow.toml", include_str!("presets/servicenow.toml")),
    ("zendesk-warehouse.toml", include_str!("presets/zendesk-warehouse.toml")),
    ("zendesk.toml", include_str!("presets/zendesk.toml")),
];

/// The preset of files whose headers are the fields' own names.
const CANONICAL: &str = "canonical";

/// The program's presets, the canonical one first.
static BUILT_IN: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let tools = FILES.iter().map(|(file, text)| read(file, text).expect("a test reads them all"));
    std::iter::once(canonical()).chain(tools).collect()
});

fn canonical() -> Preset {
    let names: String = Field::ALL.iter().map(|f| format!("{0} = \"{0}\"\n", f.name())).collect();
    let title = "the program's own format";
    let text = format!("name = \"{CANONICAL}\"\ntitle = \"{title}\"\n[columns]\n{names}");
    read("canonical.toml", &text).expect("the fields' names are plain words")
}

/// A preset from its TOML.
///
/// # Errors
/// With everything that is wrong in it.
fn read(file: &str, text: &str) -> Result<Preset, Problems> {
    let mut problems = Problems::default();
    let text = Text { file: Path::new(file), text };
    let tree = tree::parse_toml(text, 0..text.text.len(), &mut problems);
    let preset = tree.and_then(|tree| tree::read(tree, text, &mut problems));
    problems.stop_if_errors()?;
    preset.ok_or(problems)
}

/// All presets of a project, the canonical one first. One of its own takes the place of the
/// program's of the same name.
pub fn presets(config: &Config) -> Vec<&Preset> {
    let own = |name: &str| config.presets.iter().find(|own| own.name.value == name);
    let built_in = BUILT_IN.iter().map(|preset| own(&preset.name).unwrap_or(preset));
    let is_new = |own: &&Preset| BUILT_IN.iter().all(|preset| preset.name.value != own.name.value);
    built_in.chain(config.presets.iter().filter(is_new)).collect()
}

/// A header as it is compared: without case, spaces and punctuation.
///
/// ```
/// assert_eq!(moments::interaction::plain("First\u{a0}reply-time"), "firstreplytime");
/// ```
pub fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns of a table by name: first by the very name, then as [`plain`] compares. The first of
/// several columns with one name wins.
pub(super) struct Index {
    exact: FxHashMap<String, usize>,
    plain: FxHashMap<String, usize>,
}

impl Index {
    pub(super) fn of(header: &[String]) -> Index {
        let mut index = Index { exact: FxHashMap::default(), plain: FxHashMap::default() };
        for (at, name) in header.iter().enumerate().filter(|(_, name)| !plain(name).is_empty()) {
            index.exact.entry(name.clone()).or_insert(at);
            index.plain.entry(plain(name)).or_insert(at);
        }
        index
    }

    /// The column of a name, from 0.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.exact.get(name).or_else(|| self.plain.get(&plain(name))).copied()
    }

    /// The columns of a header, one or two.
    pub(super) fn find_all(&self, header: &Header) -> Option<Vec<usize>> {
        header.names().map(|name| self.find(name)).collect()
    }

    /// The columns in which a field of a preset is.
    pub(super) fn find_field(&self, preset: &Preset, field: Field) -> Option<Vec<usize>> {
        let prefixed = |name: &str| {
            let bare = self.find(name);
            bare.or_else(|| self.find(&format!("{}{name}", preset.prefix)))
        };
        let columns = preset.columns.get(&field).map(|header| &header.value);
        let columns = columns.and_then(|header| header.names().map(prefixed).collect());
        let also = || preset.also.get(&field)?.iter().find_map(|name| prefixed(name));
        columns.or_else(|| Some(vec![also()?]))
    }
}

/// How well a preset fits a header.
#[derive(Clone, Debug)]
pub struct Score<'c> {
    /// The preset.
    pub preset: &'c Preset,
    /// How many of its fields the header has.
    pub found: usize,
    /// How many fields it has.
    pub of: usize,
    /// The fields that it cannot do without, and that the header does not have.
    pub missing: Vec<Field>,
}

impl Score<'_> {
    /// Whether files with the header can be read with the preset.
    pub fn is_fit(&self) -> bool {
        self.missing.is_empty()
    }
}

/// How well each preset fits a header, the best first: the one with the most fields, then the
/// canonical one, then the one with the largest share of its fields, then by name.
pub fn scores<'c>(header: &[String], config: &'c Config) -> Vec<Score<'c>> {
    let index = Index::of(header);
    let score = |preset: &'c Preset| {
        let has = |field: &Field| index.find_field(preset, *field).is_some();
        let found = preset.columns.keys().filter(|field| has(field)).count();
        let missing = preset.needs.iter().copied().filter(|field| !has(field)).collect();
        Score { preset, found, of: preset.columns.len(), missing }
    };
    let mut scores: Vec<Score<'_>> = presets(config).into_iter().map(score).collect();
    scores.sort_by_key(|score| {
        let is_other = score.preset.name.value != CANONICAL;
        (!score.is_fit(), Reverse(score.found), is_other, score.of, score.preset.name.value.clone())
    });
    scores
}

/// The preset of a name.
pub(super) fn named<'c>(name: &Spanned<String>, config: &'c Config) -> Option<&'c Preset> {
    presets(config).into_iter().find(|preset| preset.name.value == name.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn configuration(text: &str) -> Config {
        let file = Path::new(config::FILE);
        let mut problems = Problems::default();
        config::parse(Text { file, text }, &mut problems).unwrap()
    }

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn every_file_is_listed_read_and_named_after_its_preset() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/interaction/presets");
        let entries = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        assert_eq!(files, FILES.iter().map(|(file, _)| *file).collect::<Vec<_>>());
        for (file, text) in FILES {
            let preset = read(file, text).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(format!("{}.toml", preset.name.value), *file);
            assert!(!preset.title.is_empty(), "{file} has no title");
        }
    }

    #[test]
    fn the_preset_with_the_most_fields_wins_and_the_canonical_one_a_tie() {
        let config = configuration("title = 'x'");
        for (names, expected) in [
            ("id,created_at", "canonical"),
            ("Id,Created at,Status,Priority,Tags", "canonical"),
            ("Id,Created at,Status,Group,Assignee,Solved at", "zendesk"),
            ("Unique Key,Created Date,Agency", "311"),
            ("NUMBER,opened_at,made_sla", "servicenow"),
        ] {
            let header = header(names);
            let scores = scores(&header, &config);
            assert_eq!(scores[0].preset.name.value, expected, "{names}");
        }
        let header = header("colour,weight");
        assert!(scores(&header, &config).iter().all(|score| !score.is_fit() && score.found == 0));
    }

    #[test]
    fn a_preset_of_the_project_takes_the_place_of_the_programs() {
        let text = "title = 'x'\n[[presets]]\nname = '311'\n[presets.columns]\nid = 'Case'\n\
                    created_at = 'Begun'\n[[presets]]\nname = 'desk'\n[presets.columns]\nid = 'No'\n";
        let config = configuration(text);
        let names: Vec<&str> = presets(&config).iter().map(|p| p.name.value.as_str()).collect();
        assert_eq!(names.iter().filter(|name| **name == "311").count(), 1);
        assert_eq!(names.last(), Some(&"desk"));
        let header = header("case,begun");
        assert_eq!(scores(&header, &config)[0].preset.name.value, "311");
    }

    #[test]
    fn the_first_of_several_columns_with_one_name_wins() {
        let index = Index::of(&header("Labels,,Labels,labels,\u{feff}Issue key"));
        assert_eq!(index.find("labels"), Some(3));
        assert_eq!(index.find("LABELS"), Some(0));
        assert_eq!(index.find("issue KEY"), Some(4));
        assert_eq!(index.find(""), None);
    }
}
