//! Numbered moments: a disc on top, a stroke down to the line, a dot on it.

use crate::site::figure::Marker;

use super::frame::Frame;
use super::paint::Paint;
use super::place::{Area, Taken, apart};
use super::sheet::Sheet;
use super::text::Type;

/// The radius of a disc with one or two figures, and of one with more.
const RADII: [f64; 2] = [11.0, 16.0];
/// Between two discs in a row at least, and between two rows.
const BESIDE: f64 = 4.0;
const BELOW: f64 = 6.0;
/// How far a disc may stand from its day before the discs go into more rows.
const FAR: f64 = 14.0;
/// More rows than this would take the chart's place.
const ROWS: usize = 4;

/// Where the discs of a chart stand.
pub(super) struct Discs<'m> {
    discs: Vec<Disc<'m>>,
    rows: usize,
    radius: f64,
    /// What stands above them.
    top: f64,
}

struct Disc<'m> {
    marker: &'m Marker,
    /// Where its day stands.
    day_x: f64,
    x: f64,
    row: usize,
}

impl<'m> Discs<'m> {
    /// Places a disc near each day, moved apart, in as few rows as can be. Where there are more
    /// than the rows hold, the latest stay: the list below the chart has them all.
    pub(super) fn place(mut days: Vec<(f64, &'m Marker)>, sheet: &Sheet) -> Discs<'m> {
        days.sort_by(|(a, m), (b, n)| a.total_cmp(b).then(m.number.cmp(&n.number)));
        let most = days.iter().map(|(_, marker)| marker.number).max().unwrap_or(0);
        let radius = RADII[usize::from(most > 99)];
        let room = 2.0 * radius + BESIDE;
        let a_row = (sheet.width / room) as usize;
        let kept = days.split_off(days.len().saturating_sub(a_row * ROWS));
        let placed = (1..=ROWS).map(|rows| {
            let discs = in_rows(&kept, rows, (room, sheet.width));
            Discs { discs, rows, radius, top: 0.0 }
        });
        let fits = |discs: &Discs<'_>| {
            discs.rows == ROWS || discs.discs.iter().all(|d| (d.x - d.day_x).abs() <= FAR)
        };
        placed.into_iter().find(fits).unwrap_or(Discs {
            discs: Vec::new(),
            rows: 0,
            radius,
            top: 0.0,
        })
    }

    /// How much room they take above the plot.
    pub(super) fn height(&self) -> f64 {
        if self.discs.is_empty() { 0.0 } else { self.top + self.rows as f64 * self.row() }
    }

    /// From row to row.
    fn row(&self) -> f64 {
        2.0 * self.radius + BELOW
    }

    /// Whether the stroke of one stands among the first pixels from the left.
    pub(super) fn stand_within(&self, width: f64) -> bool {
        self.discs.iter().any(|disc| disc.day_x.min(disc.x) - 4.0 < width)
    }

    /// Makes room above them.
    pub(super) fn lower(&mut self, by: f64) {
        self.top += by;
    }

    /// Draws them; `line` says how high the line runs at a marker's day, where there is one.
    pub(super) fn draw(
        &self,
        frame: &Frame<'_>,
        line: impl Fn(&Marker) -> Option<f64>,
        taken: &mut Taken,
    ) {
        for disc in &self.discs {
            let Marker { number, name, context, href, .. } = disc.marker;
            let title = format!("{number}: {name}. {context}");
            let foot = line(disc.marker);
            let (x, bottom) = (disc.day_x, foot.unwrap_or(frame.area.bottom));
            taken.cross(Area { left: x - 3.0, top: frame.area.top, right: x + 3.0, bottom });
            frame.sheet.pen.link(href, &title, || self.draw_one(disc, frame, foot));
        }
    }

    fn draw_one(&self, disc: &Disc<'_>, frame: &Frame<'_>, foot: Option<f64>) {
        let (sheet, y) = (frame.sheet, self.y(disc));
        let knee = self.height() + 2.0;
        let end = foot.unwrap_or(frame.area.bottom);
        let stroke = if (disc.x - disc.day_x).abs() < 0.05 {
            vec![(disc.x, y), (disc.x, end)]
        } else {
            vec![(disc.x, y), (disc.x, knee - 6.0), (disc.day_x, knee), (disc.day_x, end)]
        };
        sheet.path(&stroke, Paint::BUOY.stroke(125));
        if let Some(foot) = foot {
            sheet.dot(disc.day_x, foot, 4.0, Paint::BUOY);
        }
        sheet.dot(disc.x, y, self.radius, Paint::BUOY);
        let set = Type::new(sheet.tick, Paint::PAPER).bold().centred();
        sheet.text(&disc.marker.number.to_string(), disc.x, y, set);
        if self.has_names(sheet) {
            let set = Type::new(sheet.label, Paint::INK);
            sheet.text(&disc.marker.name, self.name_start(disc), y, set);
        }
    }

    /// Whether all names fit beside their discs; else none stands there, and the list has them.
    fn has_names(&self, sheet: &Sheet) -> bool {
        let set = Type::new(sheet.label, Paint::INK);
        let fits = |disc: &Disc<'_>| {
            let end = self.name_start(disc) + set.width(&disc.marker.name);
            end <= sheet.width && self.is_free(disc, end)
        };
        !sheet.is_phone && self.discs.iter().all(fits)
    }

    /// Whether nothing stands between a disc and the end of its name.
    fn is_free(&self, disc: &Disc<'_>, end: f64) -> bool {
        let in_the_way = |other: &&Disc<'_>| other.row <= disc.row && other.x > disc.x;
        let left =
            |other: &Disc<'_>| other.x - if other.row == disc.row { self.radius } else { 2.0 };
        self.discs.iter().filter(in_the_way).all(|other| left(other) - 8.0 >= end)
    }

    fn name_start(&self, disc: &Disc<'_>) -> f64 {
        disc.x + self.radius + 7.0
    }

    fn y(&self, disc: &Disc<'_>) -> f64 {
        self.top + self.radius + 2.0 + disc.row as f64 * self.row()
    }
}

/// The discs in so many rows, by turns; each takes so much room in the width.
fn in_rows<'m>(
    days: &[(f64, &'m Marker)],
    rows: usize,
    (room, width): (f64, f64),
) -> Vec<Disc<'m>> {
    let mut discs: Vec<Disc<'m>> = Vec::with_capacity(days.len());
    for row in 0..rows {
        let turn: Vec<(f64, &'m Marker)> = days.iter().copied().skip(row).step_by(rows).collect();
        let wishes: Vec<(f64, f64)> = turn.iter().map(|&(x, _)| (x, room)).collect();
        let placed = apart(&wishes, 0.0, width);
        let disc = |(x, (day_x, marker))| Disc { marker, day_x, x, row };
        discs.extend(placed.into_iter().zip(turn).map(disc));
    }
    discs
}
