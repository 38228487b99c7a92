//! A square a day, weeks as columns.

use crate::calendar::{Day, Month};
use crate::site::figure::CalendarChart;
use crate::words::Words;

use super::grid::{Grid, Square};
use super::legend;
use super::paint::Paint;
use super::sheet::Sheet;
use super::text::Type;

const TOP: f64 = 24.0;
/// The days that are named at the left: Monday, Wednesday and Friday.
const NAMED: [usize; 3] = [0, 2, 4];
/// Larger squares than this would look like a table.
const LARGEST: f64 = 20.0;
/// Text needs at least this much from line to line.
const SMALLEST: f64 = 7.0;
/// From the squares to the middle of the legend.
const LEGEND_DROP: f64 = 18.0;
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
    // Where all weeks would start: so a week has the same column in every view.
    let from = last.week().0 - WEEKS as i32 + 1;
    let origin = left - f64::from(start - from) * pitch;
    let grid = Grid { sheet, left: origin, top: TOP, across: pitch, down: pitch };
    let column = |day: Day| day.week().0 - from;
    for (day, name) in NAMED.into_iter().zip(&names) {
        sheet.text(name, 0.0, TOP + (day as f64 + 0.5) * pitch, set);
    }
    let months = first.month().0..=last.month().0;
    let months =
        months.map(Month).filter(|month| month.start() >= first && month.start().week().0 >= start);
    draw_months(&grid, months.map(|month| (column(month.start()), month)), words);
    let largest = chart.days.iter().map(|(_, count, _)| *count).max().unwrap_or(0);
    let seen = chart.days.iter().filter(|(day, ..)| day.week().0 >= start);
    grid.draw(seen.map(|(day, count, words)| Square {
        column: column(*day),
        row: day.weekday(),
        words,
        style: Paint::step(step(*count, largest)).fill(),
    }));
    draw_legend(sheet, largest, TOP + 7.0 * pitch, words)
}

/// The shades with the largest counts of each between them; those that no count has are left out.
fn draw_legend(sheet: &Sheet, largest: u64, foot: f64, words: &Words) -> f64 {
    if largest == 0 {
        return foot;
    }
    let bound = |shade: u8| (u128::from(largest) * u128::from(shade) / 4) as i64;
    let said = |shade: u8| if shade < 4 { words.count(bound(shade)) } else { String::new() };
    let shades = (0..5).filter(|&shade| shade == 0 || bound(shade) > bound(shade - 1));
    let shades: Vec<(u8, String)> = shades.map(|shade| (shade, said(shade))).collect();
    let swatches = shades.iter().map(|(shade, said)| (Paint::step(*shade).fill(), said.as_str()));
    legend::draw(sheet, foot + LEGEND_DROP, swatches)
}

/// The months above the week in which they begin, as many as do not touch.
fn draw_months(grid: &Grid<'_>, months: impl Iterator<Item = (i32, Month)>, words: &Words) {
    let set = Type::new(grid.sheet.tick, Paint::MUTED);
    let mut free_from = 0.0;
    for (column, month) in months {
        let (x, name) = (grid.area(column, 0).left, words.month_short(month.year_month().1));
        let end = x + set.width(&name);
        if x >= free_from && end <= grid.sheet.width {
            grid.sheet.text(&name, x, TOP / 2.0 - 2.0, set);
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
