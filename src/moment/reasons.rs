//! Which rules an interaction meets once it is known what is usual, and the sentence that says why.

use crate::config::Rule;
use crate::interaction::{Amount, Interaction};
use crate::rollup::{Group, Histogram, Portion, Tally, Traits};
use crate::units::Seconds;
use crate::words::Words;

/// What is usual for a topic, over all of its data.
#[derive(Clone, Debug, Default)]
pub(super) struct Usual {
    /// The median time to the first answer, in seconds.
    first_reply: Option<f64>,
    /// The time within which 19 in 20 are solved, in seconds.
    resolution: Option<f64>,
    /// How many of the solved are solved in one go.
    one_touch: Option<Portion>,
    /// The topic's name; empty where there is none.
    topic: String,
}

/// A median is drawn from so many, as the figures do.
const MEDIAN_FROM: u64 = 10;
/// A 95th percentile and a share are drawn from so many.
const TAIL_FROM: u64 = 30;

impl Usual {
    pub(super) fn of(group: &Group) -> Usual {
        let (mut first_reply, mut resolution) = (Histogram::default(), Histogram::default());
        let mut one_touch = Portion::default();
        for (_, cell) in group.months.iter() {
            first_reply.merge(&cell.first_reply);
            resolution.merge(&cell.resolution);
            let Portion { part, whole } = cell.tallies.get(Tally::OneTouch);
            one_touch.part += part;
            one_touch.whole += whole;
        }
        let is_enough = |histogram: &Histogram, least| histogram.count() >= least;
        Usual {
            first_reply: Some(first_reply)
                .filter(|times| is_enough(times, MEDIAN_FROM))
                .and_then(|times| times.quantile(1, 2)),
            resolution: Some(resolution)
                .filter(|times| is_enough(times, TAIL_FROM))
                .and_then(|times| times.quantile(19, 20)),
            one_touch: Some(one_touch).filter(|portion| portion.whole >= TAIL_FROM),
            topic: group.label.clone(),
        }
    }

    /// Whether an interaction of the topic meets a rule.
    pub(super) fn is_met(&self, traits: &Traits, rule: Rule) -> bool {
        traits.may_meet(rule)
            && match rule {
                Rule::LongHaul => {
                    let slow = traits.resolution().zip(self.resolution);
                    slow.is_some_and(|(time, usual)| time.0 as f64 > usual)
                }
                Rule::BeyondTheQueue => {
                    let fast = traits.first_reply().zip(self.first_reply);
                    fast.is_some_and(|(time, usual)| ((time.0 * 10) as f64) < usual)
                }
                // Under 40 in 100.
                Rule::FixedFirstTime => {
                    self.one_touch.is_some_and(|seldom| seldom.part * 5 < seldom.whole * 2)
                }
                Rule::TurnedAround | Rule::InTheirWords | Rule::Saved | Rule::BentForGood => true,
            }
    }

    /// Why an interaction meets a rule, as a sentence.
    pub(super) fn reason(
        &self,
        (traits, interaction): (&Traits, &Interaction<'_>),
        rule: Rule,
        words: &Words,
    ) -> String {
        let about = match self.topic.as_str() {
            "" => words.say("candidate.without-topic", &[]),
            topic => words.say("candidate.about", &[("topic", topic)]),
        };
        let rating = traits.csat.map_or(String::new(), |rating| rating.said(words));
        let time = |time: Option<Seconds>| time.map_or(String::new(), |t| words.duration(t));
        let usual = |usual: Option<f64>| time(usual.map(|seconds| Seconds(seconds.round() as i64)));
        match rule {
            Rule::TurnedAround => turned_around(traits, &rating, words),
            Rule::LongHaul => words.say(
                "candidate.long-haul",
                &[
                    ("time", &time(traits.resolution())),
                    ("about", &about),
                    ("usual", &usual(self.resolution)),
                    ("rating", &rating),
                ],
            ),
            Rule::InTheirWords => {
                let n = words.count(traits.thanks.into());
                words.say("candidate.in-their-words", &[("rating", &rating), ("n", &n)])
            }
            Rule::BeyondTheQueue => words.say(
                "candidate.beyond-the-queue",
                &[
                    ("time", &time(traits.first_reply())),
                    ("about", &about),
                    ("usual", &usual(self.first_reply)),
                    ("rating", &rating),
                ],
            ),
            Rule::Saved => words.say("candidate.saved", &[]),
            Rule::FixedFirstTime => {
                let share = self.one_touch.map(|one| one.part as f64 / one.whole as f64);
                let share = share.map_or(String::new(), |share| words.percent(share));
                let values = [("about", about.as_str()), ("share", &share), ("rating", &rating)];
                words.say("candidate.fixed-first-time", &values)
            }
            Rule::BentForGood => bent_for_good(interaction, &rating, words),
        }
    }
}

fn turned_around(traits: &Traits, rating: &str, words: &Words) -> String {
    if let Some(first) = traits.csat_first.filter(|_| traits.is_rated_up()) {
        let first = first.said_briefly(words);
        return words.say("candidate.turned-around", &[("first", &first), ("rating", rating)]);
    }
    let values = [("n", traits.reopens.to_string()), ("rating", rating.to_owned())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    match traits.reopens {
        1 => words.say("candidate.turned-around-reopened-one", &values),
        _ => words.say("candidate.turned-around-reopened-many", &values),
    }
}

fn bent_for_good(interaction: &Interaction<'_>, rating: &str, words: &Words) -> String {
    let spent = |amount: Option<Amount<'_>>| {
        let amount = amount.filter(|amount| amount.is_positive());
        amount.map(|amount| amount.as_written().to_owned())
    };
    match (spent(interaction.cost), spent(interaction.compensation)) {
        (Some(cost), Some(got)) => words.say(
            "candidate.bent-for-good-both",
            &[("cost", &cost), ("compensation", &got), ("rating", rating)],
        ),
        (None, Some(got)) => words
            .say("candidate.bent-for-good-compensation", &[("amount", &got), ("rating", rating)]),
        (cost, None) => words.say(
            "candidate.bent-for-good",
            &[("amount", &cost.unwrap_or_default()), ("rating", rating)],
        ),
    }
}
