//! The machine-readable twins: a CSV a metric with its index, and the rejected rows.

use std::fmt::Write as _;

use serde_json::json;

use super::{Data, OutFile};
use crate::calendar::Day;
use crate::config::Config;
use crate::interaction::Dimension;
use crate::metric::{Metric, Metrics, Period, Value};
use crate::rollup::Reading;
use crate::site::Site;
use crate::units::Unit;
use crate::words::{plain, printable};

/// The version of the format, for those who read the files.
const VERSION: u32 = 1;

pub(super) fn files(data: &Data<'_>, site: &Site, config: &Config) -> Vec<OutFile> {
    let mut files: Vec<OutFile> = data
        .metrics
        .list
        .iter()
        .map(|metric| {
            let path = format!("data/metrics/{}.csv", metric.definition.id);
            OutFile::text(path, csv(metric, data.metrics))
        })
        .collect();
    files.push(OutFile::text("data/metrics.json", index(data.metrics, site, config)));
    files.push(OutFile::text("data/rejected.csv", rejected_csv(data.reading)));
    files
}

fn index(metrics: &Metrics, site: &Site, config: &Config) -> String {
    let list = metrics.list.iter().map(|metric| {
        let definition = metric.definition;
        let words = |part: &str| plain(&metrics.say(&config.words, definition.id, part));
        json!({
            "id": definition.id,
            "name": words("name"),
            "unit": definition.unit.id(),
            "formula": words("formula"),
            "exclusions": words("exclusions"),
            "source": words("source"),
            "good": definition.good.id(),
            "minimum": definition.minimum,
            "file": format!("metrics/{}.csv", definition.id),
        })
    });
    let index = json!({
        "version": VERSION,
        "today": site.today.to_string(),
        "horizon": metrics.coverage.map(|coverage| coverage.last.to_string()),
        "metrics": list.collect::<Vec<_>>(),
        "backlog_age": metrics.backlog_age.map(|age| json!({
            "n": age.n, "median_days": age.median_days, "p90_days": age.p90_days,
        })),
        "bad_experience_90_days": metrics.rolling.last().map(rolling),
    });
    format!("{index:#}\n")
}

/// The newest share of bad ratings over 90 days.
fn rolling(period: &Period) -> serde_json::Value {
    let interval = period.value.interval();
    json!({
        "start": period.start.to_string(),
        "end": period.end.to_string(),
        "value": period.value.number(),
        "n": period.value.sample(),
        "low": interval.map(|interval| interval.low),
        "high": interval.map(|interval| interval.high),
        "state": period.value.state(),
    })
}

/// A metric's values, sorted by `by,key,period,start`. Periods that still move are left out.
pub(super) fn csv(metric: &Metric, metrics: &Metrics) -> String {
    let unit = metric.definition.unit;
    let mut rows: Vec<(String, String, &str, String, String)> = Vec::new();
    let mut add = |by: &str, key: &str, period: &'static str, days: Option<(Day, Day)>, value| {
        let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
        let (start, end) = (day(days.map(|d| d.0)), day(days.map(|d| d.1)));
        let rest = format!("{end},{}", cells(unit, value));
        rows.push((by.to_owned(), key.to_owned(), period, start, rest));
    };
    let is_final = |period: &&Period| period.is_final;
    add("all", "", "all", None, metric.all.total);
    for (name, periods) in [("month", &metric.all.months), ("week", &metric.all.weeks)] {
        for period in periods.iter().filter(is_final) {
            add("all", "", name, Some((period.start, period.end)), period.value);
        }
    }
    for (&dimension, series) in &metric.splits {
        for (series, name) in series.iter().zip(&metrics.groups[&dimension]) {
            let by = Dimension::name(dimension);
            add(by, &name.label, "all", None, series.total);
            for period in series.months.iter().filter(is_final) {
                add(by, &name.label, "month", Some((period.start, period.end)), period.value);
            }
        }
    }
    rows.sort();
    let mut text = String::from("by,key,period,start,end,value,n,low,high,state\n");
    for (by, key, period, start, rest) in rows {
        let _ = writeln!(text, "{by},{},{period},{start},{rest}", cell(&key));
    }
    text
}

fn cells(unit: Unit, value: Value) -> String {
    let number = |number: f64| match unit {
        Unit::Share | Unit::Points | Unit::PerThousand => format!("{number}"),
        // A bucket's middle may lie between two seconds.
        Unit::Count | Unit::Seconds | Unit::BusinessSeconds => format!("{:.0}", number.floor()),
    };
    let n = value.sample().map_or(String::new(), |n| n.to_string());
    let (shown, low, high) = match value {
        Value::Known { value, interval, .. } => {
            let end = |end: Option<f64>| end.map_or(String::new(), number);
            (number(value), end(interval.map(|i| i.low)), end(interval.map(|i| i.high)))
        }
        _ => Default::default(),
    };
    format!("{shown},{n},{low},{high},{}", value.state())
}

/// The rejected rows and unknown cells, the first thousand of each reason, without their values.
pub fn rejected_csv(reading: &Reading) -> String {
    let mut text = String::from("file,line,column,reason,scope\n");
    for row in &reading.listed {
        let scope = if row.is_row { "row" } else { "cell" };
        let (file, column) = (cell(&row.file.to_string_lossy()), cell(&row.column));
        let _ = writeln!(text, "{file},{},{column},{},{scope}", row.line, row.reason.name());
    }
    text
}

/// A cell of a CSV file that no spreadsheet takes for a formula.
pub fn cell(text: &str) -> String {
    let text = printable(text);
    let is_formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guarded = if is_formula { format!("'{text}") } else { text };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("Delivery"), "Delivery");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("-1+1"), "'-1+1");
    }
}
