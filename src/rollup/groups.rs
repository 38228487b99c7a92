//! The values of a dimension, each with its months.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::{Cell, Timeline};
use crate::config::Config;
use crate::diagnostic::{Problem, Problems};
use crate::interaction::Dimension;
use crate::words;

/// More values than this are no teams, topics or channels.
const MOST_VALUES: usize = 10_000;

/// All values of a dimension.
#[derive(Clone, Debug)]
pub struct Groups {
    /// Which dimension.
    pub dimension: Dimension,
    list: Vec<Group>,
    by_bytes: FxHashMap<Box<[u8]>, usize>,
    by_key: BTreeMap<String, usize>,
    /// Common names as they are compared, with the value that they stand for.
    common: BTreeMap<String, String>,
    is_garbled: bool,
}

/// One value of a dimension: a team, a channel, a topic, a priority.
#[derive(Clone, Debug)]
pub struct Group {
    /// The value as it is compared: trimmed, in one normal form, without case; empty where the
    /// data says nothing.
    pub key: String,
    /// The value as it is shown: the configured name, or the smallest of its spellings.
    pub label: String,
    /// The id of the configured team, where it is one.
    pub id: Option<String>,
    /// Its months.
    pub months: Timeline<Cell>,
}

impl Groups {
    pub(super) fn new(dimension: Dimension, config: &Config) -> Groups {
        let mut groups = Groups {
            dimension,
            list: Vec::new(),
            by_bytes: FxHashMap::default(),
            by_key: BTreeMap::new(),
            common: BTreeMap::new(),
            is_garbled: false,
        };
        // A value that is written like the common name of another is the same: `E-mail`, `email`.
        for (common, label) in config.words.names_of(dimension.name()) {
            groups.common.insert(key(&label), common);
        }
        if dimension == Dimension::Team {
            for team in &config.teams {
                let number = groups.list.len();
                let id = Some(team.id.value.clone());
                groups.list.push(Group::new(key(&team.name), team.name.clone(), id));
                let names = std::iter::once(&team.name).chain(&team.also);
                groups.by_key.extend(names.map(|name| (key(name), number)));
            }
        }
        groups
    }

    /// The months of a value as it stands in the data.
    pub(super) fn timeline(&mut self, value: &[u8]) -> &mut Timeline<Cell> {
        let number = match self.by_bytes.get(value) {
            Some(&number) => number,
            None => self.meet(value),
        };
        &mut self.list[number].months
    }

    fn meet(&mut self, value: &[u8]) -> usize {
        let spelling = String::from_utf8_lossy(value);
        self.is_garbled |= matches!(spelling, Cow::Owned(_));
        let spelling = spelling.trim().to_owned();
        let key = key(&spelling);
        let key = self.common.get(&key).cloned().unwrap_or(key);
        let known = self.by_key.get(&key).copied();
        let number = known.unwrap_or_else(|| {
            self.list.push(Group::new(key.clone(), spelling.clone(), None));
            self.list.len() - 1
        });
        self.by_key.insert(key, number);
        let group = &mut self.list[number];
        if group.id.is_none() && spelling < group.label {
            group.label = spelling;
        }
        if self.by_bytes.len() <= MOST_VALUES {
            self.by_bytes.insert(value.into(), number);
        }
        number
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        if self.list.len() > MOST_VALUES {
            let name = self.dimension.name();
            let message = format!("`{name}` has more than {MOST_VALUES} different values");
            let help = format!("is it the right column? see `{name}` in `[sources.columns]`");
            problems.add(Problem::error(message).help(help));
        }
        if self.is_garbled {
            let name = self.dimension.name();
            let message = format!("some values of `{name}` are not UTF-8 and are shown with �");
            problems.add(Problem::warning(message).help("export the file again as UTF-8"));
        }
    }

    /// The groups that have interactions, by key; beyond the largest `most` they are one group,
    /// `other`.
    pub fn largest(&self, most: usize, other: &str) -> Vec<Group> {
        let opened = |group: &Group| group.months.iter().map(|(_, cell)| cell.opened).sum::<u64>();
        let mut list: Vec<&Group> = self.list.iter().filter(|group| opened(group) > 0).collect();
        list.sort_by(|a, b| opened(b).cmp(&opened(a)).then_with(|| a.key.cmp(&b.key)));
        let (large, small) = list.split_at(most.min(list.len()));
        let mut groups: Vec<Group> = large.iter().map(|&group| group.clone()).collect();
        if !small.is_empty() {
            let mut rest = Group::new(key(other), other.to_owned(), None);
            for (number, cell) in small.iter().flat_map(|group| group.months.iter()) {
                rest.months.at(number).merge(cell);
            }
            groups.push(rest);
        }
        groups.sort_by(|a, b| a.key.cmp(&b.key));
        groups
    }

    /// The label of a value as it stands in the data.
    pub fn label(&self, value: &str) -> String {
        let number = self.by_key.get(&key(value));
        number.map_or_else(|| value.trim().to_owned(), |&number| self.list[number].label.clone())
    }

    /// The last parts of the addresses of all groups.
    pub fn slugs(&self) -> BTreeSet<String> {
        self.list.iter().map(|group| words::slug(&group.label)).collect()
    }
}

impl Group {
    fn new(key: String, label: String, id: Option<String>) -> Group {
        Group { key, label, id, months: Timeline::default() }
    }
}

/// A value as it is compared.
pub(crate) fn key(value: &str) -> String {
    value.trim().nfc().flat_map(char::to_lowercase).collect()
}
