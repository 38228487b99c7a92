//! The pages of each metric: the last 24 months, the last 13 weeks, and everything.

use std::collections::BTreeSet;

use super::about::header_name;
use super::content::{Content, Labelled, Link, MetricPage, Numbered, Place};
use super::figure::{Download, Figure};
use super::overview::DEFINITIONS;
use super::trend::Window;
use super::{Page, Work, splits};
use crate::interaction::Dimension;
use crate::metric::{Definition, Good, Measure, Metric, Sample, Settles};
use crate::story::Story;
use crate::units::Unit;

/// Rows of the table of months.
const ROWS: usize = 13;
/// Paragraphs of a definition beside the charts.
const IN_SHORT: usize = 4;
/// Under this share of answers, ratings speak for few.
const FEW_ANSWERS: f64 = 0.2;

pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    let metrics = work.m.metrics.list.iter();
    let pages = metrics.flat_map(|metric| {
        let worth = Window::ALL.into_iter().filter(|window| window.is_worth(&metric.all));
        worth.map(move |window| page(work, metric, window))
    });
    pages.collect()
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

/// Puts a figure of a page among its figures, with the file of its drawing, and says its id.
fn keep(figure: Option<Figure>, folder: &str, figures: &mut Vec<Figure>) -> String {
    let Some(mut figure) = figure else { return String::new() };
    let name = format!("{}.svg", figure.id);
    figure.file = Some(Download { path: format!("{folder}{name}"), name });
    figures.push(figure);
    figures.last().map_or_else(String::new, |figure| figure.id.clone())
}

fn page(work: Work<'_>, metric: &Metric, window: Window) -> Page {
    let id = metric.definition.id;
    let folder = format!("figures/{id}/{}", window.folder());
    let root = "../".repeat(folder.matches('/').count());
    let is_main = window == Window::TwoYears;
    let mut figures = Vec::new();
    let trend = keep(work.trend(metric, window, &root), &folder, &mut figures);
    let control = keep(work.control(metric, &metric.all, window), &folder, &mut figures);
    let mut only_main = |figure: Option<Figure>| keep(figure, &folder, &mut figures);
    let (rolling, hours, spread) = match is_main {
        true => (
            only_main(work.rolling(metric)),
            only_main(work.hours(metric)),
            only_main(work.spread(metric)),
        ),
        false => Default::default(),
    };
    let dimensions = [Dimension::Team, Dimension::Channel, Dimension::Topic, Dimension::Priority];
    let dimensions = dimensions.into_iter().filter(|_| is_main);
    let splits = dimensions.filter_map(|d| splits::split(work, metric, d, &mut figures)).collect();
    let (previous, following) = if is_main { neighbours(work, id) } else { (None, None) };
    let content = MetricPage {
        standfirst: work.finding_story(metric),
        remarks: remarks(work, metric),
        windows: windows(work, metric, window),
        strip: strip(work, metric),
        verdict: work.verdict(metric, &metric.all),
        trend,
        control,
        rolling,
        hours,
        spread,
        splits,
        definition: if is_main { definition(work, metric) } else { Vec::new() },
        definitions: Link {
            name: work.say("definitions.more", &[]),
            path: format!("{DEFINITIONS}index.html#{id}"),
        },
        stories: stories(work, &figures),
        table: is_main.then(|| {
            let months = &metric.all.months;
            work.periods_table(metric, &months[months.len().saturating_sub(ROWS)..], None)
        }),
        download: download(metric),
        previous,
        following,
    };
    let title = work.finding_title(metric);
    let mut crumbs = vec![work.link(work.say("figures.title", &[]), "figures/")];
    if !is_main {
        crumbs.push(work.link(work.metric_words(metric, "name"), &format!("figures/{id}/")));
    }
    let mut head = work.head(&folder, title, "figures", crumbs);
    head.description = content.standfirst.clone();
    head.crumb = match is_main {
        true => work.metric_words(metric, "name"),
        false => work.say(&format!("window.{}", window.id()), &[]),
    };
    Page { head, template: "metric.html", content: Content::Metric(Box::new(content)), figures }
}

/// The metrics before and after one.
fn neighbours(work: Work<'_>, id: &str) -> (Option<Link>, Option<Link>) {
    let list = &work.m.metrics.list;
    let at = list.iter().position(|metric| metric.definition.id == id);
    let link = |at: usize| {
        let metric = list.get(at)?;
        let folder = format!("figures/{}/", metric.definition.id);
        Some(work.link(work.metric_words(metric, "name"), &folder))
    };
    (at.and_then(|at| link(at.checked_sub(1)?)), at.and_then(|at| link(at + 1)))
}

/// The stories whose numbers stand in the trend.
fn stories(work: Work<'_>, figures: &[Figure]) -> Vec<Numbered> {
    let number = |story: &Story| {
        let path = format!("stories/{}/index.html", story.slug);
        let markers = figures.iter().flat_map(|figure| &figure.moments);
        markers.into_iter().find(|marker| marker.href.ends_with(&path)).map(|marker| marker.number)
    };
    let numbered = work
        .stories()
        .iter()
        .filter_map(|story| Some(Numbered { number: number(story)?, card: work.card(story) }));
    numbered.collect()
}

/// The other pages of the metric.
fn windows(work: Work<'_>, metric: &Metric, current: Window) -> Vec<Place> {
    let worth: Vec<Window> =
        Window::ALL.into_iter().filter(|window| window.is_worth(&metric.all)).collect();
    let place = |window: &Window| Place {
        name: work.say(&format!("window.{}", window.id()), &[]),
        path: format!("figures/{}/{}index.html", metric.definition.id, window.folder()),
        is_current: *window == current,
    };
    if worth.len() > 1 { worth.iter().map(place).collect() } else { Vec::new() }
}

/// What an honest reader must know beside the number.
fn remarks(work: Work<'_>, metric: &Metric) -> Vec<String> {
    let words = &work.m.config.words;
    let count = |n: u64| words.count(n as i64);
    let mut remarks = Vec::new();
    let asked = work.m.metrics.get("response-rate");
    let answered = asked.and_then(|rate| work.newest(rate, &rate.all).value.number());
    let is_rating = metric.definition.sample == Sample::Rated;
    if let Some(share) = answered.filter(|share| is_rating && *share < FEW_ANSWERS) {
        remarks.push(work.say("remark.few-answered", &[("share", &words.percent(share))]));
    }
    let promises = work.m.metrics.open_promises;
    if metric.definition.id == "sla" && (promises.running, promises.none) != (0, 0) {
        let values = [("running", count(promises.running)), ("none", count(promises.none))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        remarks.push(work.say("remark.open-promises", &values));
    }
    if matches!(metric.definition.measure, Measure::Stories) {
        remarks.push(work.say("remark.stories", &[]));
    }
    let flatters = metric.definition.id.starts_with("resolution-");
    if let Some(solved) = work.m.metrics.get("solved-7d").filter(|_| flatters)
        && let newest = work.newest(solved, &solved.all)
        && let Some(share) = newest.value.number()
    {
        let values = [("share", words.percent(share)), ("month", work.newest_period(newest))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        remarks.push(work.say("remark.flatters", &values));
    }
    remarks
}

/// Verdict first, then values.
fn strip(work: Work<'_>, metric: &Metric) -> Vec<Labelled> {
    let words = &work.m.config.words;
    let newest = work.newest(metric, &metric.all);
    let mut strip = Vec::new();
    let mut add = |label: String, text: String| strip.push(Labelled { label, text });
    add(work.say("strip.verdict", &[]), work.verdict(metric, &metric.all).words);
    let values =
        [("line", work.metric_words(metric, "line")), ("month", work.newest_period(newest))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    add(work.say("strip.value", &values), work.shown(metric, newest.value));
    if let Some(interval) = newest.value.interval() {
        let range = work.range_words(metric, interval.low, interval.high);
        add(work.say("strip.interval", &[]), range);
    }
    let upper = metric.definition.upper().and_then(|upper| work.m.metrics.get(upper.id));
    if let Some(upper) = upper
        && let Some(value) = work.newest(upper, &upper.all).value.number()
    {
        add(work.metric_words(upper, "line"), work.value_words(upper, value));
    }
    if let Some(n) = newest.value.sample()
        && !work.sample(metric, newest.value).is_empty()
    {
        add(work.metric_sample(metric), words.count(n as i64));
    }
    if let Some(age) = work.m.metrics.backlog_age.filter(|_| metric.definition.id == "backlog") {
        let days = |days: i32| words.days(i64::from(days).max(1));
        add(work.say("strip.age-half", &[]), days(age.median_days));
        add(work.say("strip.age-most", &[]), days(age.p90_days));
    }
    strip
}

/// What is counted, in short: the first paragraphs of the declaration of the metric, and the
/// columns of this project.
fn definition(work: Work<'_>, metric: &Metric) -> Vec<Labelled> {
    let mut lines = work.declared(metric.definition);
    lines.truncate(IN_SHORT);
    // What the export does not say in business hours is worked out from the calendar's columns.
    let by_calendar = metric.definition.by_calendar().map_or(&[] as &[_], |same| same.needs);
    let needs = [metric.definition.needs, by_calendar].concat();
    let sources = &work.m.rollup.reading.sources;
    let columns: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| &source.used)
        .filter(|(field, _)| needs.iter().any(|any| any.contains(field)))
        .map(|(_, header)| format!("“{}”", header_name(header)))
        .collect();
    if !columns.is_empty() {
        let columns: Vec<String> = columns.into_iter().collect();
        let text = work.m.config.words.list(&columns);
        lines.push(Labelled { label: work.say("definition.columns", &[]), text });
    }
    lines
}

impl Work<'_> {
    /// What the n of a metric counts.
    fn metric_sample(&self, metric: &Metric) -> String {
        let key = match (metric.definition.measure, metric.definition.id) {
            (Measure::Stories, _) => "strip.stories",
            (_, "csat" | "delight" | "bad-experience") => "strip.ratings",
            (_, "ces" | "nps") => "strip.answers",
            _ => "strip.sample",
        };
        self.say(key, &[])
    }

    /// The declaration of a metric in words: what it is, what is left out, from how many on it is
    /// shown, which way is better, when it is final, how it is worked out, where it comes from.
    pub(super) fn declared(&self, definition: &Definition) -> Vec<Labelled> {
        let words = |part: &str| self.m.metrics.say(&self.m.config.words, definition.id, part);
        let line = |key: &str, text: String| Labelled {
            label: if key.is_empty() { String::new() } else { self.say(key, &[]) },
            text,
        };
        let minimum = self.m.config.words.count(definition.minimum as i64);
        let shown = match definition.minimum {
            1 => self.say("definition.minimum-one", &[]),
            _ => self.say("definition.minimum-text", &[("n", &minimum)]),
        };
        let good = match definition.good {
            Good::Up => "definition.up",
            Good::Down => "definition.down",
            Good::Neither => "definition.neither",
        };
        let settles = match definition.settles {
            Settles::AtOnce if matches!(definition.measure, Measure::Backlog) => {
                "definition.at-the-end"
            }
            Settles::AtOnce if matches!(definition.measure, Measure::Stories) => {
                "definition.by-story"
            }
            Settles::AtOnce => "definition.at-once",
            Settles::AfterAWeek => "definition.after-a-week",
            Settles::Matured => "definition.matured",
        };
        let method = match definition.unit {
            Unit::Seconds | Unit::BusinessSeconds => "definition.method-quantile",
            Unit::Share => "definition.method-share",
            Unit::Points => "definition.method-points",
            Unit::Count | Unit::PerThousand => "definition.method-count",
        };
        vec![
            line("", words("formula")),
            line("definition.excluded", words("exclusions")),
            line("", shown),
            line("definition.good", self.say(good, &[])),
            line("definition.period", self.say(settles, &[])),
            line("definition.method", self.say(method, &[])),
            line("definition.source", words("source")),
        ]
    }
}
