//! The values of a dimension, each with its months.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Cell, Timeline};
use crate::config::Config;
use crate::diagnostic::{Problem, Problems};
use crate::interaction::Dimension;
use crate::words::{self, key};

/// More values than this are no teams, topics or channels.
const MOST_VALUES: usize = 10_000;

/// The values of a dimension in one file, before the configuration gives them names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Values {
    list: Vec<Value>,
    #[serde(skip)]
    by_key: FxHashMap<String, u32>,
    /// Whether there are more than can be told apart.
    is_full: bool,
}

/// A value of a dimension in one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Value {
    /// As it is compared.
    key: String,
    /// The smallest of its spellings.
    spelling: String,
    months: Timeline<Cell>,
}

impl Values {
    /// The number of a value as it stands in the data.
    pub(super) fn number(&mut self, value: &[u8]) -> u32 {
        let spelling = String::from_utf8_lossy(value);
        let spelling = spelling.trim();
        let key = key(spelling);
        let next = self.list.len() as u32;
        let is_full = self.list.len() > MOST_VALUES;
        let number = match self.by_key.get(&key) {
            Some(&number) => number,
            // So many values are an error, which is said at the end; memory must hold till then.
            None if is_full => {
                self.is_full = true;
                return next - 1;
            }
            None => next,
        };
        if number == next {
            self.by_key.insert(key.clone(), number);
            let (spelling, months) = (spelling.to_owned(), Timeline::default());
            self.list.push(Value { key, spelling, months });
        } else if *spelling < *self.list[number as usize].spelling {
            spelling.clone_into(&mut self.list[number as usize].spelling);
        }
        number
    }

    /// The months of a value, by its number.
    pub(super) fn months(&mut self, number: u32) -> &mut Timeline<Cell> {
        &mut self.list[number as usize].months
    }
}

/// The values of a dimension as one thread meets them: each spelling is looked at once.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    by_bytes: FxHashMap<Box<[u8]>, u32>,
    list: Vec<Box<[u8]>>,
    /// The number in [`Values`] of each spelling, as far as it is known.
    numbers: Vec<u32>,
}

impl Spellings {
    /// The number of a spelling on this thread.
    pub(super) fn number(&mut self, value: &[u8]) -> u32 {
        if let Some(&number) = self.by_bytes.get(value) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(value.into());
        self.by_bytes.insert(value.into(), number);
        number
    }

    /// The numbers of all spellings in `values`.
    pub(super) fn numbers_in(&mut self, values: &mut Values) -> &[u32] {
        let new = &self.list[self.numbers.len()..];
        self.numbers.extend(new.iter().map(|spelling| values.number(spelling)));
        &self.numbers
    }

    /// Forgets the spellings that no row in the roll-up has.
    pub(super) fn forget_new(&mut self) {
        for spelling in self.list.drain(self.numbers.len()..) {
            self.by_bytes.remove(&spelling);
        }
    }

    /// Begins anew where there are more spellings than any dimension should have.
    pub(super) fn limit(&mut self) {
        if self.list.len() > MOST_VALUES {
            *self = Spellings::default();
        }
    }
}

/// All values of a dimension.
#[derive(Clone, Debug)]
pub struct Groups {
    /// Which dimension.
    pub dimension: Dimension,
    list: Vec<Group>,
    by_key: BTreeMap<String, usize>,
    /// Common names as they are compared, with the value that they stand for.
    common: BTreeMap<String, String>,
    /// Whether there are more values than can be told apart.
    is_full: bool,
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
            by_key: BTreeMap::new(),
            common: BTreeMap::new(),
            is_full: false,
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

    /// Adds the values of a file; the number that each has in the sum.
    pub(super) fn merge(&mut self, values: Values) -> Vec<usize> {
        self.is_full |= values.is_full;
        let mut numbers = Vec::with_capacity(values.list.len());
        for Value { key, spelling, months } in values.list {
            // So many values are an error, which is said at the end; memory must hold till then.
            self.is_full |= self.list.len() > MOST_VALUES;
            if self.is_full {
                break;
            }
            let key = self.common.get(&key).cloned().unwrap_or(key);
            let number = *self.by_key.entry(key.clone()).or_insert_with(|| {
                self.list.push(Group::new(key, spelling.clone(), None));
                self.list.len() - 1
            });
            let group = &mut self.list[number];
            if group.id.is_none() && spelling < group.label {
                group.label = spelling;
            }
            group.months.merge(months, Cell::merge);
            numbers.push(number);
        }
        numbers
    }

    /// The group of a number.
    pub fn at(&self, number: usize) -> &Group {
        &self.list[number]
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        if self.is_full || self.list.len() > MOST_VALUES {
            let name = self.dimension.name();
            let message = format!("`{name}` has more than {MOST_VALUES} different values");
            let help = format!("is it the right column? see `{name}` in `[sources.columns]`");
            problems.add(Problem::error(message).help(help));
        }
    }

    /// The groups that have interactions, by key; beyond the largest `most` they are one group,
    /// `other`.
    pub fn largest(&self, most: usize, other: &str) -> Vec<Cow<'_, Group>> {
        let opened = |group: &Group| group.months.iter().map(|(_, cell)| cell.opened).sum::<u64>();
        let mut list: Vec<&Group> = self.list.iter().filter(|group| opened(group) > 0).collect();
        list.sort_by(|a, b| opened(b).cmp(&opened(a)).then_with(|| a.key.cmp(&b.key)));
        let (large, small) = list.split_at(most.min(list.len()));
        let mut groups: Vec<Cow<'_, Group>> = large.iter().map(|&g| Cow::Borrowed(g)).collect();
        if !small.is_empty() {
            let mut rest = Group::new(key(other), other.to_owned(), None);
            for (number, cell) in small.iter().flat_map(|group| group.months.iter()) {
                rest.months.at(number).merge(cell);
            }
            groups.push(Cow::Owned(rest));
        }
        groups.sort_by(|a, b| a.key.cmp(&b.key));
        groups
    }

    /// The same values without their months.
    pub(super) fn without_months(mut self) -> Groups {
        self.list.iter_mut().for_each(|group| group.months = Timeline::default());
        self
    }

    /// The group that a word means: by its id, by a name that it has, or as the data writes it.
    pub fn find(&self, word: &str) -> Option<&Group> {
        let key = key(word);
        let number = self.by_key.get(self.common.get(&key).unwrap_or(&key));
        let by_id = || self.list.iter().find(|group| group.id.as_ref() == Some(&key));
        number.map(|&number| &self.list[number]).or_else(by_id)
    }

    /// The number of a value as it stands in the data.
    pub fn number(&self, value: &str) -> Option<usize> {
        self.by_key.get(&key(value)).copied()
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
