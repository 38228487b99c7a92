//! How durations spread, on a logarithmic axis.

use crate::site::figure::{Bin, Mark, SpreadChart};
use crate::units::Unit;
use crate::words::Words;

use super::logs::log2;
use super::paint::Paint;
use super::place::Area;
use super::range;
use super::run::finite;
use super::sheet::Sheet;
use super::text::{Block, Type};

const PLOT_HEIGHT: f64 = 170.0;
const PLOT_HEIGHT_NARROW: f64 = 150.0;
/// From the axis to the middle of the durations, and to the foot of the drawing.
const TICKS_DROP: f64 = 18.0;
const TICK: f64 = 5.0;
const FOOT: f64 = 28.0;
/// From a mark's stroke to its words, and from words to words.
const BESIDE: f64 = 7.0;
const APART: f64 = 12.0;
/// More marks than this could not be told apart.
const MOST_MARKS: usize = 3;
const MOST_LINES: usize = 2;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
/// Durations that people count in, in seconds; each row is sparser than the one before, and the
/// axis takes the first that fits.
const TICKS: [&[i64]; 4] = [
    &[
        1,
        2,
        5,
        10,
        30,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        4 * HOUR,
        8 * HOUR,
        DAY,
        2 * DAY,
        4 * DAY,
        7 * DAY,
        14 * DAY,
        28 * DAY,
        84 * DAY,
        YEAR,
        2 * YEAR,
        5 * YEAR,
        10 * YEAR,
    ],
    &[
        1,
        10,
        MINUTE,
        5 * MINUTE,
        15 * MINUTE,
        HOUR,
        4 * HOUR,
        DAY,
        7 * DAY,
        28 * DAY,
        YEAR,
        10 * YEAR,
    ],
    &[1, 10, MINUTE, 10 * MINUTE, HOUR, DAY, 7 * DAY, 28 * DAY, YEAR, 10 * YEAR],
    &[1, MINUTE, HOUR, DAY, 28 * DAY, YEAR],
];

/// Where durations stand.
struct Scale {
    start: f64,
    end: f64,
    width: f64,
}

/// Draws the spread and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &SpreadChart, words: &Words) -> f64 {
    let bins = drawn(&chart.bins);
    let marks: Vec<&Mark> =
        chart.marks.iter().filter(|mark| finite(&mark.value)).take(MOST_MARKS).collect();
    let Some(scale) = Scale::of(&bins, &marks, sheet.width) else {
        return sheet.nothing(words);
    };
    let named = name(sheet, &scale, &marks);
    let top = named.iter().map(|named| named.rise).fold(0.0, f64::max) + 8.0;
    let height = if sheet.is_phone { PLOT_HEIGHT_NARROW } else { PLOT_HEIGHT };
    let foot = top + height;
    draw_bins(sheet, &scale, &bins, Area { left: 0.0, top, right: sheet.width, bottom: foot });
    sheet.path(&[(0.0, foot), (sheet.width, foot)], Paint::AXIS.stroke(100));
    for (place, Named { x, block, rise }) in named.into_iter().enumerate() {
        let style = if place == 0 { Paint::HARBOUR.stroke(225) } else { Paint::MUTED.stroke(125) };
        sheet.path(&[(x, foot), (x, top - rise)], style);
        sheet.block(&Block { y: top + block.y, ..block });
    }
    draw_ticks(sheet, &scale, foot, (chart.unit, words));
    foot + FOOT
}

/// The bins that can be drawn, without the empty ones at both ends.
fn drawn(bins: &[Bin]) -> Vec<&Bin> {
    let is_sound = |bin: &&Bin| {
        finite(&bin.low) && finite(&bin.high) && finite(&bin.share) && bin.low < bin.high
    };
    let sound: Vec<&Bin> = bins.iter().filter(is_sound).collect();
    let is_full = |bin: &&Bin| bin.share > 0.0;
    match (sound.iter().position(is_full), sound.iter().rposition(is_full)) {
        (Some(first), Some(last)) => sound[first..=last].to_vec(),
        _ => Vec::new(),
    }
}

impl Scale {
    fn of(bins: &[&Bin], marks: &[&Mark], width: f64) -> Option<Scale> {
        let (first, last) = (bins.first()?, bins.last()?);
        let values = marks.iter().map(|mark| log2(mark.value));
        let end = values.clone().fold(log2(last.high), f64::max);
        // What lies below a second has no logarithm: it gets an octave at the left edge.
        let start = if first.high <= 1.0 { -1.0 } else { log2(first.low) };
        let start = values.fold(start, f64::min);
        Some(Scale { start, end: end.max(start + 1.0), width })
    }

    /// Below a second everything stands at the left edge.
    fn x(&self, seconds: f64) -> f64 {
        let octave = if seconds < 1.0 { self.start } else { log2(seconds) };
        self.width * (octave - self.start) / (self.end - self.start)
    }

    /// The left and right edge of a bin.
    fn sides(&self, bin: &Bin) -> (f64, f64) {
        let left = self.x(bin.low);
        (left, self.x(bin.high).max(left + 1.0))
    }
}

/// Each bin as high as its part of all by its width, and the outline of them all.
fn draw_bins(sheet: &Sheet, scale: &Scale, bins: &[&Bin], area: Area) {
    let height = |bin: &Bin| {
        let (left, right) = scale.sides(bin);
        bin.share.max(0.0) / (right - left)
    };
    let highest = bins.iter().map(|bin| height(bin)).fold(0.0, f64::max);
    let top = |bin: &Bin| area.bottom - (area.bottom - area.top) * height(bin) / highest;
    let step = |bin: &&Bin| {
        let (left, right) = scale.sides(bin);
        Area { left, top: top(bin), right, bottom: area.bottom }
    };
    let steps: Vec<Area> = bins.iter().map(step).collect();
    let outline = range::stepped(&steps);
    sheet.area(&outline, Paint::BAND.fill());
    // Without the two corners on the axis.
    sheet.path(&outline[..outline.len() - 2], Paint::EDGE.stroke(125));
    for (bin, step) in bins.iter().zip(&steps).filter(|_| !sheet.is_phone) {
        sheet.pen.title(&bin.words);
        let column = Area { left: step.left.round(), right: step.right.round(), ..area };
        sheet.rect(column, Paint::HIT.fill());
    }
}

/// A mark with its words, before they are drawn; heights are counted from the plot's top.
struct Named {
    x: f64,
    block: Block,
    /// How far its stroke rises above the plot.
    rise: f64,
}

/// The words of each mark beside its stroke, in the lowest row and at the side where they meet
/// neither other words nor another stroke.
fn name(sheet: &Sheet, scale: &Scale, marks: &[&Mark]) -> Vec<Named> {
    let ways = 2 * marks.len();
    let all = (0..ways.pow(marks.len() as u32)).map(|way| {
        let place = |(at, mark): (usize, &&Mark)| {
            let way = way / ways.pow(at as u32) % ways;
            // A stroke at the edge is not cut in half.
            let x = scale.x(mark.value).clamp(1.0, sheet.width - 1.0);
            named(sheet, x, (at, mark), (way / 2, way % 2 == 1))
        };
        marks.iter().enumerate().map(place).collect::<Vec<Named>>()
    });
    let mut crossed = None;
    for names in all {
        let meet = |hits: fn(&Named, &Named) -> bool| {
            (0..names.len()).any(|a| (0..names.len()).any(|b| a != b && hits(&names[a], &names[b])))
        };
        let is_inside = |named: &Named| {
            let area = named.block.area();
            area.left >= 0.0 && area.right <= sheet.width
        };
        if !names.iter().all(is_inside) || meet(Named::meets) {
            continue;
        }
        if !meet(Named::is_crossed_by) {
            return names;
        }
        crossed = crossed.or(Some(names));
    }
    crossed.unwrap_or_default()
}

fn named(
    sheet: &Sheet,
    x: f64,
    (at, mark): (usize, &Mark),
    (row, is_left): (usize, bool),
) -> Named {
    let set = Type::new(sheet.label, if at == 0 { Paint::HARBOUR } else { Paint::MUTED });
    let set = if at == 0 { set.bold() } else { set }.haloed();
    let room = (x - BESIDE).max(sheet.width - x - BESIDE);
    let lines: Vec<String> =
        mark.lines.iter().take(MOST_LINES).map(|line| set.cut(line, room)).collect();
    let rise = (row + 1) as f64 * (MOST_LINES as f64 * set.line() + 4.0);
    let (x_words, set) = if is_left { (x - BESIDE, set.ends()) } else { (x + BESIDE, set) };
    let y = lines.len() as f64 * set.line() / 2.0 - rise;
    Named { x, block: Block { lines, x: x_words, y, set }, rise }
}

impl Named {
    /// Whether its words stand on those of another, or too near.
    fn meets(&self, other: &Named) -> bool {
        let area = other.block.area();
        let wide = Area { left: area.left - APART, right: area.right + APART, ..area };
        wide.meets(&self.block.area())
    }

    fn is_crossed_by(&self, other: &Named) -> bool {
        let x = other.x;
        let stroke = Area { left: x - 3.0, top: -other.rise, right: x + 3.0, bottom: 0.0 };
        stroke.meets(&self.block.area())
    }
}

/// The durations below the axis, as many as fit.
fn draw_ticks(sheet: &Sheet, scale: &Scale, foot: f64, (unit, words): (Unit, &Words)) {
    let set = Type::new(sheet.tick, Paint::MUTED).centred();
    let is_within = |tick: &&i64| (scale.start..=scale.end).contains(&log2(**tick as f64));
    let block = |tick: &i64| {
        let (x, text) = (scale.x(*tick as f64), words.value(unit, *tick as f64));
        let half = set.width(&text) / 2.0;
        let middle = x.clamp(half, (sheet.width - half).max(half));
        (x, Block::line(&text, middle, foot + TICKS_DROP, set))
    };
    let mut rows = TICKS.iter().map(|row| row.iter().filter(is_within).map(block).collect());
    let touch =
        |(_, a): &(f64, Block), (_, b): &(f64, Block)| a.area().right + APART > b.area().left;
    let fits = |row: &Vec<(f64, Block)>| row.windows(2).all(|pair| !touch(&pair[0], &pair[1]));
    let mut fitting = rows.clone().find(fits).or(rows.next_back()).unwrap_or_default();
    // Where even the sparsest row is too close, those that touch the one before go.
    fitting.dedup_by(|next, before| touch(before, next));
    for (x, block) in fitting {
        sheet.path(&[(x, foot), (x, foot + TICK)], Paint::AXIS.stroke(100));
        sheet.block(&block);
    }
}
