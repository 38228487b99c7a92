//! A square a day, weeks as columns.

use crate::calendar::Day;
use crate::site::figure::CalendarChart;
use crate::words::Words;

use super::paint::Paint;
use super::place::Area;
use super::sheet::Sheet;
use super::text::Type;

const TOP: f64 = 24.0;
/// The days that are named at the left: Monday, Wednesday and Friday.
const NAMED: [usize; 3] = [0, 2, 4];
/// Larger squares than this would look like a table.
const LARGEST: f64 = 20.0;
/// Text needs at least this much from line to line.
const SMALLEST: f64 = 7.0;
const WEEKS: usize = 53;
const WEEKS_NARROW: usize = 26;

/// Draws the calendar and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &CalendarChart, words: &Words) -> f64 {
    let set = Type::new(sheet.tick, Paint::MUTED);
    let Some((last, ..)) = chart.days.last() else {
        return sheet.nothing(words);
    };
    let most = if sheet.is_phone { WEEKS_NARROW } else { WEEKS };
    let first = chart.days.first().map_or(*last, |(day, ..)| *day);
    let start = first.week().0.max(last.week().0 - most as i32 + 1);
    let names: Vec<String> = NAMED.map(|day| words.weekday(day).chars().take(3).collect()).to_vec();
    let left = names.iter().map(|name| set.width(name)).fold(0.0, f64::max) + 8.0;
    let pitch = ((sheet.width - left) / most as f64).clamp(SMALLEST, LARGEST);
    let grid = Grid { left, start, pitch };
    for (day, name) in NAMED.into_iter().zip(&names) {
        sheet.text(name, 0.0, TOP + (day as f64 + 0.5) * pitch, set);
    }
    draw_months(sheet, &grid, (first, *last), words);
    let largest = chart.days.iter().map(|(_, count, _)| *count).max().unwrap_or(0);
    for (day, count, said) in chart.days.iter().filter(|(day, ..)| day.week().0 >= start) {
        sheet.pen.title(said);
        sheet.rect(grid.square(*day), Paint::step(step(*count, largest)).fill());
    }
    TOP + 7.0 * pitch
}

struct Grid {
    left: f64,
    start: i32,
    pitch: f64,
}

impl Grid {
    fn x(&self, day: Day) -> f64 {
        self.left + f64::from(day.week().0 - self.start) * self.pitch
    }

    fn square(&self, day: Day) -> Area {
        let (left, top) = (self.x(day), TOP + day.weekday() as f64 * self.pitch);
        // A gap of paper between squares.
        let side = self.pitch - 2.0;
        Area { left, top, right: left + side, bottom: top + side }
    }
}

/// The months above the week in which they begin, as many as do not touch.
fn draw_months(sheet: &Sheet, grid: &Grid, (first, last): (Day, Day), words: &Words) {
    let set = Type::new(sheet.tick, Paint::MUTED);
    let mut free_from = 0.0;
    for month in first.month().0..=last.month().0 {
        let month = crate::calendar::Month(month);
        let (day, name) = (month.start(), words.month_short(month.year_month().1));
        let end = grid.x(day) + set.width(&name);
        if day >= first
            && day.week().0 >= grid.start
            && grid.x(day) >= free_from
            && end <= sheet.width
        {
            sheet.text(&name, grid.x(day), TOP / 2.0 - 2.0, set);
            free_from = end + 6.0;
        }
    }
}

/// The step of a count: 0 for none, then quarters of the largest.
fn step(count: u64, largest: u64) -> u8 {
    match (count, largest) {
        (0, _) | (_, 0) => 0,
        // Counts and steps are small; beyond that the ratio is all that matters.
        _ => (count as f64 * 4.0 / largest as f64).ceil() as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn only_none_is_the_lowest_step() {
        let steps = [0, 1, 2, 3, 4, 5, 8].map(|count| step(count, 8));
        assert_eq!(steps, [0, 1, 1, 2, 2, 3, 4]);
        assert_eq!(step(0, 0), 0);
        assert_eq!(step(u64::MAX, u64::MAX), 4);
    }
}
