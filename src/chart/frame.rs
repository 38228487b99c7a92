//! What every chart over time stands in: hairlines, values at the left, dates below.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::IntoDrawingArea;
use plotters::element::DynElement;

use crate::calendar::Day;
use crate::words::Words;

use super::backend::{SCALE, Svg};
use super::dates::{Date, Days};
use super::markup::stretch;
use super::paint::Paint;
use super::place::Area;
use super::sheet::Sheet;
use super::text::Type;
use super::values::Values;

/// Between a value and its line, and between two dates at least.
const GAP: f64 = 8.0;
/// How near two dates may stand, middle to middle.
const NEAREST_DATES: f64 = 56.0;
/// From the highest line up to the middle of the unit.
pub(super) const UNIT_RISE: f64 = 20.0;
/// From the axis to the middle of the dates.
const DATES_DROP: f64 = 16.0;

/// The plot of a chart over time.
///
/// What is drawn in it is written in days from the left, and stretched to its width: so a line is
/// the same text in every view of a chart, which then compresses to little more than one.
pub(super) struct Frame<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) area: Area,
    chart: ChartContext<'static, Svg, Cartesian2d<Days, Values>>,
    /// What brings days to their place, where they are stretched.
    transform: Option<String>,
    values: Values,
    days: Days,
}

impl<'s> Frame<'s> {
    /// Lays the axes; `area` is the plot without what is written around it.
    pub(super) fn new(sheet: &'s Sheet, area: Area, days: Days, values: Values) -> Frame<'s> {
        let height = area.bottom - area.top;
        let span = f64::from(days.span());
        // A drawing with its own colours goes to programs that would stretch the strokes too.
        let is_stretched = !sheet.pen.is_coloured();
        let (left, top, width) = if is_stretched {
            (0.0, 0.0, span)
        } else {
            (area.left, area.top, area.right - area.left)
        };
        let transform = is_stretched
            .then(|| stretch(((area.right - area.left) / span, 1.0), (area.left, area.top)));
        let units = |pixels: f64| (pixels * SCALE).round() as i32;
        let plot = sheet.pen.backend(left + width, top + height).into_drawing_area();
        let chart = ChartBuilder::on(&plot.margin(units(top), 0, units(left), 0))
            .build_cartesian_2d(days, values.clone())
            .expect("a chart without a caption cannot fail");
        Frame { sheet, area, chart, transform, values, days }
    }

    /// The room that the values take at the left, with the gap to their lines.
    pub(super) fn left(sheet: &Sheet, values: &Values, words: &Words) -> f64 {
        let set = Type::new(sheet.tick, Paint::MUTED);
        let widths = values.ticks().into_iter().map(|tick| set.width(&values.label(tick, words)));
        (widths.fold(0.0, f64::max) + GAP).ceil()
    }

    pub(super) fn x(&self, day: Day) -> f64 {
        x_between(&self.days, day, self.area.left, self.area.right)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let y = f64::from(self.chart.backend_coord(&(self.days.first, value)).1) / SCALE;
        if self.transform.is_some() { y + self.area.top } else { y }
    }

    pub(super) fn at(&self, day: Day, value: f64) -> (f64, f64) {
        (self.x(day), self.y(value))
    }

    /// Draws what plotters makes of a row of values, such as a line or an area.
    pub(super) fn series(
        &mut self,
        series: impl IntoIterator<Item = DynElement<'static, Svg, (Day, f64)>>,
    ) {
        let (pen, transform) = (&self.sheet.pen, self.transform.as_ref());
        let chart = &mut self.chart;
        pen.stretched(transform, || {
            chart.draw_series(series).expect("the backend writes to memory and never fails");
        });
    }

    /// Draws dots of one size with an edge of paper.
    pub(super) fn points(&self, points: &[(Day, f64)], radius: f64, paint: Paint) {
        if points.is_empty() {
            return;
        }
        let pen = &self.sheet.pen;
        if pen.is_coloured() {
            for &(day, value) in points {
                let (x, y) = self.at(day, value);
                self.sheet.dot(x, y, radius, paint);
            }
            return;
        }
        let places: Vec<(i32, i32)> =
            points.iter().map(|point| self.chart.backend_coord(point)).collect();
        pen.stretched(self.transform.as_ref(), || pen.dots(&places, radius, paint));
    }

    /// Draws a column for each period that says its words when it is pointed at.
    pub(super) fn columns<'w>(&self, periods: impl Iterator<Item = (Day, Day, &'w str)>) {
        let (sheet, span) = (self.sheet, self.days.span());
        let x = |day: Day| f64::from((day.0 - self.days.first.0).clamp(0, span));
        let bottom = self.area.bottom - self.area.top;
        sheet.pen.stretched(self.transform.as_ref(), || {
            for (start, end, words) in periods {
                sheet.pen.title(words);
                let (left, right) = (x(start), x(end));
                let around = [(left, 0.0), (right, 0.0), (right, bottom), (left, bottom)];
                sheet.area(&around, Paint::HIT.fill());
            }
        });
    }

    /// Hairlines, the axis at zero and the values.
    pub(super) fn draw_values(&self, words: &Words) {
        let zero = self.chart.backend_coord(&(self.days.first, 0.0)).1;
        let has_zero = self.values.has_zero();
        let rule = |backend: &mut Svg, line: MeshLine<Days, Values>| match &line {
            MeshLine::YMesh((_, y), ..) if has_zero && *y == zero => {
                line.draw(backend, &Paint::AXIS.stroke(100))
            }
            _ => line.draw(backend, &Paint::RULE.stroke(100)),
        };
        self.sheet.pen.stretched(self.transform.as_ref(), || {
            let mesh = self.chart.plotting_area().draw_mesh(rule, 0, 0);
            mesh.expect("the backend writes to memory and never fails");
        });
        let set = Type::new(self.sheet.tick, Paint::MUTED);
        for tick in self.values.ticks() {
            let label = self.values.label(tick, words);
            self.sheet.text(&label, self.area.left - GAP, self.y(tick), set.ends());
        }
    }

    /// The unit, once, above the highest value.
    pub(super) fn draw_unit(&self, unit: &str, y: f64) {
        let set = Type::new(self.sheet.tick, Paint::MUTED);
        self.sheet.text(&set.cut(unit, self.sheet.width), 0.0, y, set);
    }

    /// Whether a value lies beyond the axis, above or below it.
    pub(super) fn is_beyond(&self, value: f64) -> bool {
        value > self.values.high() || value < self.values.low()
    }

    /// A value as it stands at its line.
    pub(super) fn label(&self, value: f64, words: &Words) -> String {
        self.values.label(value, words)
    }

    /// What stands in the middle of a plot that shows nothing; the first line is the stronger.
    pub(super) fn draw_message(&self, lines: &[String]) {
        let set = Type::new(self.sheet.tick, Paint::MUTED).centred().haloed();
        let x = (self.area.left + self.area.right) / 2.0;
        let step = set.line() + 2.0;
        let mut y = self.area.middle() - (lines.len() as f64 - 1.0) * step / 2.0;
        for (place, line) in lines.iter().enumerate() {
            let is_strong = place == 0 && lines.len() > 1;
            let set = if is_strong { Type { paint: Paint::INK, ..set.bold() } } else { set };
            let text = set.cut(line, self.sheet.width);
            let half = set.width(&text) / 2.0;
            // Clear of the labels of the axis, where there is room.
            let least = (self.area.left + half).min(self.sheet.width - half);
            self.sheet.text(&text, x.min(self.sheet.width - half).max(least), y, set);
            y += step;
        }
    }

    /// The dates below the axis, as many as fit.
    pub(super) fn draw_dates(&self, words: &Words) {
        let set = Type::new(self.sheet.tick, Paint::MUTED).centred();
        let mut rows = self.days.rows(words);
        let row = rows.find_map(|row| self.fitting(&row, set)).unwrap_or_default();
        for (x, label) in row {
            self.sheet.text(&label, x, self.area.bottom + DATES_DROP, set);
        }
    }

    /// The middles of the dates, where they fit: no date is cut, and none touches the next.
    fn fitting(&self, row: &[Date], set: Type) -> Option<Vec<(f64, String)>> {
        let mut placed: Vec<(f64, String)> = Vec::new();
        let (mut free_from, mut last_x) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for Date { day, label } in row {
            let half = set.width(label) / 2.0;
            let x = self.x(*day);
            let least = self.area.left.min(self.sheet.width - 2.0 * half) + half;
            let middle = x.min(self.sheet.width - half).max(least);
            if middle - half < free_from || x - last_x < NEAREST_DATES {
                return None;
            }
            (free_from, last_x) = (middle + half + GAP, x);
            placed.push((middle, label.clone()));
        }
        (!placed.is_empty()).then_some(placed)
    }
}

/// Where a day stands between two edges, before there is a frame.
pub(super) fn x_between(days: &Days, day: Day, left: f64, right: f64) -> f64 {
    let limit = ((left * SCALE).round() as i32, (right * SCALE).round() as i32);
    f64::from(days.map(&day, limit)) / SCALE
}
