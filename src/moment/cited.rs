//! What is known of an interaction that a story names, read again from its row.

use std::collections::{BTreeMap, BTreeSet};

use super::{Moments, Tables};
use crate::calendar::Day;
use crate::config::Config;
use crate::diagnostic::Problem;
use crate::interaction::{Dimension, Ending, Interaction, Mapping, Rating, Sla};
use crate::privacy::{Identities, Origin, is_identity};
use crate::rollup::Rollup;
use crate::source::Record;
use crate::units::Seconds;
use crate::words::key;

/// An interaction that a story names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The local day on which it was opened.
    pub opened: Day,
    /// How long it took until a person answered.
    pub first_reply: Option<Seconds>,
    /// How much of that lay in business hours.
    pub first_reply_business: Option<Seconds>,
    /// How long it took until it was solved.
    pub resolution: Option<Seconds>,
    /// How much of that lay in business hours.
    pub resolution_business: Option<Seconds>,
    /// The local day of that.
    pub resolved: Option<Day>,
    /// Its value in each dimension, as it is shown; empty where the data says nothing.
    pub labels: [String; 4],
    /// The first rating, where it is not the last.
    pub csat_first: Option<Rating>,
    /// The last rating.
    pub csat: Option<Rating>,
    /// How often it was opened again; nothing where the data does not say.
    pub reopens: Option<u32>,
    /// How often it was handed over.
    pub handovers: u32,
    /// What became of the promised time.
    pub sla: Option<Sla>,
    /// Whether it is marked that something had gone wrong.
    pub is_failure: bool,
    /// Whether the first answer took longer than its channel may take.
    pub is_late: bool,
    /// What the customer did in the end.
    pub ending: Option<Ending>,
}

impl Cited {
    fn of(interaction: &Interaction<'_>, mapping: &Mapping, rollup: &Rollup) -> Cited {
        let resolved = interaction.resolved;
        let label = |at: usize| {
            let value = interaction.keys[at].map(String::from_utf8_lossy).unwrap_or_default();
            rollup.groups[at].label(&value)
        };
        let assigned = interaction.assignments.map(|times| times.saturating_sub(1));
        Cited {
            opened: interaction.created_day,
            first_reply: interaction.first_reply,
            first_reply_business: interaction.first_reply_business,
            resolution: resolved.map(|stamp| Seconds(stamp.0 - interaction.created.0)),
            resolution_business: interaction.resolution_business,
            resolved: resolved.map(|stamp| mapping.project_zone.local_day(stamp)),
            labels: [0, 1, 2, 3].map(label),
            csat_first: interaction.csat_first.filter(|first| Some(*first) != interaction.csat),
            csat: interaction.csat,
            reopens: interaction.reopens,
            handovers: assigned.or(interaction.transfers).unwrap_or(0),
            sla: interaction.sla,
            is_failure: interaction.is_failure,
            is_late: interaction.is_over_threshold == Some(true),
            ending: interaction.ending,
        }
    }

    /// What it was about, as it is shown.
    pub fn topic(&self) -> &str {
        &self.labels[Dimension::Topic as usize]
    }

    /// How it came in, as it is shown.
    pub fn channel(&self) -> &str {
        &self.labels[Dimension::Channel as usize]
    }

    /// Who dealt with it, as it is shown.
    pub fn team(&self) -> &str {
        &self.labels[Dimension::Team as usize]
    }

    /// Its ratings, the first and the last.
    pub fn ratings(&self) -> impl Iterator<Item = Rating> {
        self.csat_first.into_iter().chain(self.csat)
    }
}

/// Where the rows of cited interactions begin, a table each: the id as it is cited, and the place
/// of the row among those of its id, from the oldest.
pub(super) type Places<'s> = BTreeMap<usize, BTreeMap<u64, BTreeSet<(&'s str, usize)>>>;

/// Reads the rows at the places. The newest of an id counts; its first rating is the oldest that
/// any of its rows tells of. What they say of customers is added to what must not get out.
pub(super) fn look_up(
    (tables, mappings): Tables<'_>,
    places: &Places<'_>,
    (rollup, config): (&Rollup, &Config),
    moments: &mut Moments,
) -> Result<(), Problem> {
    let mut found: BTreeMap<&str, BTreeMap<usize, Option<Cited>>> = BTreeMap::new();
    for (&number, offsets) in places {
        let Some(mapping) = &mappings[number] else { continue };
        let about_customers = about_customers(mapping, config);
        let wanted: Vec<u64> = offsets.keys().copied().collect();
        tables[number].rows_at(mapping.header(), &wanted, |row, offset| {
            // A row that was rejected has been counted by the roll-up.
            let Ok(Some(interaction)) = mapping.read(row, &mut Vec::new()) else { return };
            let cited = (interaction.created < rollup.cut)
                .then(|| Cited::of(&interaction.until(rollup.cut), mapping, rollup));
            for (id, age) in offsets.get(&offset).into_iter().flatten() {
                if id.as_bytes().ends_with(interaction.id) {
                    found.entry(id).or_default().insert(*age, cited.clone());
                    about_customers.remember(row, id, &mut moments.identities);
                }
            }
        })?;
    }
    let newest = found.into_iter().filter_map(|(id, rows)| {
        let rated = rows.values().flatten().find_map(|row| row.csat_first.or(row.csat));
        let mut cited = rows.into_values().next_back()??;
        cited.csat_first = cited.csat_first.or(rated).filter(|first| Some(*first) != cited.csat);
        Some((id.to_owned(), cited))
    });
    moments.cited = newest.collect();
    Ok(())
}

/// How a person is called before the name.
const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau"];

/// A value and what may stand in its place: without a title, and, of `Hara, Jo <jo@mail.example>`,
/// both parts, and the name the other way round.
fn ways(value: &str) -> Vec<String> {
    let mut ways = vec![value.to_owned()];
    let parts = value.split(['<', '>', '(', ')', '[', ']', '"']).map(str::trim);
    for part in parts.filter(|part| !part.is_empty()) {
        let title = part.split_whitespace().next().unwrap_or_default();
        let title = TITLES.contains(&title.trim_end_matches('.').to_lowercase().as_str());
        let name = if title { part.split_once(' ').map_or("", |(_, name)| name) } else { part };
        ways.push(name.trim().to_owned());
        if let Some((last, first)) = name.split_once(',') {
            ways.push(format!("{} {}", first.trim(), last.trim()));
        }
    }
    ways
}

/// The columns of a table that hold who or where a customer is, and that nothing is read from.
pub(super) struct AboutCustomers<'m> {
    columns: Vec<(usize, &'m str)>,
    /// What may stand on pages all the same.
    allowed: BTreeSet<String>,
}

/// The columns about customers of a table: those that the project names, or those that nothing is
/// read from and whose header says so.
pub(super) fn about_customers<'m>(mapping: &'m Mapping, config: &Config) -> AboutCustomers<'m> {
    let read: BTreeSet<usize> = mapping.columns().values().flatten().copied().collect();
    let is_about = |at: usize, header: &str| match &config.privacy.identity_columns {
        Some(headers) => headers.iter().any(|known| key(known) == key(header)),
        None => !read.contains(&at) && is_identity(header),
    };
    let columns = mapping.header().iter().map(String::as_str).enumerate();
    AboutCustomers {
        columns: columns.filter(|(at, name)| is_about(*at, name)).collect(),
        allowed: config.privacy.allow.iter().map(|allowed| key(&allowed.text)).collect(),
    }
}

impl AboutCustomers<'_> {
    /// Remembers what a row says of its customer.
    pub(super) fn remember(&self, row: Record<'_>, id: &str, identities: &mut Identities) {
        let cell = |at: usize| String::from_utf8_lossy(row.get(at).unwrap_or_default());
        let mut add = |value: &str, header: &str| {
            if !self.allowed.contains(&key(value)) {
                let (column, interaction) = (header.to_owned(), id.to_owned());
                identities.add(value, Origin::Customer { column, interaction });
            }
        };
        for &(at, header) in &self.columns {
            ways(&cell(at)).iter().for_each(|value| add(value, header));
        }
        // A first and a last name in two columns are a name.
        for pair in self.columns.windows(2) {
            let [(a, header), (b, _)] = pair else { continue };
            let (first, second) = (cell(*a), cell(*b));
            let is_word = |text: &str| text.split_whitespace().count() == 1;
            if is_word(&first) && is_word(&second) {
                add(&format!("{first} {second}"), header);
                add(&format!("{second} {first}"), header);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ways;

    #[test]
    fn a_value_is_looked_for_in_other_ways_too() {
        for (value, expected) in [
            ("Jo Hara", "Jo Hara"),
            ("Mr. Jo Hara", "Jo Hara"),
            ("Hara, Jo", "Jo Hara"),
            ("Jo Hara <jo@mail.example>", "Jo Hara"),
            ("Jo Hara <jo@mail.example>", "jo@mail.example"),
            ("\"Hara, Dr Jo\" (Leeds)", "Dr Jo Hara"),
        ] {
            assert!(ways(value).iter().any(|way| way == expected), "{value}: {:?}", ways(value));
        }
    }
}
