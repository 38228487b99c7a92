//! From the roll-up to values with sample size, interval and verdict; one definition a metric.

mod beside;
mod definition;
mod hiding;
mod names;
mod series;
mod statistics;
mod supply;
mod value;
mod verdict;

pub use beside::{BacklogAge, OpenPromises, ROLLING_DAYS};
pub use definition::{
    Asks, Chapter, Definition, Good, METRICS, Measure, Sample, Settles, definition,
};
pub use series::{Period, Series};
pub use statistics::{median_interval, median_ranks, net_promoter, wilson};
pub use supply::Supply;
pub use value::Value;
pub use verdict::{FIRM, Finding, Judgement, Limits, Observed, PROVISIONAL, Rule, Way, judge};

use std::collections::BTreeMap;

use crate::calendar::{Day, Stamp};
use crate::config::{CesScale, Config, CsatScale};
use crate::interaction::Dimension;
use crate::rollup::{Histogram, Rollup, Scales};
use crate::source::Event;
use crate::story::Story;
use crate::words::Words;

/// Everything that can be said in numbers.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// In the order of [`METRICS`]; those that the data cannot feed are missing.
    pub list: Vec<Metric>,
    /// What the data covers; nothing without data.
    pub coverage: Option<Coverage>,
    /// The scales of ratings and effort scores.
    pub scales: Scales,
    /// The groups of each dimension, in the order of their keys.
    pub groups: BTreeMap<Dimension, Vec<GroupName>>,
    /// What decides which metrics the data can feed.
    pub supply: Supply,
    /// How old the open interactions are at the data's end; nothing where none is open.
    pub backlog_age: Option<BacklogAge>,
    /// The share of bad ratings over the last 90 days, once a week; see [`ROLLING_DAYS`].
    pub rolling: Vec<Period>,
    /// The promises that are neither kept nor broken.
    pub open_promises: OpenPromises,
}

/// What the data covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The first day with an interaction.
    pub first: Day,
    /// The earlier of the end of today and the newest stamp in the data.
    pub horizon: Stamp,
    /// The local day of the horizon.
    pub last: Day,
}

/// A group and its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupName {
    /// As it is shown; no other group of its dimension has the same.
    pub label: String,
    /// The value of the data that it stands for; nothing for what is collected.
    pub value: Option<String>,
    /// The last part of its address: the team's id, or made of the label.
    pub slug: String,
}

/// A metric worked out.
#[derive(Clone, Debug)]
pub struct Metric {
    /// What it is.
    pub definition: &'static Definition,
    /// The whole company.
    pub all: Series,
    /// By dimension, one series a group, in the order of [`Metrics::groups`].
    pub splits: BTreeMap<Dimension, Vec<Series>>,
    /// The whole company by the hour of the week, from Monday's first, over all data; empty for
    /// what has no hour.
    pub hours: Vec<Value>,
    /// The durations of the last final months, up to a year of them; nothing for what is no
    /// duration, and where there are too few.
    pub durations: Option<Histogram>,
}

/// Works out every metric that the data can feed.
pub fn evaluate(
    rollup: &Rollup,
    told: (&[Story], &[Event]),
    config: &Config,
    today: Day,
) -> Metrics {
    series::evaluate(rollup, told, config, today)
}

impl Metrics {
    /// What is said of a metric: `name`, `short`, `line`, `meaning`, `finding`, `formula` or
    /// `exclusions`, in the words of the scales that the project has.
    pub fn say(&self, words: &Words, id: &str, part: &str) -> String {
        let scale = |kind: &str, name: Option<&str>| {
            name.map_or_else(String::new, |name| words.say(&format!("scale.{kind}-{name}"), &[]))
        };
        let csat = scale("csat", self.scales.csat.map(CsatScale::name));
        let bad = scale("bad", self.scales.csat.map(CsatScale::name));
        let ces = scale("ces", self.scales.ces.map(CesScale::name));
        words.say(&format!("metric.{id}-{part}"), &[("good", &csat), ("bad", &bad), ("easy", &ces)])
    }

    /// The metric of an id, if the data can feed it.
    pub fn get(&self, id: &str) -> Option<&Metric> {
        self.list.iter().find(|metric| metric.definition.id == id)
    }
}
