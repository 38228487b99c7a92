//! What a chart is to show, as plain data: `chart` turns it into a drawing, templates into a table.

use std::sync::Arc;

use serde::Serialize;

use crate::calendar::Day;
use crate::units::Unit;

/// A chart with its words and the table that says the same.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Unique on its page; the chart's anchor and the stem of the names inside its drawing.
    pub id: String,
    /// The finding, a sentence.
    pub title: String,
    /// What is drawn, over which time, in which unit.
    pub note: String,
    /// What is drawn.
    #[serde(skip)]
    pub drawing: Drawing,
    /// How much room it has.
    pub room: Room,
    /// The same in numbers.
    pub table: Option<Table>,
    /// The stories whose numbers stand in the chart.
    pub moments: Vec<Marker>,
    /// The file with the numbers, relative to the site's root.
    pub download: Option<Download>,
    /// The drawing as a file of its own, relative to the site's root.
    pub file: Option<Download>,
}

/// How wide a chart stands on a desk: it is drawn once for each width it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Room {
    /// The whole container: drawn 350, 720 and 1120 wide.
    Full,
    /// Eight of twelve columns: drawn 350 and 720 wide.
    Part,
    /// A panel of small multiples: drawn 220 wide.
    Panel,
    /// A spark line: drawn 240 wide and 52 high.
    Spark,
}

/// A file to download.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    /// Relative to the site's root.
    pub path: String,
    /// The file's name.
    pub name: String,
}

/// The kinds of drawing.
#[derive(Clone, Debug)]
pub enum Drawing {
    /// A line over time, with a band above it, moments and events.
    Line(LineChart),
    /// Horizontal bars, one a name.
    Bars(BarChart),
    /// Areas on top of each other over time.
    Stack(StackChart),
    /// A small line without axes.
    Spark(SparkLine),
    /// Points with the limits of chance.
    Control(ControlChart),
    /// A square a day, weeks as columns.
    Calendar(CalendarChart),
    /// One of several small charts on one scale.
    Panel(PanelChart),
    /// A square for each hour of the week.
    Hours(HoursChart),
    /// How durations spread.
    Spread(SpreadChart),
}

/// The vertical axis, or the horizontal one of bars.
#[derive(Clone, Debug)]
pub struct ValueAxis {
    /// The unit as it stands once at the top of the axis: `minutes`.
    pub label: String,
    /// What a value is divided by before it is written: 60 for minutes, 0.01 for per cent.
    pub divisor: f64,
    /// The largest value there can be, 1 for shares; the axis never passes it.
    pub limit: Option<f64>,
    /// The smallest value there can be, -100 for points; the axis never passes it.
    pub floor: Option<f64>,
    /// Whether the axis starts at zero; where it does not, the chart says where it starts.
    pub from_zero: bool,
}

/// One period's value.
#[derive(Clone, Debug)]
pub struct Point {
    /// The first day of the period.
    pub start: Day,
    /// The day after its last.
    pub end: Day,
    /// The value; nothing where it is not shown, and the line breaks there.
    pub value: Option<f64>,
    /// The upper edge of the band: such as the 90th percentile.
    pub upper: Option<f64>,
    /// The lower and upper end of its 95 % interval, drawn as a soft band.
    pub interval: Option<(f64, f64)>,
    /// Whether the period is over; one that is still filling is drawn dotted, with an open dot.
    pub is_whole: bool,
    /// The point in words: `October 2026: 21 min, n = 4,120`.
    pub words: String,
}

/// A line over time.
#[derive(Clone, Debug)]
pub struct LineChart {
    /// The value axis.
    pub axis: ValueAxis,
    /// In order of time, without gaps in time.
    pub points: Vec<Point>,
    /// What stands at the line's end, one or two short lines: `Half within`, `21 minutes`.
    pub line_label: Vec<String>,
    /// What stands at the band's end; empty without a band.
    pub band_label: Vec<String>,
    /// Numbered moments: a disc on top, a stroke down to the line, a dot on it.
    pub moments: Vec<Marker>,
    /// Dated events that are no story: dotted, at the foot.
    pub events: Vec<Event>,
    /// What stands once in a gap: `No data`.
    pub no_data: String,
    /// What stands beside an open dot: `week still filling`.
    pub filling: String,
}

/// A story in a chart.
#[derive(Clone, Debug, Serialize)]
pub struct Marker {
    /// Its number, from 1.
    pub number: usize,
    /// The day it stands at.
    #[serde(skip)]
    pub day: Day,
    /// Its short name.
    pub name: String,
    /// One line of context: when and which team.
    pub context: String,
    /// Its page, relative to the page that shows the chart.
    pub href: String,
}

/// An event in a chart.
#[derive(Clone, Debug)]
pub struct Event {
    /// The day.
    pub day: Day,
    /// Its name.
    pub name: String,
}

/// Horizontal bars in the order given.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// The value axis: bars start at zero; only its divisor and limit matter.
    pub axis: ValueAxis,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it stands for.
    pub name: String,
    /// Its length; nothing where it is not shown.
    pub value: Option<f64>,
    /// The lower and upper end of its interval, drawn as a thin line.
    pub interval: Option<(f64, f64)>,
    /// The value in words, or why there is none: `8,412`, `Hidden: fewer than 5`.
    pub words: String,
    /// The page of what it stands for.
    pub href: Option<String>,
}

/// Stacked areas.
#[derive(Clone, Debug)]
pub struct StackChart {
    /// The value axis.
    pub axis: ValueAxis,
    /// First day and day after the last of each period.
    pub periods: Vec<(Day, Day)>,
    /// From the bottom up; each with one value a period.
    pub series: Vec<Series>,
}

/// A named row of values, one a period.
#[derive(Clone, Debug)]
pub struct Series {
    /// The label at its end.
    pub name: String,
    /// Nothing where a value is not shown.
    pub values: Vec<Option<f64>>,
}

/// Limits of chance over a stretch of points.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The first point they hold for.
    pub first: usize,
    /// The point after the last.
    pub end: usize,
    /// The centre line.
    pub centre: f64,
    /// The lower and upper limit of each point from `first` to `end`.
    pub edges: Vec<(f64, f64)>,
    /// Whether they were drawn afresh after a real change.
    pub is_new: bool,
    /// One or two short lines: `Since March`, `20 to 26`.
    pub words: Vec<String>,
}

/// A control chart.
#[derive(Clone, Debug)]
pub struct ControlChart {
    /// The value axis.
    pub axis: ValueAxis,
    /// Whole periods only.
    pub points: Vec<Point>,
    /// In order, not overlapping.
    pub limits: Vec<Limits>,
    /// The points that signal a change.
    pub signals: Vec<usize>,
    /// What stands once in a gap.
    pub no_data: String,
}

/// A spark line.
#[derive(Clone, Debug)]
pub struct SparkLine {
    /// In order of time; nothing where a value is not shown.
    pub values: Vec<Option<f64>>,
    /// The usual ranges behind it.
    pub limits: Vec<Limits>,
    /// Whether the last value is of a period that is over; an open dot where not.
    pub is_last_whole: bool,
    /// Too few points to judge: they stand alone on a dotted line.
    pub is_early: bool,
}

/// A calendar of counts.
#[derive(Clone, Debug)]
pub struct CalendarChart {
    /// Each day in order, with its count and its words.
    pub days: Vec<(Day, u64, String)>,
}

/// One of several small charts, all on the same scale.
#[derive(Clone, Debug)]
pub struct PanelChart {
    /// The value axis.
    pub axis: ValueAxis,
    /// The smallest and the largest value in any of the panels: the common scale.
    pub scale: (f64, f64),
    /// Its points.
    pub points: Vec<Point>,
    /// The values of all panels, drawn thin and grey behind its own.
    pub all: Arc<Vec<Vec<Option<f64>>>>,
    /// What stands in place of a line that is hidden: `Hidden`, `fewer than 5 a month`.
    pub message: Vec<String>,
}

/// The week by hours: a square for each hour.
#[derive(Clone, Debug)]
pub struct HoursChart {
    /// 168 of them, Monday 0 h first.
    pub cells: Vec<HourCell>,
    /// Up to four rising values that part the five shades: step 0 is up to and including the first.
    pub bounds: Vec<f64>,
    /// The bounds in words, for the legend.
    pub bound_words: Vec<String>,
    /// What an empty square means: `Too few`; empty where there is none.
    pub none: String,
}

/// An hour of the week.
#[derive(Clone, Debug)]
pub struct HourCell {
    /// The value; nothing where it is not shown.
    pub value: Option<f64>,
    /// The hour in words: `Monday, 9 to 10: 132 interactions`.
    pub words: String,
}

/// How durations spread, on a logarithmic axis.
#[derive(Clone, Debug)]
pub struct SpreadChart {
    /// Adjoining, rising.
    pub bins: Vec<Bin>,
    /// The values that are named: the median, the 90th percentile.
    pub marks: Vec<Mark>,
    /// What the durations count: seconds by the calendar, or within business hours, which have no
    /// days.
    pub unit: Unit,
}

/// The durations between two bounds.
#[derive(Clone, Debug)]
pub struct Bin {
    /// From here on, in seconds; the first may begin at 0.
    pub low: f64,
    /// Up to here, in seconds.
    pub high: f64,
    /// Its part of all durations, 0 to 1.
    pub share: f64,
    /// The bin in words: `15 to 20 minutes: 8 % of all`.
    pub words: String,
}

/// A named value of a spread.
#[derive(Clone, Debug)]
pub struct Mark {
    /// In seconds.
    pub value: f64,
    /// One or two short lines: `Half within`, `21 minutes`.
    pub lines: Vec<String>,
}

/// A table, ready to be set.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What the table shows, with its unit.
    pub caption: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// The column that holds words and not figures, if any does beside the first; from 0.
    pub text_column: Option<usize>,
    /// Its rows: the first cell names the row.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What the row is about.
    pub name: String,
    /// A page for it.
    pub href: Option<String>,
    /// One a column after the first; or one that says why there are none.
    pub cells: Vec<String>,
}
