//! What everybody may decide without asking: the limit, what was spent, rules that were bent, and
//! what stands in the way.

use std::collections::{BTreeMap, BTreeSet};

use super::card::place;
use super::content::{
    BarrierLine, Content, DecidePage, Exception, Policy, Spent, SpentDot, SpentLine,
};
use super::story_pages::{approval, money};
use super::{LISTED, Page, Work};
use crate::source::{Barrier, BarrierStatus};
use crate::story::{Cost, Outcome, Story};
use crate::units::Unit;
use crate::words::{Numeral, key};

/// A rule that was bent so often should be looked at.
const OFTEN: usize = 3;

/// The page; nothing where there is nothing to say.
pub(super) fn page(work: Work<'_>) -> Option<Page> {
    let decide = &work.m.config.decide;
    let exceptions: Vec<(&Story, Exception)> =
        work.stories().iter().filter_map(|story| exception(work, story)).collect();
    let barriers = &work.m.companions.barriers;
    let spent = spent(work);
    let is_empty = exceptions.is_empty() && barriers.is_empty() && spent.is_none();
    if is_empty && decide.limit.is_none() {
        return None;
    }
    let content = DecidePage {
        standfirst: work.say("decide.standfirst", &[]),
        limit: limit(work),
        limit_lines: limit_lines(work),
        spent,
        policies: policies(work, &exceptions),
        exceptions_note: work.note_of(&work.say("decide.exceptions-note", &[]), exceptions.len()),
        exceptions: exceptions.into_iter().take(LISTED).map(|(_, exception)| exception).collect(),
        barriers_note: work.note_of(&barriers_note(work), barriers.len()),
        barriers: by_status(barriers).into_iter().take(LISTED).map(|b| line(work, b)).collect(),
    };
    let title = match &content.limit {
        Some(limit) => {
            let amount = format!("{}{}", limit.number, limit.unit);
            work.say("decide.title-limit", &[("amount", &amount)])
        }
        None => work.say("decide.title", &[]),
    };
    let mut head = work.head("decide/", title, "decide", Vec::new());
    head.description = content.standfirst.clone();
    let content = Content::Decide(Box::new(content));
    Some(Page { head, template: "decide.html", content, figures: Vec::new() })
}

/// The limit in its currency; nothing where the project sets none.
fn limit_of(work: Work<'_>) -> Option<(f64, &str)> {
    let decide = &work.m.config.decide;
    Some((decide.limit.as_ref()?.value, decide.currency.as_ref()?.as_str()))
}

fn limit(work: Work<'_>) -> Option<Numeral> {
    let (amount, currency) = limit_of(work)?;
    Some(Numeral { number: money(amount, currency), unit: String::new() })
}

fn limit_lines(work: Work<'_>) -> Vec<String> {
    let Some((limit, currency)) = limit_of(work) else { return Vec::new() };
    let decide = &work.m.config.decide;
    let mut lines = vec![work.say("decide.limit", &[("amount", &money(limit, currency))])];
    if let Some(value) = decide.lifetime_value.as_ref().filter(|value| value.value > 0.0) {
        let share = work.m.config.words.percent(limit / value.value);
        let values = [("value", money(value.value, currency)), ("share", share)];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        lines.push(work.say("decide.lifetime", &values));
    }
    lines.extend((!decide.source.trim().is_empty()).then(|| decide.source.clone()));
    lines
}

/// What stories say was spent, in the currency of the limit, or in the one of most stories.
fn spent(work: Work<'_>) -> Option<Spent> {
    let with_cost = work.stories().iter().filter_map(|story| {
        story.details.cost.as_ref().filter(|cost| cost.amount > 0.0).map(|cost| (story, cost))
    });
    let with_cost: Vec<(&Story, &Cost)> = with_cost.collect();
    let limit = limit_of(work);
    let currency = limit.map(|(_, currency)| currency.to_owned()).or_else(|| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        with_cost.iter().for_each(|(_, cost)| *counts.entry(&cost.currency).or_default() += 1);
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(code, _)| code.to_owned())
    })?;
    let mut costs: Vec<(&Story, &Cost)> =
        with_cost.into_iter().filter(|(_, cost)| cost.currency == currency).collect();
    costs.sort_by(|a, b| b.1.amount.total_cmp(&a.1.amount).then_with(|| a.0.slug.cmp(&b.0.slug)));
    let most = costs.first()?.1.amount.max(limit.map_or(0.0, |(limit, _)| limit));
    // Room at the end, so that the largest does not stand on the edge.
    let most = (most * 1.1).ceil();
    let at = |amount: f64| place((amount * 100.0) as i64, (most * 100.0) as i64);
    let over = |cost: &Cost| limit.map(|(limit, _)| cost.amount > limit);
    let (n, of) = (costs.iter().filter(|(_, cost)| over(cost) != Some(true)).count(), costs.len());
    let words = &work.m.config.words;
    let (n, of) = (words.count(n as i64), words.count(of as i64));
    let sentence = match limit {
        Some(_) => work.say("decide.spent-limit", &[("n", &n), ("of", &of)]),
        None => work.say("decide.spent", &[("of", &of)]),
    };
    let dot = |(_, cost): &(&Story, &Cost)| SpentDot {
        at: at(cost.amount),
        kind: match over(cost) {
            Some(true) => "over",
            Some(false) => "within",
            None => "none",
        }
        .to_owned(),
    };
    let line = |(story, cost): &(&Story, &Cost)| SpentLine {
        story: work.story_link(story),
        amount: money(cost.amount, &cost.currency),
        approval: approval(work, story),
    };
    Some(Spent {
        sentence: work.note_of(&sentence, costs.len()),
        limit_at: limit.map_or(String::new(), |(limit, _)| at(limit)),
        limit_words: limit.map_or(String::new(), |(limit, currency)| {
            work.say("decide.limit-mark", &[("amount", &money(limit, currency))])
        }),
        most_words: money(most, &currency),
        dots: distinct(costs.iter().map(dot)),
        lines: costs.iter().take(LISTED).map(line).collect(),
    })
}

/// Dots at one place are one dot.
fn distinct(dots: impl Iterator<Item = SpentDot>) -> Vec<SpentDot> {
    let mut seen = BTreeSet::new();
    dots.filter(|dot| seen.insert((dot.at.clone(), dot.kind.clone()))).collect()
}

/// A rule that was bent and that ended well.
fn exception<'a>(work: Work<'a>, story: &'a Story) -> Option<(&'a Story, Exception)> {
    let bent = story.details.bent.as_ref().filter(|_| story.outcome != Outcome::Blown)?;
    let exception = Exception {
        rule: bent.rule.clone(),
        why: bent.why.clone(),
        cleared_by: work.say("decide.cleared", &[("who", &bent.cleared_by)]),
        story: work.story_link(story),
        date: work.story_date(story),
    };
    Some((story, exception))
}

/// The rules that were bent three times or more, those bent most often first.
fn policies(work: Work<'_>, exceptions: &[(&Story, Exception)]) -> Vec<Policy> {
    let mut by_rule: BTreeMap<String, Vec<&Exception>> = BTreeMap::new();
    for (_, exception) in exceptions {
        let rule = key(exception.rule.trim_end_matches('.'));
        by_rule.entry(rule).or_default().push(exception);
    }
    let mut often: Vec<Vec<&Exception>> =
        by_rule.into_values().filter(|bent| bent.len() >= OFTEN).collect();
    often.sort_by_key(|bent| std::cmp::Reverse(bent.len()));
    let policy = |bent: Vec<&Exception>| {
        let first = bent.first()?;
        Some(Policy {
            rule: first.rule.clone(),
            words: work.say_count("decide.policy", bent.len(), &[]),
            stories: bent.iter().take(LISTED).map(|bent| bent.story.clone()).collect(),
        })
    };
    often.into_iter().filter_map(policy).collect()
}

/// Open first, the oldest first; those that are gone last, the newest first.
fn by_status(barriers: &[Barrier]) -> Vec<&Barrier> {
    let mut all: Vec<&Barrier> = barriers.iter().collect();
    all.sort_by_key(|barrier| {
        let newest = barrier.removed.map_or(0, |day| -day.0);
        (barrier.status, newest, barrier.raised, &barrier.id)
    });
    all
}

fn line(work: Work<'_>, barrier: &Barrier) -> BarrierLine {
    let words = &work.m.config.words;
    let end = barrier.removed.unwrap_or(work.m.today);
    let days = words.days(i64::from((end.0 - barrier.raised.0).max(0)));
    let raised = words.day(barrier.raised);
    let (status_id, age) = match barrier.status {
        BarrierStatus::Open => ("open", "decide.age"),
        BarrierStatus::Planned => ("planned", "decide.age"),
        BarrierStatus::Removed => ("removed", "decide.age-removed"),
    };
    BarrierLine {
        barrier: barrier.barrier.clone(),
        status_id: status_id.to_owned(),
        status: work.say(&format!("barrier.{status_id}"), &[]),
        owner: work.team_or_role(&barrier.owner),
        age: work.say(age, &[("days", &days), ("raised", &raised)]),
    }
}

fn barriers_note(work: Work<'_>) -> String {
    let barriers = &work.m.companions.barriers;
    let count = |status| barriers.iter().filter(|barrier| barrier.status == status).count();
    let count = |status| work.m.config.words.value(Unit::Count, count(status) as f64);
    let values = [
        ("open", count(BarrierStatus::Open)),
        ("planned", count(BarrierStatus::Planned)),
        ("removed", count(BarrierStatus::Removed)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    work.say("decide.barriers-note", &values)
}
