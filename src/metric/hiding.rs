//! Which values of groups are hidden, over all metrics together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::GroupName;
use super::definition::{Definition, METRICS, Measure, Sample};
use super::series::{Backlog, Work, backlog_at, backlog_of};
use super::value::{Facts, sample};
use crate::calendar::Month;
use crate::interaction::Dimension;
use crate::privacy::{Cover, suppress};
use crate::rollup::{Cell, Group};

/// The groups of a dimension, and where each sample hides them: a row a group, a column a month,
/// and one for their sum.
pub(super) struct Split<'g> {
    pub(super) dimension: Dimension,
    pub(super) groups: &'g [Cow<'g, Group>],
    pub(super) names: &'g [GroupName],
    pub(super) months: Vec<Month>,
    /// The months of each group together.
    pub(super) sums: Vec<Cell>,
    /// Where volume hides.
    covers: Vec<Vec<Cover>>,
    /// Where any metric with a sample hides, for samples that several share.
    shared: BTreeMap<Sample, Vec<Vec<Cover>>>,
}

impl Work<'_> {
    /// Where a metric hides: a row a group, a column a month, and one for their sum.
    pub(super) fn covers(&self, definition: &Definition, split: &Split<'_>) -> Vec<Vec<Cover>> {
        match (definition.measure, split.shared.get(&definition.sample)) {
            // Stories are no secret: a team that is shown is shown with them.
            (Measure::Stories, _) => split.covers.clone(),
            (_, Some(covers)) => covers.clone(),
            (_, None) => self.own_covers(definition, split),
        }
    }

    /// Where a metric hides that shares its sample with no other.
    fn own_covers(&self, definition: &Definition, split: &Split<'_>) -> Vec<Vec<Cover>> {
        let mut already = split.covers.clone();
        if matches!(definition.measure, Measure::Backlog) {
            // From one month's backlog to the next leads what was opened in between.
            for row in already.iter_mut().filter(|row| row.iter().any(|c| *c != Cover::Shown)) {
                row.fill(Cover::Shield);
            }
        }
        suppress(&self.samples(definition, split), self.minimum(), &already)
    }

    /// What the metrics of a dimension share. What volume hides is hidden in every metric, and what
    /// a metric hides, in all with the same sample.
    pub(super) fn split_of<'g>(
        &self,
        dimension: Dimension,
        groups: &'g [Cow<'g, Group>],
        names: &'g [GroupName],
    ) -> Split<'g> {
        let months = self.shared_months();
        let sum = |group: &Group| {
            let mut sum = Cell::default();
            let cells = months.iter().filter_map(|month| group.months.get(month.0));
            cells.for_each(|cell| sum.merge(cell));
            sum
        };
        let sums = groups.iter().map(|group| sum(group)).collect();
        let (covers, shared) = (Vec::new(), BTreeMap::new());
        let mut split = Split { dimension, groups, names, months, sums, covers, shared };
        let volume = METRICS.iter().find(|metric| matches!(metric.measure, Measure::Volume));
        if let Some(volume) = volume {
            split.covers = suppress(&self.samples(volume, &split), self.minimum(), &[]);
        }
        let shared: BTreeSet<Sample> = METRICS.iter().map(|metric| metric.sample).collect();
        for sample in shared.into_iter().filter(|sample| *sample != Sample::Own) {
            let of_sample = METRICS.iter().filter(|metric| metric.sample == sample);
            let tables: Vec<_> = of_sample.map(|metric| self.samples(metric, &split)).collect();
            split.shared.insert(sample, self.hidden_by_any(&tables, &split.covers));
        }
        split
    }

    /// The cells that any of the tables hides, in such a way that none of them gives one away.
    fn hidden_by_any(&self, tables: &[Vec<Vec<u64>>], already: &[Vec<Cover>]) -> Vec<Vec<Cover>> {
        let mut covers = already.to_vec();
        loop {
            let before = covers.clone();
            for table in tables {
                covers = suppress(table, self.minimum(), &covers);
            }
            if covers == before {
                return covers;
            }
        }
    }

    fn minimum(&self) -> u64 {
        self.config.privacy.minimum_group.value
    }

    /// The months that groups are shown in: those that are final for every metric. If one metric
    /// went a month further than another, their sums would give that month away.
    fn shared_months(&self) -> Vec<Month> {
        let is_final = |month: &Month| {
            METRICS.iter().all(|metric| self.is_final(metric, month.start(), month.end()))
        };
        self.rollup.months.iter().map(|(number, _)| Month(number)).filter(is_final).collect()
    }

    /// What each value would be drawn from: a row a group, a column a month, and their sum.
    fn samples(&self, definition: &Definition, split: &Split<'_>) -> Vec<Vec<u64>> {
        let nothing = Cell::default();
        let row = |group: &Group| {
            let is_backlog = matches!(definition.measure, Measure::Backlog);
            let backlog = if is_backlog { backlog_of(group) } else { Backlog::new() };
            let cells = split.months.iter().map(|month| {
                let cell = group.months.get(month.0).unwrap_or(&nothing);
                let backlog = backlog_at(&backlog, month.end());
                sample(definition, Facts { cell, backlog, stories: 0 })
            });
            let mut row: Vec<u64> = cells.collect();
            row.push(row.iter().sum());
            row
        };
        split.groups.iter().map(|group| row(group)).collect()
    }
}
