//! The moments found in the data that nobody has written up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::cited::about_customers;
use super::reasons::Usual;
use super::{Tables, rows_of};
use crate::calendar::Day;
use crate::config::{Config, Rule};
use crate::diagnostic::{Place, Problem, Problems};
use crate::interaction::{Dimension, Interaction, Mapping};
use crate::privacy::{Identities, People, personal};
use crate::rollup::{Pooled, Rollup, Traits};
use crate::source::{NOMINATIONS, Naming, Nomination, Record};
use crate::words::printable;

/// So many of a pool are shown.
const SHOWN: usize = 32;

/// An interaction that may be worth a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id, as a story names it: with its source where two sources have it.
    pub id: String,
    /// What the data knows; nothing where a nominated interaction is not in it.
    pub facts: Option<Facts>,
    /// The rules that it meets, each with the sentence that says why.
    pub reasons: Vec<(Rule, String)>,
    /// The sum of the weights of these rules.
    pub score: f64,
    /// Who named it, when and why, the newest first.
    pub nominations: Vec<Nomination>,
}

/// What the data knows of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The local day on which it was opened.
    pub opened: Day,
    /// The local day on which it was solved.
    pub solved: Option<Day>,
    /// What it was about, as it is shown; empty where the data does not say, as in the next two.
    pub topic: String,
    /// Who dealt with it, as it is shown.
    pub team: String,
    /// How it came in, as it is shown.
    pub channel: String,
    /// What the customer wrote beside the rating.
    pub comment: Remark,
}

/// What a customer wrote beside a rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Nothing.
    None,
    /// It may be shown.
    Shown(String),
    /// There is a personal detail in it.
    Withheld,
}

impl Remark {
    /// The text, where it may be shown.
    pub fn shown(&self) -> Option<&str> {
        match self {
            Remark::Shown(text) => Some(text),
            Remark::None | Remark::Withheld => None,
        }
    }
}

/// All candidates.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// The best first: those that somebody named, then by score, then by id.
    pub list: Vec<Candidate>,
    /// How many there are, those beyond the limit too.
    pub total: usize,
    /// How many of the list have a comment that is withheld.
    pub withheld: usize,
}

/// Where candidates are looked for.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The tables, with how each is read.
    pub tables: Tables<'a>,
    /// The roll-up, with its months.
    pub rollup: &'a Rollup,
    /// The ids that need no story: those that stories name, published or not, and those that
    /// somebody has dismissed.
    pub closed: &'a BTreeSet<&'a str>,
    /// What people have named.
    pub nominations: &'a [Nomination],
    /// The configuration.
    pub config: &'a Config,
    /// How those who work here may be named.
    pub people: People<'a>,
}

/// A row that is read again.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) interaction: &'a Interaction<'a>,
    pub(super) mapping: &'a Mapping,
    pub(super) row: Record<'a>,
}

/// A candidate before its row is read again.
struct Found<'a> {
    /// The number of its table and where its row begins; nothing where it is not in the data.
    place: Option<RowPlace>,
    /// As the data has it, without a source.
    id: String,
    rules: Vec<Rule>,
    score: f64,
    traits: Option<Traits>,
    /// The number of its topic.
    topic: usize,
    nominations: Vec<&'a Nomination>,
}

/// The moments in the data that nobody has written up, the first `limit` of them. What their rows
/// say of customers is added to `identities`, which must not get out.
///
/// # Errors
/// When a nomination could mean interactions of several sources, or a table cannot be read.
pub fn candidates(
    search: Search<'_>,
    limit: Option<usize>,
    identities: &mut Identities,
) -> Result<Candidates, Problems> {
    let mut usual = BTreeMap::new();
    let mut found = search.pooled(&mut usual);
    search.nominated(&mut found, &mut usual)?;
    let mut found: Vec<Found<'_>> = found.into_values().filter(|f| search.is_open(f)).collect();
    found.sort_by(|a, b| {
        let rank = |found: &Found<'_>| Reverse(!found.nominations.is_empty());
        let by_score = b.score.total_cmp(&a.score);
        rank(a).cmp(&rank(b)).then(by_score).then_with(|| a.id.cmp(&b.id))
    });
    let total = found.len();
    found.truncate(limit.unwrap_or(total));
    let mut list = search.read(&found, &usual, identities)?;
    // What stands about one customer may stand in the comment of another.
    for facts in list.iter_mut().filter_map(|candidate| candidate.facts.as_mut()) {
        if facts.comment.shown().is_some_and(|text| !identities.found_in(text).is_empty()) {
            facts.comment = Remark::Withheld;
        }
    }
    check_nominations(&list, identities)?;
    let is_withheld = |candidate: &&Candidate| {
        candidate.facts.as_ref().is_some_and(|facts| facts.comment == Remark::Withheld)
    };
    let withheld = list.iter().filter(is_withheld).count();
    Ok(Candidates { list, total, withheld })
}

/// A nomination is written by hand: what it says about a customer is an error at its line.
fn check_nominations(list: &[Candidate], identities: &Identities) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for nomination in list.iter().flat_map(|candidate| &candidate.nominations) {
        if !identities.found_in(&nomination.why).is_empty() {
            let message = "`why` has what the data says about a customer".to_owned();
            let place = Place::line(NOMINATIONS, nomination.line);
            problems.add(Problem::error(message).at(place).help("word it differently"));
        }
    }
    problems.stop_if_errors()
}

/// The number of a table and where a row begins in it.
type RowPlace = (usize, u64);

/// What is found, by place; what is not in the data stands behind all tables, by line.
type ByPlace<'a> = BTreeMap<RowPlace, Found<'a>>;

/// What is usual for each topic that has been asked for, by its number.
type ByTopic = BTreeMap<usize, Usual>;

impl<'a> Search<'a> {
    fn usual<'u>(&self, topic: usize, known: &'u mut ByTopic) -> &'u Usual {
        let group = || self.rollup.groups_by(Dimension::Topic).at(topic);
        known.entry(topic).or_insert_with(|| Usual::of(group()))
    }

    /// The rules that an interaction meets, of those that are not switched off.
    fn rules(&self, traits: &Traits, usual: &Usual) -> Vec<Rule> {
        let is_on = |rule: &Rule| self.config.candidates.weight(*rule) > 0.0;
        Rule::ALL.into_iter().filter(is_on).filter(|r| usual.is_met(traits, *r)).collect()
    }

    fn score(&self, rules: &[Rule]) -> f64 {
        let sum: f64 = rules.iter().map(|rule| self.config.candidates.weight(*rule)).sum();
        // Tenths and hundredths add up to what people write.
        (sum * 100.0).round() / 100.0
    }

    /// What stands out in the newest months: of each rule, topic and month the first few that meet
    /// the rule and are still open.
    fn pooled(&self, usual: &mut ByTopic) -> ByPlace<'a> {
        let mut all = ByPlace::new();
        let Some((_, newest)) = self.rollup.span else { return all };
        let last = self.config.zone.local_day(newest).month();
        let months = self.config.candidates.window_months.value;
        for (_, topic, rows) in self.rollup.pools.within(last, months) {
            let usual = self.usual(topic, usual);
            let found = |pooled: &Pooled| Found {
                place: Some((pooled.table, pooled.offset)),
                id: String::from_utf8_lossy(&pooled.id).into_owned(),
                rules: self.rules(&pooled.traits, usual),
                score: 0.0,
                traits: Some(pooled.traits),
                topic,
                nominations: Vec::new(),
            };
            let found = rows.iter().map(|pooled| (pooled, found(pooled)));
            let open: Vec<_> = found.filter(|(_, found)| self.is_open(found)).collect();
            let mut shown = BTreeSet::new();
            for rule in Rule::ALL {
                let met = open.iter().filter(|(_, found)| found.rules.contains(&rule));
                let mut met: Vec<&Pooled> = met.map(|(pooled, _)| *pooled).collect();
                met.sort_by(|a, b| a.order(b, rule));
                shown.extend(met.iter().take(SHOWN).map(|pooled| (pooled.table, pooled.offset)));
            }
            for (pooled, found) in open {
                let place = (pooled.table, pooled.offset);
                if shown.contains(&place) {
                    let score = self.score(&found.rules);
                    all.insert(place, Found { score, ..found });
                }
            }
        }
        all
    }

    /// Adds what people have named, wherever it is.
    fn nominated(&self, found: &mut ByPlace<'a>, usual: &mut ByTopic) -> Result<(), Problems> {
        let mut beyond: BTreeMap<&str, usize> = BTreeMap::new();
        let places = self.places_of_nominations()?;
        let mut rows = self.traits_at(places.iter().flatten().copied().collect())?;
        for (nomination, place) in self.nominations.iter().zip(places) {
            let id = nomination.interaction.as_str();
            let behind = (usize::MAX, *beyond.entry(id).or_insert(nomination.line) as u64);
            let row = place.and_then(|place| Some((place, rows.get_mut(&place)?)));
            let entry = found.entry(row.as_ref().map_or(behind, |(place, _)| *place));
            let found = entry.or_insert_with(|| match row {
                Some((place, (id, traits, topic))) => {
                    let rules = self.rules(traits, self.usual(*topic, usual));
                    let (score, traits) = (self.score(&rules), Some(*traits));
                    let (id, topic, place) = (std::mem::take(id), *topic, Some(place));
                    Found { place, id, rules, score, traits, topic, nominations: Vec::new() }
                }
                None => Found {
                    place: None,
                    id: id.to_owned(),
                    rules: Vec::new(),
                    score: 0.0,
                    traits: None,
                    topic: 0,
                    nominations: Vec::new(),
                },
            });
            found.nominations.push(nomination);
        }
        Ok(())
    }

    /// Where the row of each nomination begins; nothing where it is not in the data.
    fn places_of_nominations(&self) -> Result<Vec<Option<RowPlace>>, Problems> {
        let mut problems = Problems::default();
        let mut places = Vec::new();
        for nomination in self.nominations {
            match rows_of(&nomination.interaction, self.rollup, self.config) {
                Ok(rows) => places.push(rows.last().copied()),
                Err(problem) => {
                    problems.add(problem.at(Place::line(NOMINATIONS, nomination.line)));
                }
            }
        }
        if problems.counts().0 > 0 { Err(problems) } else { Ok(places) }
    }

    /// The interactions whose rows begin there: id, traits, and the number of the topic.
    fn traits_at(
        &self,
        places: BTreeSet<RowPlace>,
    ) -> Result<BTreeMap<RowPlace, (String, Traits, usize)>, Problem> {
        let mut by_table: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for (table, offset) in places {
            by_table.entry(table).or_default().push(offset);
        }
        let mut all = BTreeMap::new();
        for (table, offsets) in by_table {
            self.each_row(table, &offsets, |Seen { interaction, mapping, .. }, offset| {
                let topic = interaction.keys[Dimension::Topic as usize].unwrap_or_default();
                let topic = String::from_utf8_lossy(topic);
                let number = self.rollup.groups_by(Dimension::Topic).number(&topic);
                let id = String::from_utf8_lossy(interaction.id).into_owned();
                let row = number.map(|number| (id, Traits::of(interaction, mapping), number));
                all.extend(row.map(|row| ((table, offset), row)));
            })?;
        }
        Ok(all)
    }

    /// Reads the rows that begin at these bytes of a table, as far as they are known today.
    pub(super) fn each_row(
        &self,
        table: usize,
        offsets: &[u64],
        mut each: impl FnMut(Seen<'_>, u64),
    ) -> Result<(), Problem> {
        let (tables, mappings) = self.tables;
        let Some(mapping) = &mappings[table] else { return Ok(()) };
        tables[table].rows_at(mapping.header(), offsets, |row, offset| {
            // A row that was rejected has been counted by the roll-up.
            let Ok(Some(interaction)) = mapping.read(row, &mut Vec::new()) else { return };
            if interaction.created < self.rollup.cut {
                let interaction = &interaction.until(self.rollup.cut);
                each(Seen { interaction, mapping, row }, offset);
            }
        })
    }

    /// An id as a story would name it.
    fn citable(&self, id: &[u8], table: usize) -> String {
        let id = String::from_utf8_lossy(id);
        let source = &self.config.sources[self.tables.0[table].source].name;
        let begins_like_a_source = || {
            let name = id.split_once(':').map(|(name, _)| name);
            self.config.sources.iter().any(|source| Some(source.name.as_str()) == name)
        };
        // An index that cannot be read is said where the row is read again.
        let is_shared = || self.rollup.find(&id).is_ok_and(|rows| rows.len() > 1);
        match self.config.sources.len() > 1 && is_shared() || begins_like_a_source() {
            true => format!("{}:{id}", source.value),
            false => id.into_owned(),
        }
    }

    /// Whether no story names it, and nobody has dismissed it.
    fn is_open(&self, found: &Found<'_>) -> bool {
        let is_closed = |id: &str| self.closed.contains(id);
        let name = found.place.map(|(table, _)| &self.tables.0[table]);
        let name = name.map(|table| self.config.sources[table.source].name.as_str());
        !is_closed(&found.id) && name.is_none_or(|name| !is_closed(&format!("{name}:{}", found.id)))
    }

    /// Reads the rows of candidates again, for what the pools do not keep.
    fn read(
        &self,
        found: &[Found<'a>],
        usual: &ByTopic,
        identities: &mut Identities,
    ) -> Result<Vec<Candidate>, Problem> {
        let mut places: BTreeMap<usize, BTreeMap<u64, usize>> = BTreeMap::new();
        for (number, found) in found.iter().enumerate() {
            if let Some((table, offset)) = found.place {
                places.entry(table).or_default().insert(offset, number);
            }
        }
        let bare = |found: &Found<'a>| Candidate {
            id: found.id.clone(),
            facts: None,
            reasons: Vec::new(),
            score: found.score,
            nominations: found.nominations.iter().map(|&named| named.clone()).collect(),
        };
        let mut list: Vec<Candidate> = found.iter().map(bare).collect();
        for (table, offsets) in places {
            let wanted: Vec<u64> = offsets.keys().copied().collect();
            self.each_row(table, &wanted, |seen, offset| {
                let number = offsets[&offset];
                let Seen { interaction, mapping, row } = seen;
                about_customers(mapping, self.config).remember(row, &found[number].id, identities);
                let Found { rules, traits, topic, .. } = &found[number];
                list[number].id = self.citable(interaction.id, table);
                list[number].facts = Some(self.facts(seen));
                let (Some(traits), Some(usual)) = (traits, usual.get(topic)) else { return };
                let words = &self.config.words;
                let reason =
                    |&rule: &Rule| (rule, usual.reason((traits, interaction), rule, words));
                list[number].reasons = rules.iter().map(reason).collect();
            })?;
        }
        Ok(list)
    }

    pub(super) fn facts(&self, seen: Seen<'_>) -> Facts {
        let Seen { interaction, mapping, .. } = seen;
        let label = |dimension: Dimension| {
            let value = interaction.keys[dimension as usize].map(String::from_utf8_lossy);
            self.rollup.groups_by(dimension).label(&value.unwrap_or_default())
        };
        Facts {
            opened: interaction.created_day,
            solved: interaction.resolved.map(|stamp| mapping.project_zone.local_day(stamp)),
            topic: label(Dimension::Topic),
            team: label(Dimension::Team),
            channel: label(Dimension::Channel),
            comment: self.remark(seen),
        }
    }

    /// Whether a text has the full name of somebody who may not be named so.
    fn names_somebody(&self, text: &str) -> bool {
        let mut names = self.people.full_names(text).into_iter();
        names.any(|(_, person)| self.people.naming(person) != Naming::Full)
    }

    /// The customer's words beside the rating, unless there is a personal detail in them, or what
    /// another column says of the customer.
    pub(super) fn remark(&self, Seen { interaction, mapping, row }: Seen<'_>) -> Remark {
        let Some(comment) = interaction.comment else { return Remark::None };
        let comment = printable(&String::from_utf8_lossy(comment));
        let mut identities = Identities::default();
        about_customers(mapping, self.config).remember(row, "", &mut identities);
        match personal(&comment) {
            _ if comment.is_empty() => Remark::None,
            None if identities.found_in(&comment).is_empty() && !self.names_somebody(&comment) => {
                Remark::Shown(comment)
            }
            _ => Remark::Withheld,
        }
    }
}
