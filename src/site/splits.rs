//! A metric by team, channel, topic and priority: small multiples, and the same in numbers.

use super::Work;
use super::content::{Panel, Split};
use super::figure::{Figure, Row, Table};
use super::metric_pages::group_folder;
use crate::interaction::Dimension;
use crate::metric::{GroupName, Metric, Series, Value};
use crate::words;

/// Panels on a page, and rows of a table; the other groups have pages of their own.
pub(super) const PANELS: usize = 24;

/// The groups of a dimension as small multiples, where there are some.
pub(super) fn split(
    work: Work<'_>,
    metric: &Metric,
    dimension: Dimension,
    figures: &mut Vec<Figure>,
) -> Option<Split> {
    let all = metric.splits.get(&dimension)?;
    let names = work.m.metrics.groups.get(&dimension)?;
    if all.len() < 2 || all.iter().all(|series| series.months.is_empty()) {
        return None;
    }
    let order = alphabetical(names);
    let mut panels = Vec::new();
    let has_values =
        |series: &Series| series.months.iter().any(|month| month.value.number().is_some());
    // Where no group has enough for a month, a table says all there is.
    let is_worth = all.iter().any(has_values);
    let common = work.common(metric, all);
    for &at in order.iter().take(PANELS).filter(|_| is_worth) {
        let (name, series) = (&names[at], &all[at]);
        let id = format!("{}-{}", dimension.name(), name.slug);
        figures.push(work.panel(metric, (series, &common), &name.label, id.clone()));
        panels.push(Panel {
            name: name.label.clone(),
            path: group_folder(dimension, &name.slug)
                .map_or(String::new(), |folder| format!("{folder}index.html")),
            note: panel_note(work, metric, series),
            figure: id,
        });
    }
    let rest = all.len().saturating_sub(PANELS);
    let name = work.metric_words(metric, "name");
    Some(Split {
        id: format!("by-{}", dimension.name()),
        title: work.say(&format!("split.{}", dimension.name()), &[]),
        note: work.say(if is_worth { "split.note" } else { "split.none" }, &[("name", &name)]),
        table: split_table(work, metric, (names, all), &order),
        panels,
        more: match rest {
            0 => String::new(),
            rest => work.say_count("split.more", rest, &[]),
        },
    })
}

/// A row a group: its newest month, and all months together.
fn split_table(
    work: Work<'_>,
    metric: &Metric,
    (names, all): (&[GroupName], &[Series]),
    order: &[usize],
) -> Table {
    let count =
        |n: Option<u64>| n.map_or_else(String::new, |n| work.m.config.words.count(n as i64));
    let last = order.first().and_then(|&at| all[at].months.last());
    let has_sample = all.iter().any(|series| !work.sample(metric, series.total).is_empty());
    let has_interval = all.iter().any(|series| series.total.interval().is_some());
    let cells = |value: Value| {
        let range = value.interval().map(|i| work.range_words(metric, i.low, i.high));
        let range = has_interval.then(|| range.unwrap_or_default());
        let n = has_sample.then(|| count(value.sample()));
        [Some(work.shown(metric, value)), range, n].into_iter().flatten()
    };
    let row = |&at: &usize| Row {
        name: names[at].label.clone(),
        href: None,
        cells: all[at]
            .months
            .last()
            .into_iter()
            .flat_map(|m| cells(m.value))
            .chain(cells(all[at].total))
            .collect(),
    };
    let month = last.map_or_else(String::new, |month| work.month_near(month.start));
    let columns = |name: String| {
        let interval = has_interval.then(|| work.say("table.interval", &[]));
        let n = has_sample.then(|| work.say("table.sample", &[]));
        [Some(name), interval, n].into_iter().flatten()
    };
    let group = work.say("table.group", &[]);
    Table {
        caption: work.say("table.split", &[("name", &work.metric_words(metric, "name"))]),
        columns: std::iter::once(group)
            .chain(last.into_iter().flat_map(|_| columns(month.clone())))
            .chain(columns(work.say("table.all-months", &[])))
            .collect(),
        text_column: None,
        rows: order.iter().take(PANELS).map(row).collect(),
    }
}

/// Positions in the order of labels, without case and accents.
pub(super) fn alphabetical(names: &[GroupName]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_cached_key(|&at| (words::slug(&names[at].label), names[at].label.clone()));
    order
}

/// `11 min in October`, or why nothing is shown.
fn panel_note(work: Work<'_>, metric: &Metric, series: &Series) -> String {
    let Some(month) = series.months.last() else { return String::new() };
    match month.value.number() {
        Some(value) => {
            let value = work.value_words(metric, value);
            let month = work.month_near(month.start);
            work.say("panel.note", &[("value", &value), ("month", &month)])
        }
        None => work.say("panel.not-shown", &[("month", &work.month_near(month.start))]),
    }
}
