//! What shortcodes and panels ask for, looked up in the figures.
//!
//! What somebody wrote wrong is an error. What the data does not show today is none: a build at
//! night must not fail because a group became small. It is said in the place of the figure.

use super::Work;
use super::subject::Subject;
use crate::calendar::Month;
use crate::config::{FigureCall, GroupCall, Of, Show, Wrong, suggestion, wrong};
use crate::diagnostic::{Problems, Severity, nearest};
use crate::interaction::Dimension;
use crate::metric::{Asks, Definition, GroupName, METRICS, Measure, Metric, Value, definition};
use crate::story::{Call, Part, Period, Run, ValueCall};
use crate::tree::Spanned;

/// What is asked for; or why there is nothing to show today, in words.
pub(super) type Found<T> = Result<T, String>;

/// Checks what all texts and panels ask for, also those that are held back.
pub(super) fn check(work: Work<'_>, problems: &mut Problems) {
    let stories = work.stories().iter().map(|story| (&story.document, &story.body));
    let pages = work.m.stories.pages.iter().map(|page| (&page.document, &page.body));
    for (document, body) in stories.chain(pages) {
        for (span, problem) in body.iter().flat_map(|part| work.wrong_in(part)) {
            problems.add(problem.at(document.place(span)));
        }
    }
    for held in &work.m.stories.held_back {
        // The data may not reach to its day; what the program knows is certain.
        let ids = held.body.iter().filter_map(|part| match part {
            Part::Call(Call::Figure(call)) => Some(&call.metric),
            Part::Call(Call::Value(call)) => Some(&call.metric),
            Part::Call(Call::Interactions(_)) | Part::Markup(_) => None,
        });
        for (span, problem) in ids.filter_map(|id| defined(id).err()) {
            problems.add(problem.at(held.document.place(span)));
        }
    }
    for panel in &work.m.config.panels {
        let mut found = Vec::new();
        let _ = work.lookup(&panel.call, &mut found);
        for (span, mut problem) in found {
            if span == panel.call.metric.span && defined(&panel.call.metric).is_ok() {
                // The panel is left out; it comes with the column.
                problem.severity = Severity::Warning;
            }
            problems.add(problem.at(work.m.config.place(&Spanned { value: (), span })));
        }
    }
}

/// The definition of a metric.
fn defined(id: &Spanned<String>) -> Result<&'static Definition, Wrong> {
    definition(id).ok_or_else(|| {
        let known: Vec<&str> = METRICS.iter().map(|metric| metric.id).collect();
        let message = format!("there is no metric `{}`", id.value);
        wrong(id, message, suggestion(id, &known))
    })
}

/// What is wrong where a metric has no such figure, whatever the data.
fn cannot_be_shown(call: &FigureCall) -> Option<Wrong> {
    let definition = definition(&call.metric)?;
    let (lack, why) = match call.show {
        Show::Control if definition.is_seasonal() => {
            ("control chart", "it goes up and down with the seasons")
        }
        Show::Spread if definition.durations().is_none() => ("spread", "only durations have one"),
        Show::Hours if matches!(definition.measure, Measure::Backlog | Measure::Stories) => {
            ("hours", "it is not counted by the hour in which customers wrote")
        }
        _ => return None,
    };
    let message = format!("`{}` has no {lack}", call.metric.value);
    Some(wrong(&call.metric, message, format!("{why}: write `show = \"trend\"`")))
}

/// The value of a result; what is wrong with it is added to a list.
fn kept<T>(result: Result<T, Wrong>, found: &mut Vec<Wrong>) -> Option<T> {
    result.map_err(|wrong| found.push(wrong)).ok()
}

impl<'a> Work<'a> {
    fn wrong_in(&self, part: &Part) -> Vec<Wrong> {
        let mut found = Vec::new();
        match part {
            Part::Call(Call::Figure(call)) => {
                let _ = self.lookup(call, &mut found);
            }
            Part::Call(Call::Value(call)) => {
                self.number(call, &mut found);
            }
            Part::Call(Call::Interactions(_)) | Part::Markup(_) => {}
        }
        found
    }

    /// Whose figure is meant. What is wrong with the call is added to `found`.
    pub(super) fn lookup(&self, call: &FigureCall, found: &mut Vec<Wrong>) -> Found<Subject<'a>> {
        found.extend(cannot_be_shown(call));
        match &call.of {
            Of::All => self.subject(&call.metric, None, found),
            Of::One(group) => self.subject(&call.metric, Some(group), found),
            Of::Each(by) => {
                let subject = self.subject(&call.metric, None, found);
                let is_told = kept(self.told(by), found).unwrap_or(false);
                if is_told { self.split(subject?, by, found) } else { Err(self.no_data()) }
            }
        }
    }

    /// The same, if the metric is told apart by a dimension: stories name teams, and no channel.
    fn split(
        &self,
        subject: Subject<'a>,
        by: &Spanned<Dimension>,
        found: &mut Vec<Wrong>,
    ) -> Found<Subject<'a>> {
        let metric = subject.metric;
        if metric.splits.contains_key(by) {
            return Ok(subject);
        }
        let message = format!("`{}` is not told apart by {}", metric.definition.id, by.name());
        found.push(wrong(by, message, "leave `by` out"));
        Err(self.no_data())
    }

    fn subject(
        &self,
        metric: &Spanned<String>,
        call: Option<&GroupCall>,
        found: &mut Vec<Wrong>,
    ) -> Found<Subject<'a>> {
        let metric = kept(self.metric_of(metric), found).flatten();
        let group = match call {
            None => None,
            Some(call) => {
                let at = kept(self.group_of(call), found).unwrap_or_else(|| Err(self.no_data()))?;
                Some((call.by.value, at))
            }
        };
        let subject = Subject { metric: metric.ok_or_else(|| self.no_data())?, group };
        match call {
            None => Ok(subject),
            Some(call) => self.split(subject, &call.by, found),
        }
    }

    /// Whether there is data, and all of it could be read: only then it says what is not in it.
    fn has_data(&self) -> bool {
        self.m.metrics.coverage.is_some() && self.m.rollup.is_whole
    }

    /// The metric of an id; nothing where the data has none today.
    fn metric_of(&self, id: &Spanned<String>) -> Result<Option<&'a Metric>, Wrong> {
        let definition = defined(id)?;
        let metric = self.m.metrics.get(id);
        if metric.is_some() || !self.has_data() {
            return Ok(metric);
        }
        let supply = &self.m.metrics.supply;
        let columns: Vec<String> = definition
            .lacking(supply)
            .map(|any| any.iter().map(|field| format!("`{}`", field.name())).collect::<Vec<_>>())
            .map(|any| format!("the column {}", any.join(" or ")))
            .collect();
        let has_times = definition.by_calendar().is_some_and(|same| same.is_fed_by(supply));
        let (needs, help) = match definition.asks {
            _ if has_times => (
                columns.join(" and "),
                "write `[business_hours]` in `moments.toml`, or map it in `[sources.columns]`",
            ),
            _ if !columns.is_empty() => {
                (columns.join(" and "), "map it in `[sources.columns]`, or take this out")
            }
            Asks::Thresholds if !supply.has.contains(&Asks::Thresholds) => (
                "thresholds".to_owned(),
                "write `[thresholds.first_response]` in `moments.toml`, or take this out",
            ),
            Asks::TopRating if !supply.has.contains(&Asks::TopRating) => {
                ("ratings up to 5 or 10".to_owned(), "take this out")
            }
            // Some day there are open interactions, or stories, and some day there are none.
            Asks::Nothing | Asks::Thresholds | Asks::TopRating | Asks::OpenOnes | Asks::Stories => {
                return Ok(None);
            }
        };
        Err(wrong(id, format!("`{}` needs {needs}", id.value), help))
    }

    /// Whether the data tells groups of a dimension apart today.
    fn told(&self, by: &Spanned<Dimension>) -> Result<bool, Wrong> {
        if self.m.metrics.groups.contains_key(by) {
            return Ok(true);
        }
        if self.has_data() && !self.m.metrics.supply.fields.contains(&by.field()) {
            let message = format!("the data has no column `{}`", by.name());
            return Err(wrong(by, message, "map it in `[sources.columns]`, or take this out"));
        }
        Ok(false)
    }

    /// The place of a group among those of its dimension. It is compared as the data's own names
    /// are, and known by its address too.
    fn group_of(&self, call: &GroupCall) -> Result<Found<usize>, Wrong> {
        let (is_told, key) = (self.told(&call.by)?, &call.key);
        let names = self.m.metrics.groups.get(&call.by).map_or(&[] as &[GroupName], Vec::as_slice);
        let groups = self.m.rollup.groups_by(*call.by);
        let (known, lower) = (groups.find(key), key.trim().to_lowercase());
        let is_meant = |name: &GroupName| {
            name.slug == lower
                || name.label.to_lowercase() == lower
                || known.is_some_and(|group| name.value.as_ref() == Some(&group.label))
        };
        match (names.iter().position(is_meant), known) {
            (Some(at), _) => Ok(Ok(at)),
            // A team that the project lists and the data does not have yet.
            (None, Some(group)) if group.id.is_some() => Ok(Err(self.no_data())),
            (None, Some(_)) => Ok(Err(self.say("display.not-apart", &[]))),
            (None, None) if !is_told || !self.has_data() => Ok(Err(self.no_data())),
            (None, None) => {
                let message = format!("there is no {} `{}` in the data", call.by.name(), key.value);
                let labels: Vec<&str> = names.iter().map(|name| name.label.as_str()).collect();
                let slugs = names.iter().map(|name| name.slug.as_str());
                let near = nearest(key, labels.iter().copied().chain(slugs));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                Err(wrong(key, message, help.unwrap_or_else(|| suggestion(key, &labels))))
            }
        }
    }

    fn no_data(&self) -> String {
        self.say("display.no-data", &[])
    }

    /// The words of a number, or why there is none. What is wrong is added to `found`.
    pub(super) fn number(&self, call: &ValueCall, found: &mut Vec<Wrong>) -> String {
        let subject = self.subject(&call.metric, call.group.as_ref(), found);
        if let Period::Month(month) = &call.period
            && kept(self.within(month), found).is_none()
        {
            return self.no_data();
        }
        match subject {
            Ok(subject) => self.at(subject, &call.period),
            Err(why) => why,
        }
    }

    /// Whether the data covers a month.
    fn within(&self, month: &Spanned<Month>) -> Result<(), Wrong> {
        let Some(coverage) = self.m.metrics.coverage.filter(|_| self.m.rollup.is_whole) else {
            return Ok(());
        };
        let is_whole = coverage.first == coverage.first.month().start();
        let first = Month(coverage.first.month().0 + i32::from(!is_whole));
        let last = coverage.last.month();
        if (first..=last).contains(&month.value) {
            return Ok(());
        }
        let has_none = first > last;
        let [wanted, first, last] = [month.value, first, last].map(|month| {
            let (year, month) = month.year_month();
            format!("{year:04}-{month:02}")
        });
        let message = format!("`{wanted}` is outside the data");
        let help = match has_none {
            true => "the data has no whole month yet: leave `period` out".to_owned(),
            false => format!("its first whole month is {first}, its last month {last}"),
        };
        Err(wrong(month, message, help))
    }

    fn at(&self, subject: Subject<'_>, period: &Period) -> String {
        let (metric, months) = (subject.metric, &subject.series().months);
        let value = match period {
            Period::All => subject.series().total,
            Period::Newest => {
                subject.series().last_month().map_or(Value::NoData, |month| month.value)
            }
            Period::Month(wanted) => {
                let month = months.iter().find(|month| month.start == wanted.start());
                match month.filter(|month| month.is_final) {
                    Some(month) => month.value,
                    None => return self.still_filling(subject, wanted.value),
                }
            }
        };
        self.shown(metric, value)
    }

    /// That a month's values still move, and until when.
    fn still_filling(&self, subject: Subject<'_>, month: Month) -> String {
        // Groups are shown when all their metrics are final.
        let of_groups = METRICS.iter().filter(|_| subject.group.is_some());
        let all = of_groups.chain([subject.metric.definition]);
        let shown = all.map(|definition| definition.shown_from(month.end())).max();
        let day = shown.map_or(String::new(), |day| self.m.config.words.day_month(day));
        self.say("table.filling", &[("day", &day)])
    }

    /// The words of a sentence without markup.
    pub(super) fn words(&self, runs: &[Run]) -> String {
        let words = |run: &Run| match run {
            Run::Words(words) => words.clone(),
            Run::Value(call) => self.number(call, &mut Vec::new()),
        };
        runs.iter().map(words).collect()
    }
}
