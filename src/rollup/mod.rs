//! What is kept of all interactions: integer counts and histograms by day, week, month, team,
//! channel, topic and priority. Two roll-ups of two parts of the data add up to that of the whole.

mod cell;
mod groups;
mod histogram;
mod reading;

pub use cell::{Cell, DayCount, Timeline};
pub use groups::{Group, Groups};
pub use histogram::Histogram;
pub use reading::{Reading, Rejected, SourceReading};

use crate::calendar::{Day, Stamp};
use crate::config::Config;
use crate::diagnostic::{Place, Problem, Problems};
use crate::interaction::{Dimension, Fault, Interaction, Mapping};
use crate::source::{Table, TableEnd};

/// All that is known of the interactions once they are read.
#[derive(Clone, Debug)]
pub struct Rollup {
    /// Opened, solved and still open, by day.
    pub days: Timeline<DayCount>,
    /// Everything, by ISO week of the opening.
    pub weeks: Timeline<Cell>,
    /// Everything, by month of the opening.
    pub months: Timeline<Cell>,
    /// By channel, priority, team and topic, in the order of [`Dimension::ALL`].
    pub groups: [Groups; 4],
    /// What was read, rejected and not understood.
    pub reading: Reading,
    /// The first day with an interaction, and the newest stamp.
    pub span: Option<(Day, Stamp)>,
    /// The end of today: what lies after it is not known yet.
    pub cut: Stamp,
    /// Whether every table could be read.
    pub is_whole: bool,
}

/// Reads all tables. Interactions opened after `today` are counted and kept out, so that an old
/// day can be built again.
pub fn compute(tables: &[Table], config: &Config, today: Day, problems: &mut Problems) -> Rollup {
    let mut rollup = Rollup::new(config, today);
    for table in tables {
        match Mapping::of(table, config, problems) {
            Some(mapping) => rollup.add_table(table, &mapping, problems),
            None => rollup.is_whole = false,
        }
    }
    rollup.groups.iter().for_each(|groups| groups.check(problems));
    rollup.reading.check(config, problems);
    rollup
}

impl Rollup {
    fn new(config: &Config, today: Day) -> Rollup {
        Rollup {
            days: Timeline::default(),
            weeks: Timeline::default(),
            months: Timeline::default(),
            groups: Dimension::ALL.map(|dimension| Groups::new(dimension, config)),
            reading: Reading::new(config),
            span: None,
            cut: config.zone.stamp(today.plus(1), 0).0,
            is_whole: true,
        }
    }

    /// The groups of a dimension.
    pub fn groups_by(&self, dimension: Dimension) -> &Groups {
        &self.groups[dimension as usize]
    }

    fn add_table(&mut self, table: &Table, mapping: &Mapping, problems: &mut Problems) {
        self.reading.start(table, mapping);
        let mut faults: Vec<Fault> = Vec::new();
        let end = table.rows(|record, line| {
            faults.clear();
            match mapping.read(record, &mut faults) {
                Ok(interaction) if interaction.created >= self.cut => {
                    self.reading.later(table.source)
                }
                Ok(interaction) => {
                    self.reading.kept(table, line, &interaction, &faults);
                    self.add(&interaction.until(self.cut), mapping);
                }
                Err(fault) => self.reading.rejected(table, line, fault),
            }
        });
        match end {
            Ok(TableEnd::Whole) => {}
            Ok(TableEnd::CutOff(line)) => {
                self.reading.cut_off(table.source);
                let problem = Problem::error("the last row has too few cells and no line end");
                problems.add(
                    problem
                        .at(Place::line(&table.file, line as usize))
                        .help("is the file still being copied? build again when it is whole"),
                );
            }
            Err(problem) => problems.add(problem),
        }
    }

    fn add(&mut self, interaction: &Interaction<'_>, mapping: &Mapping) {
        let day = interaction.created_day;
        let resolved_day = interaction
            .resolved
            // Where the clocks go back over midnight, a later second may lie on the day before.
            .map(|stamp| mapping.project_zone.local_day(stamp).max(day));
        self.days.at(day.0).opened += 1;
        match resolved_day {
            Some(resolved_day) => self.days.at(resolved_day.0).resolved += 1,
            None => self.days.at(day.0).still_open += 1,
        }
        let month = day.month();
        let addition = cell::Addition::of(interaction);
        self.weeks.at(day.week().0).add(&addition);
        self.months.at(month.0).add(&addition);
        for (groups, key) in self.groups.iter_mut().zip(interaction.keys) {
            let timeline = groups.timeline(key.unwrap_or(b""));
            timeline.at(month.0).add(&addition);
            if let Some(day) = resolved_day {
                timeline.at(day.month().0).resolved += 1;
            }
        }
        let newest = interaction.newest();
        let (first, last) = self.span.unwrap_or((day, newest));
        self.span = Some((first.min(day), last.max(newest)));
    }
}
