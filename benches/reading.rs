//! The steps of reading that happen for each row, one by one: `cargo bench --bench reading`.
//!
//! Each step is timed over many values, eleven times; the median is printed in nanoseconds a value.
//! For whole builds see `benches/side_by_side`, for what the numbers mean `docs/performance.md`.
#![allow(clippy::print_stdout, reason = "it prints its table")]

use std::hint::black_box;
use std::time::Instant;

use moments::calendar::{Stamp, StampFormat, Zone, parse_stamp};
use moments::rollup::Histogram;

/// So many values are read in one go.
const VALUES: usize = 200_000;
/// So many times; the median counts.
const SAMPLES: usize = 11;
/// 2024-11-01T00:00:00Z.
const FIRST: i64 = 1_730_419_200;
/// Two years.
const SPAN: i64 = 2 * 365 * 86_400;

fn main() {
    let stamps = stamps();
    let iso = texts(&stamps, |year, month, day, [hour, minute, second]| {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    });
    let numbers = texts(&stamps, |year, month, day, [hour, minute, _]| {
        format!("{month}/{day}/{year} {hour}:{minute:02}")
    });
    measure("stamp, ISO 8601 with offset", &iso, |text| {
        parse_stamp(text.as_bytes(), StampFormat::YearFirst)
    });
    measure("stamp, month/day/year", &numbers, |text| {
        parse_stamp(text.as_bytes(), StampFormat::MonthFirst)
    });
    if let Some(london) = Zone::named("Europe/London") {
        measure("local day of a stamp", &stamps, |stamp| london.local_day(*stamp));
    }

    let durations: Vec<i64> = stamps.iter().map(|stamp| spread(stamp.0)).collect();
    let mut histogram = Histogram::default();
    measure("duration into a histogram", &durations, |seconds| histogram.add(*seconds));
    let others = vec![histogram.clone(); 1_000];
    measure("histogram into a histogram", &others, |other| histogram.merge(other));
    measure("median of a histogram", &others, |other| other.quantile(1, 2));
}

/// Does a step with each value, and prints the median time of one.
fn measure<T, R>(name: &str, values: &[T], mut step: impl FnMut(&T) -> R) {
    let mut samples: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            let start = Instant::now();
            for value in values {
                black_box(step(black_box(value)));
            }
            start.elapsed().as_secs_f64() * 1e9 / values.len() as f64
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    let [least, median, most] = [samples[0], samples[SAMPLES / 2], samples[SAMPLES - 1]];
    println!("{name:<28} {median:>9.1} ns   ({least:.1} to {most:.1})");
}

/// Stamps in two years, in no order, the same on every machine.
fn stamps() -> Vec<Stamp> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as i64
    };
    (0..VALUES).map(|_| Stamp(FIRST + next() % SPAN)).collect()
}

/// A duration from a minute to some days, most of them short.
fn spread(number: i64) -> i64 {
    60 + (number % 1_009) * (number % 613)
}

/// The stamps as an export would write them, in UTC.
fn texts(stamps: &[Stamp], write: impl Fn(i64, i64, i64, [i64; 3]) -> String) -> Vec<String> {
    let text = |stamp: &Stamp| {
        let (year, month, day) = date(stamp.0.div_euclid(86_400));
        let second = stamp.0.rem_euclid(86_400);
        write(year, month, day, [second / 3_600, second / 60 % 60, second % 60])
    };
    stamps.iter().map(text).collect()
}

/// Year, month and day of a number of days since 1970 (Howard Hinnant, "chrono-compatible low-level
/// date algorithms").
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}
