//! All figures on one page.

use super::content::{
    self, Content, CountedLink, Definitions, Facet, FigureChapter, FiguresPage, Labelled,
};
use super::drawings::{MONTHS, last};
use super::figure::{
    Bar, BarChart, CalendarChart, Drawing, Figure, Room, Row, Series as Area, StackChart, Table,
};
use super::metric_pages::{download, group_folder};
use super::splits::PANELS;
use super::{Page, Work};
use crate::calendar::Day;
use crate::interaction::Dimension;
use crate::metric::{Asks, Chapter, Definition, METRICS};

/// The folder of the page that says what each metric is.
pub(super) const DEFINITIONS: &str = "figures/definitions/";
/// Bars in a chart.
const BARS: usize = 12;
/// Areas in a stack.
const AREAS: usize = 6;
/// Days in the calendar.
const DAYS: i32 = 364;

/// The page of all figures.
pub(super) fn page(work: Work<'_>) -> Page {
    let mut figures = Vec::new();
    let chapters = Chapter::ALL.into_iter().filter_map(|chapter| {
        let all = work.m.metrics.list.iter().filter(|m| m.definition.chapter == chapter);
        let (basics, sparks) = work.basics(all.map(|metric| (metric, &metric.all)));
        figures.extend(sparks);
        (!basics.is_empty()).then(|| FigureChapter {
            id: chapter.id().to_owned(),
            title: work.say(&format!("chapter.{}", chapter.id()), &[]),
            basics,
        })
    });
    let chapters = chapters.collect();
    let drawn: Vec<Figure> =
        [stack(work), bars(work), calendar(work)].into_iter().flatten().collect();
    let content = FiguresPage {
        standfirst: work.say("figures.standfirst", &[]),
        chapters,
        definitions: work.link(work.say("definitions.title", &[]), DEFINITIONS),
        figures: drawn.iter().map(|figure| figure.id.clone()).collect(),
        missing: missing(work),
        facets: facets(work),
    };
    figures.extend(drawn);
    let mut head = work.head("figures/", work.say("figures.title", &[]), "figures", Vec::new());
    head.description = content.standfirst.clone();
    Page { head, template: "figures.html", content: Content::Figures(Box::new(content)), figures }
}

/// The page that says what each metric is, out of the declarations.
pub(super) fn definitions(work: Work<'_>) -> Page {
    let supply = &work.m.metrics.supply;
    let definition = |of: &Definition| {
        let is_there = of.is_fed_by(supply) && work.m.metrics.get(of.id).is_some();
        let missing = if is_there { String::new() } else { missing_line(work, of).text };
        content::Definition {
            id: of.id.to_owned(),
            name: work.m.metrics.say(&work.m.config.words, of.id, "name"),
            path: if is_there { format!("figures/{}/index.html", of.id) } else { String::new() },
            lines: work.declared(of),
            missing,
        }
    };
    let content = Definitions {
        standfirst: work.say("definitions.standfirst", &[]),
        list: METRICS.iter().map(definition).collect(),
    };
    let crumbs = vec![work.link(work.say("figures.title", &[]), "figures/")];
    let mut head = work.head(DEFINITIONS, work.say("definitions.title", &[]), "figures", crumbs);
    head.description = content.standfirst.clone();
    let content = Content::Definitions(Box::new(content));
    Page { head, template: "definitions.html", content, figures: Vec::new() }
}

/// The metrics that cannot be worked out, with what would bring them.
fn missing(work: Work<'_>) -> Vec<Labelled> {
    let metrics = &work.m.metrics;
    // The 90th percentile needs what the median needs.
    let lacking = METRICS.iter().filter(|definition| {
        !definition.is_fed_by(&metrics.supply) && !definition.id.ends_with("-p90")
    });
    lacking.map(|definition| missing_line(work, definition)).collect()
}

/// What a metric lacks.
pub(super) fn missing_line(work: Work<'_>, definition: &Definition) -> Labelled {
    let supply = &work.m.metrics.supply;
    let columns = definition.lacking(supply).map(|any| {
        let names: Vec<String> = any.iter().map(|field| format!("“{}”", field.name())).collect();
        work.either(&names)
    });
    let columns: Vec<String> = columns.collect();
    let has_times = definition.by_calendar().is_some_and(|same| same.is_fed_by(supply));
    let text = match definition.asks {
        _ if has_times => work.say("figures.missing-hours", &[("columns", &columns.join(""))]),
        _ if !columns.is_empty() => {
            let columns = work.m.config.words.list(&columns);
            work.say("figures.missing", &[("columns", &columns)])
        }
        Asks::OpenOnes => work.say("figures.missing-open", &[]),
        Asks::Thresholds => work.say("figures.missing-thresholds", &[]),
        Asks::TopRating => work.say("figures.missing-top", &[]),
        Asks::Stories => work.say("figures.missing-stories", &[]),
        Asks::Nothing => String::new(),
    };
    Labelled { label: work.m.metrics.say(&work.m.config.words, definition.id, "name"), text }
}

fn facets(work: Work<'_>) -> Vec<Facet> {
    let dimensions = [Dimension::Team, Dimension::Channel, Dimension::Topic];
    let facet = |dimension: Dimension| {
        let groups = work.m.metrics.groups.get(&dimension)?;
        let link = |group: &crate::metric::GroupName| CountedLink {
            name: group.label.clone(),
            path: format!("{}index.html", group_folder(dimension, &group.slug).unwrap_or_default()),
            count: 0,
            is_current: false,
        };
        Some(Facet {
            label: work.say(&format!("facet.{}", dimension.name()), &[]),
            links: groups.iter().take(PANELS).map(link).collect(),
        })
    };
    dimensions.into_iter().filter_map(facet).collect()
}

/// Volume by channel, one area on the other.
fn stack(work: Work<'_>) -> Option<Figure> {
    let metric = work.m.metrics.get("volume")?;
    let series = metric.splits.get(&Dimension::Channel)?;
    let names = work.m.metrics.groups.get(&Dimension::Channel)?;
    let months = last(&series.first()?.months, MONTHS);
    if months.len() < 2 {
        return None;
    }
    let area = |at: usize| Area {
        name: names[at].label.clone(),
        values: last(&series[at].months, MONTHS).iter().map(|month| month.value.number()).collect(),
    };
    let all: Vec<Area> = (0..series.len()).map(area).collect();
    let mut largest: Vec<usize> = (0..series.len()).collect();
    largest.sort_by(|&a, &b| {
        let total = |at: usize| series[at].total.number().unwrap_or(-1.0);
        total(b).total_cmp(&total(a)).then_with(|| a.cmp(&b))
    });
    largest.truncate(AREAS);
    largest.sort_unstable();
    let areas: Vec<Area> = largest.iter().map(|&at| area(at)).collect();
    let words = &work.m.config.words;
    let newest = &months[months.len() - 1];
    let rows = months.iter().enumerate().rev().map(|(at, month)| Row {
        name: words.month(month.start.month()),
        href: None,
        cells: largest
            .iter()
            .map(|&of| work.shown(metric, last(&series[of].months, MONTHS)[at].value))
            .collect(),
    });
    let mut columns = vec![work.say("table.month", &[])];
    columns.extend(areas.iter().map(|area| area.name.clone()));
    let table = Table {
        caption: work.say("chart.stack-note", &[]),
        columns,
        text_column: None,
        rows: rows.collect(),
    };
    let month = work.month_near(newest.start);
    Some(Figure {
        id: "channels".into(),
        title: work.say(
            "chart.stack-title",
            &[("month", &month), ("channel", &busiest(&all)?.to_lowercase())],
        ),
        note: work.say("chart.stack-note", &[]),
        drawing: Drawing::Stack(StackChart {
            axis: work.axis_for(metric, std::iter::empty()),
            periods: months.iter().map(|month| (month.start, month.end)).collect(),
            series: areas,
        }),
        room: Room::Full,
        table: Some(table),
        moments: Vec::new(),
        download: Some(download(metric)),
        file: None,
    })
}

/// The name of the area with the largest newest value.
fn busiest(areas: &[Area]) -> Option<String> {
    let newest = |area: &Area| area.values.last().copied().flatten();
    let known = areas.iter().filter_map(|area| Some((newest(area)?, area)));
    let best = known.fold(None, |best: Option<(f64, &Area)>, (value, area)| match best {
        Some((most, _)) if most >= value => best,
        _ => Some((value, area)),
    });
    best.map(|(_, area)| area.name.clone())
}

/// What people write and call about, over all time.
fn bars(work: Work<'_>) -> Option<Figure> {
    let metric = work.m.metrics.get("volume")?;
    let series = metric.splits.get(&Dimension::Topic)?;
    let names = work.m.metrics.groups.get(&Dimension::Topic)?;
    let root = "../";
    let mut bars: Vec<Bar> = series
        .iter()
        .zip(names)
        .map(|(series, name)| Bar {
            name: name.label.clone(),
            value: series.total.number(),
            interval: None,
            words: work.shown(metric, series.total),
            href: group_folder(Dimension::Topic, &name.slug)
                .map(|folder| format!("{root}{folder}index.html")),
        })
        .collect();
    bars.sort_by(|a, b| {
        let value = |bar: &Bar| bar.value.unwrap_or(-1.0);
        value(b).total_cmp(&value(a)).then_with(|| a.name.cmp(&b.name))
    });
    bars.truncate(BARS);
    let first = bars.first().filter(|bar| bar.value.is_some_and(|n| n > 0.0))?.name.clone();
    let rows = bars.iter().map(|bar| Row {
        name: bar.name.clone(),
        href: None,
        cells: vec![bar.words.clone()],
    });
    let columns = vec![work.say("table.topic", &[]), work.say("metric.volume-name", &[])];
    let table = Table {
        caption: work.say("chart.bars-note", &[]),
        columns,
        text_column: None,
        rows: rows.collect(),
    };
    Some(Figure {
        id: "topics".into(),
        title: work.say("chart.bars-title", &[("topic", &first)]),
        note: work.say("chart.bars-note", &[]),
        drawing: Drawing::Bars(BarChart { axis: work.axis_for(metric, std::iter::empty()), bars }),
        room: Room::Full,
        table: Some(table),
        moments: Vec::new(),
        download: Some(download(metric)),
        file: None,
    })
}

/// Interactions a day over the last year.
fn calendar(work: Work<'_>) -> Option<Figure> {
    let coverage = work.m.metrics.coverage?;
    let words = &work.m.config.words;
    let from = coverage.first.max(coverage.last.plus(-DAYS));
    let counts: Vec<(Day, u64)> = (from.0..=coverage.last.0)
        .map(|day| (Day(day), work.m.rollup.days.get(day).map_or(0, |counts| counts.opened)))
        .collect();
    let day_words = |day: Day, count: u64| {
        let (day, n) = (words.day(day), words.count(count as i64));
        work.say("chart.calendar-day", &[("day", &day), ("n", &n)])
    };
    let days = counts.iter().map(|&(day, count)| (day, count, day_words(day, count)));
    let (busiest, most) =
        counts.iter().copied().reduce(|best, day| if day.1 > best.1 { day } else { best })?;
    let values = [words.day(busiest), words.count(most as i64)];
    Some(Figure {
        id: "days".into(),
        title: work.say("chart.calendar-title", &[("day", &values[0]), ("n", &values[1])]),
        note: work.say("chart.calendar-note", &[]),
        drawing: Drawing::Calendar(CalendarChart { days: days.collect() }),
        room: Room::Full,
        table: None,
        moments: Vec::new(),
        download: None,
        file: None,
    })
}
