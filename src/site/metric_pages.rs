//! A page for each metric.

use std::collections::BTreeSet;

use super::about::header_name;
use super::content::{Content, Labelled, MetricPage, Numbered, Panel, Split};
use super::drawings::last;
use super::figure::{Download, Figure, Row, Table};
use super::{Page, Work};
use crate::interaction::Dimension;
use crate::metric::{Metric, Period, Series, Value};
use crate::story::Story;
use crate::units::Unit;
use crate::words;

/// Panels on a page; the other groups have pages of their own.
pub(super) const PANELS: usize = 24;

pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    work.m.metrics.list.iter().map(|metric| page(work, metric)).collect()
}

/// The address of a group.
pub(super) fn group_folder(dimension: Dimension, slug: &str) -> Option<String> {
    let root = match dimension {
        Dimension::Team => "teams",
        Dimension::Channel => "channels",
        Dimension::Topic => "topics",
        Dimension::Priority => return None,
    };
    Some(format!("{root}/{slug}/"))
}

/// The file with a metric's numbers.
pub(super) fn download(metric: &Metric) -> Download {
    let name = format!("{}.csv", metric.definition.id);
    Download { path: format!("data/metrics/{name}"), name }
}

fn page(work: Work<'_>, metric: &Metric) -> Page {
    let id = metric.definition.id;
    let folder = format!("figures/{id}/");
    let mut figures = Vec::new();
    let keep = |figure: Option<Figure>, figures: &mut Vec<Figure>| {
        let id = figure.as_ref().map_or(String::new(), |figure| figure.id.clone());
        figures.extend(figure);
        id
    };
    let trend = keep(work.trend(metric, "../../"), &mut figures);
    let control = keep(work.control(metric), &mut figures);
    let dimensions = [Dimension::Team, Dimension::Channel, Dimension::Topic, Dimension::Priority];
    let splits = dimensions.into_iter().filter_map(|d| split(work, metric, d, &mut figures));
    let splits = splits.collect();
    let name = work.metric_words(metric, "name");
    let number = |story: &Story| {
        let path = format!("stories/{}/index.html", story.slug);
        let markers = figures.iter().flat_map(|figure| &figure.moments);
        markers.into_iter().find(|marker| marker.href.ends_with(&path)).map(|marker| marker.number)
    };
    let stories = work
        .stories()
        .iter()
        .filter_map(|story| Some(Numbered { number: number(story)?, card: work.card(story) }));
    let stories = stories.collect();
    let content = MetricPage {
        standfirst: work.finding_story(metric),
        strip: strip(work, metric),
        verdict: work.verdict(metric, &metric.all),
        trend,
        control,
        splits,
        definition: definition(work, metric),
        stories,
        table: Some(table(work, metric)),
        download: download(metric),
        name,
    };
    let crumbs = vec![work.link(work.say("figures.title", &[]), "figures/")];
    let mut head = work.head(&folder, work.finding_title(metric), "figures", crumbs);
    head.description = content.standfirst.clone();
    Page { head, template: "metric.html", content: Content::Metric(Box::new(content)), figures }
}

fn strip(work: Work<'_>, metric: &Metric) -> Vec<Labelled> {
    let words = &work.m.config.words;
    let newest = metric.all.months.iter().rev().find(|month| month.is_final);
    let value = newest.map_or(metric.all.total, |month| month.value);
    let month = newest.map_or(String::new(), |month| work.month_near(month.start));
    let mut strip = Vec::new();
    let mut add = |label: String, text: String| strip.push(Labelled { label, text });
    let verdict = work.verdict(metric, &metric.all);
    add(work.say("strip.verdict", &[]), verdict.words);
    let label = match month.as_str() {
        "" => work.metric_words(metric, "line"),
        month => {
            let line = work.metric_words(metric, "line");
            work.say("strip.value", &[("line", &line), ("month", month)])
        }
    };
    add(label, work.shown(metric, value));
    if let Value::Known { interval: Some(interval), .. } = value {
        let range = work.range_words(metric, interval.low, interval.high);
        add(work.say("strip.interval", &[]), range);
    }
    let upper = metric.definition.id.strip_suffix("-median").and_then(|stem| {
        let upper = work.m.metrics.get(&format!("{stem}-p90"))?;
        let month = upper.all.months.iter().rev().find(|month| month.is_final)?;
        Some((upper, month.value.number()?))
    });
    if let Some((upper, value)) = upper {
        add(work.metric_words(upper, "line"), work.value_words(upper, value));
    }
    if let Some(n) = value.sample().filter(|_| !work.sample(metric, value).is_empty()) {
        add(work.say("strip.sample", &[]), words.count(n as i64));
    }
    strip
}

fn definition(work: Work<'_>, metric: &Metric) -> Vec<Labelled> {
    let label = |key: &str| if key.is_empty() { String::new() } else { work.say(key, &[]) };
    let line = |key: &str, text: String| Labelled { label: label(key), text };
    let minimum = work.m.config.words.count(metric.definition.minimum as i64);
    let mut lines = vec![
        line("", work.metric_words(metric, "formula")),
        line("definition.excluded", work.metric_words(metric, "exclusions")),
    ];
    if metric.definition.minimum > 1 {
        lines.push(line("", work.say("definition.minimum-text", &[("n", &minimum)])));
    }
    // What the export does not say in business hours is worked out from the calendar's columns.
    let by_calendar = metric.definition.by_calendar().map_or(&[] as &[_], |same| same.needs);
    let needs = [metric.definition.needs, by_calendar].concat();
    let columns: BTreeSet<String> = work
        .m
        .rollup
        .reading
        .sources
        .iter()
        .flat_map(|source| &source.used)
        .filter(|(field, _)| needs.iter().any(|any| any.contains(field)))
        .map(|(_, header)| format!("“{}”", header_name(header)))
        .collect();
    if !columns.is_empty() {
        let columns: Vec<String> = columns.into_iter().collect();
        let columns = work.m.config.words.list(&columns);
        lines.push(line("definition.columns", columns));
    }
    let unit = match metric.definition.unit {
        Unit::Seconds | Unit::BusinessSeconds => "definition.method-quantile",
        Unit::Share => "definition.method-share",
        Unit::Points => "definition.method-points",
        Unit::Count | Unit::PerThousand => "definition.method-count",
    };
    lines.push(line("definition.method", work.say(unit, &[])));
    lines
}

fn table(work: Work<'_>, metric: &Metric) -> Table {
    let words = &work.m.config.words;
    let months = last(&metric.all.months, 13);
    let has_interval =
        months.iter().any(|m| matches!(m.value, Value::Known { interval: Some(_), .. }));
    let has_sample = months.iter().any(|month| !work.sample(metric, month.value).is_empty());
    let row = |month: &Period| {
        let mut cells = Vec::new();
        if month.is_final {
            cells.push(work.shown(metric, month.value));
            if has_interval {
                cells.push(match month.value {
                    Value::Known { interval: Some(interval), .. } => {
                        work.range_words(metric, interval.low, interval.high)
                    }
                    _ => String::new(),
                });
            }
            if has_sample {
                cells.push(month.value.sample().map_or("".into(), |n| words.count(n as i64)));
            }
        } else {
            let from = metric.definition.shown_from(month.end);
            cells.push(work.say("table.filling", &[("day", &words.day_month(from))]));
        }
        Row { name: words.month(month.start.month()), href: None, cells }
    };
    let mut columns = vec![work.say("table.month", &[]), work.metric_words(metric, "line")];
    if has_interval {
        columns.push(work.say("table.interval", &[]));
    }
    if has_sample {
        columns.push(work.say("table.sample", &[]));
    }
    Table {
        caption: work.say("table.caption", &[("name", &work.metric_words(metric, "name"))]),
        columns,
        text_column: None,
        rows: months.iter().rev().map(row).collect(),
    }
}

fn split(
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
    for &at in order.iter().take(PANELS) {
        let (name, series) = (&names[at], &all[at]);
        let id = format!("{}-{}", dimension.name(), name.slug);
        figures.push(work.panel(metric, (at, all), &name.label, id.clone()));
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
        note: work.say("split.note", &[("name", &name)]),
        panels,
        more: match rest {
            0 => String::new(),
            rest => work.say_count("split.more", rest, &[]),
        },
    })
}

/// Positions in the order of labels, without case and accents.
pub(super) fn alphabetical(names: &[crate::metric::GroupName]) -> Vec<usize> {
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
        None => work.say("panel.not-shown", &[]),
    }
}
