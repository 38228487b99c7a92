//! What a figure says, in words made from the data.

use super::Work;
use super::content::{Basic, Verdict};
use super::figure::Figure;
use crate::calendar::Day;
use crate::metric::{Finding, Good, Measure, Metric, Series, Value, Way};
use crate::units::Unit;
use crate::words::NO_BREAK;

/// A value with the month that it speaks of; nothing for all time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Newest {
    pub(super) value: Value,
    /// The first day of the month.
    pub(super) month: Option<Day>,
}

impl Work<'_> {
    /// The words of a metric: `name`, `short`, `meaning`, `formula`, `exclusions`, `finding`.
    pub(super) fn metric_words(&self, metric: &Metric, part: &str) -> String {
        self.m.metrics.say(&self.m.config.words, metric.definition.id, part)
    }

    /// A value with its unit.
    pub(super) fn value_words(&self, metric: &Metric, value: f64) -> String {
        self.m.config.words.value(metric.definition.unit, value)
    }

    /// A range of values; the unit stands once where both ends have the same.
    pub(super) fn range_words(&self, metric: &Metric, low: f64, high: f64) -> String {
        let (low, high) = (self.value_words(metric, low), self.value_words(metric, high));
        let unit_of = |text: &str| text.rsplit_once(NO_BREAK).map(|(_, unit)| unit.to_owned());
        let is_plain = |text: &str| text.matches(NO_BREAK).count() == 1;
        let low = match unit_of(&low).filter(|unit| Some(unit) == unit_of(&high).as_ref()) {
            Some(unit) if is_plain(&low) && is_plain(&high) => {
                low.trim_end_matches(&unit).trim_end_matches(NO_BREAK).to_owned()
            }
            _ => low,
        };
        self.say("chart.range", &[("low", &low), ("high", &high)])
    }

    /// Why there is no value.
    pub(super) fn absence(&self, metric: &Metric, value: Value) -> String {
        let count = |n: u64| self.m.config.words.count(n as i64);
        match value {
            Value::Known { .. } => String::new(),
            Value::TooFew { n } => {
                let minimum = count(metric.definition.minimum);
                self.say("display.too-few", &[("n", &count(n)), ("minimum", &minimum)])
            }
            Value::Hidden => {
                let minimum = count(self.m.config.privacy.minimum_group.value);
                self.say("display.hidden", &[("minimum", &minimum)])
            }
            Value::NoData => self.say("display.no-data", &[]),
        }
    }

    /// A value or why there is none.
    pub(super) fn shown(&self, metric: &Metric, value: Value) -> String {
        match value.number() {
            Some(number) => self.value_words(metric, number),
            None => self.absence(metric, value),
        }
    }

    /// `n = 4,120`; empty where it is hidden, or where the value is the count itself.
    pub(super) fn sample(&self, metric: &Metric, value: Value) -> String {
        if metric.definition.is_seasonal() {
            return String::new();
        }
        let n = value.sample().map(|n| self.m.config.words.count(n as i64));
        n.map_or(String::new(), |n| self.say("display.sample", &[("n", &n)]))
    }

    /// Whether a series really changed, in words.
    pub(super) fn verdict(&self, metric: &Metric, series: &Series) -> Verdict {
        let periods = series.judged();
        let since = |at: usize| periods.get(at).map(|period| period.start);
        let (kind, words) = match &series.judgement.finding {
            // A volume that cannot be held against a year before has no verdict.
            Finding::TooEarly => ("early", self.say("verdict.early", &[])),
            Finding::Steady if metric.definition.is_seasonal() => {
                ("steady", self.say("verdict.steady-season", &[]))
            }
            Finding::Steady if series.judgement.is_provisional => {
                ("steady", self.say("verdict.steady-so-far", &[]))
            }
            Finding::Steady => ("steady", self.say("verdict.steady", &[])),
            Finding::Changed(way, at) => self.changed(metric, *way, since(*at)),
            Finding::ChangedWith(way, _) => {
                let first = series.judgement.limits.last().map_or(0, |limits| limits.first);
                self.changed(metric, *way, since(first))
            }
        };
        Verdict { kind: kind.to_owned(), words }
    }

    fn changed(&self, metric: &Metric, way: Way, since: Option<Day>) -> (&'static str, String) {
        let month = since.map_or(String::new(), |day| self.month_near(day));
        let key = match (metric.definition.good, way) {
            (Good::Neither, Way::Up) => ("changed", "verdict.more"),
            (Good::Neither, Way::Down) => ("changed", "verdict.fewer"),
            (Good::Up, Way::Up) | (Good::Down, Way::Down) => ("better", "verdict.better"),
            _ => ("worse", "verdict.worse"),
        };
        (key.0, self.say(key.1, &[("month", &month)]))
    }

    /// `March`, or `March 2025` where that is not the last twelve months.
    pub(super) fn month_near(&self, day: Day) -> String {
        let words = &self.m.config.words;
        let last = self.m.metrics.coverage.map_or(self.m.today, |coverage| coverage.last);
        let (year, month, _) = day.ymd();
        let (last_year, last_month, _) = last.ymd();
        let months = (last_year - year) * 12 + last_month as i32 - month as i32;
        if months < 12 { words.month_name(month).to_owned() } else { words.month(day.month()) }
    }

    /// Metrics in short, each with the spark line of its series.
    pub(super) fn basics<'m>(
        &self,
        metrics: impl Iterator<Item = (&'m Metric, &'m Series)>,
    ) -> (Vec<Basic>, Vec<Figure>) {
        let (mut basics, mut figures) = (Vec::new(), Vec::new());
        for (metric, series) in metrics {
            let mut basic = self.basic(metric, series);
            if let Some(spark) = self.spark(metric, series, format!("spark-{}", basic.id)) {
                basic.figure.clone_from(&spark.id);
                figures.push(spark);
            }
            basics.push(basic);
        }
        (basics, figures)
    }

    /// The value that stands for a series now: that of the last final month, or of all time where
    /// the month has too few.
    pub(super) fn newest(&self, metric: &Metric, series: &Series) -> Newest {
        let last = series.last_month();
        let value = last.map_or(Value::NoData, |month| month.value);
        let is_all = matches!(metric.definition.measure, Measure::Stories)
            || matches!(value, Value::TooFew { .. } | Value::NoData);
        match (series.total.number(), last) {
            (Some(_), _) if is_all => Newest { value: series.total, month: None },
            (_, last) => Newest { value, month: last.map(|month| month.start) },
        }
    }

    /// `October`, or that it is all data.
    pub(super) fn newest_period(&self, newest: Newest) -> String {
        match newest.month {
            Some(month) => self.month_near(month),
            None => self.say("period.all", &[]),
        }
    }

    /// A metric in short.
    fn basic(&self, metric: &Metric, series: &Series) -> Basic {
        let newest = self.newest(metric, series);
        let value = newest.value;
        Basic {
            id: metric.definition.id.to_owned(),
            label: self.metric_words(metric, "short"),
            path: format!("figures/{}/index.html", metric.definition.id),
            numeral: value
                .number()
                .map(|number| self.m.config.words.numeral(metric.definition.unit, number)),
            absence: self.absence(metric, value),
            figure: String::new(),
            verdict: match value {
                Value::Hidden => Verdict { kind: "none".into(), words: String::new() },
                _ => self.verdict(metric, series),
            },
            meaning: self.metric_words(metric, "meaning"),
            sample: match newest.month {
                Some(_) => self.sample(metric, value),
                None => match self.sample(metric, value).as_str() {
                    "" => self.say("display.all", &[]),
                    sample => self.say("display.sample-all", &[("sample", sample)]),
                },
            },
        }
    }

    /// The title of a metric's page: what the newest whole month says.
    pub(super) fn finding_title(&self, metric: &Metric) -> String {
        let newest = self.newest(metric, &metric.all);
        let name = self.metric_words(metric, "name");
        let Some(value) = newest.value.number() else { return name };
        let is_no_time = metric.definition.unit == Unit::BusinessSeconds && value < 1.0;
        let is_without_month = metric.definition.is_seasonal() && newest.month.is_none();
        if is_no_time || is_without_month {
            // Half of all were answered outside business hours: `within 0 s` is no sentence. And
            // the sentences of counts speak of a month.
            let (value, month) = (self.value_words(metric, value), self.newest_period(newest));
            let values = [("name", &*name), ("value", &*value), ("month", &*month)];
            return self.say("finding.no-time", &values);
        }
        let is_change =
            !matches!(metric.all.judgement.finding, Finding::TooEarly | Finding::Steady);
        let now = if is_change { self.say("finding.now", &[]) } else { String::new() };
        if metric.definition.unit == Unit::Points && value < 0.0 {
            let value = self.m.config.words.count(-value.round() as i64);
            return self.say("finding.below-zero", &[("value", &value), ("now", &now)]);
        }
        let value = match metric.definition.unit {
            Unit::Points => self.m.config.words.count(value.round() as i64),
            _ => self.value_words(metric, value),
        };
        let values = [("value", value.as_str()), ("now", now.as_str())];
        self.say(&format!("metric.{}-finding", metric.definition.id), &values)
    }

    /// What was before and what is now, sentences.
    pub(super) fn finding_story(&self, metric: &Metric) -> String {
        let series = &metric.all;
        let periods = series.judged();
        let words = |value: f64| self.value_words(metric, value);
        let limits = &series.judgement.limits;
        let month = |at: usize| periods.get(at).map_or(String::new(), |p| self.month_near(p.start));
        match (&series.judgement.finding, limits.as_slice()) {
            (Finding::TooEarly, _) => self.too_early(metric, periods.len()),
            (_, _) if metric.definition.is_seasonal() => self.say("finding.volume", &[]),
            (Finding::Steady, [.., own]) => {
                let (low, high) = own.shown();
                let key = if series.is_weekly { "finding.steady" } else { "finding.steady-months" };
                self.say(key, &[("low", &words(low)), ("high", &words(high))])
            }
            (Finding::Changed(_, at), [.., own]) => {
                let values = [("month", month(*at)), ("old", words(own.centre))];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                self.say("finding.changed", &values)
            }
            (Finding::ChangedWith(_, segment), [.., old, new]) => {
                let event = series.events.get(segment - 1);
                let event = event.map_or_else(String::new, |(_, name)| name.clone());
                let values = [
                    ("event", event),
                    ("month", month(new.first)),
                    ("old", words(old.centre)),
                    ("new", words(new.centre)),
                ];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                self.say("finding.changed-with", &values)
            }
            _ => String::new(),
        }
    }

    fn too_early(&self, metric: &Metric, weeks: usize) -> String {
        let key = match metric.all.is_weekly {
            _ if metric.definition.is_seasonal() => "finding.season",
            true => "finding.early",
            false => "finding.early-months",
        };
        let is_seasonal = metric.definition.is_seasonal();
        self.say_count(key, if is_seasonal { weeks } else { metric.all.judgement.known }, &[])
    }
}
