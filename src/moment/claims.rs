//! Claims of stories held against the interactions that they name.

use super::{Cited, Moments};
use crate::config::{Config, CsatScale};
use crate::diagnostic::{Place, Problem, Problems};
use crate::interaction::{Dimension, Ending, Sla};
use crate::rollup::Rollup;
use crate::story::{CustomerOutcome, Outcome, Stories, Story};
use crate::words::{key, sentences, words_of};

/// Adds every claim that the data contradicts to `problems`. What the data does not know
/// contradicts nothing.
pub(super) fn check(
    moments: &Moments,
    rollup: &Rollup,
    stories: &Stories,
    config: &Config,
    problems: &mut Problems,
) {
    for story in stories.all() {
        let ids = &story.details.interactions;
        let cited: Vec<&Cited> = ids.iter().filter_map(|id| moments.cited(id)).collect();
        // What the data does not cover may be what the story tells of.
        if cited.is_empty() || cited.len() < ids.len() {
            continue;
        }
        let mut desk = Desk { story, cited: &cited, config, problems };
        desk.outcome();
        desk.customer();
        desk.groups(rollup);
        desk.ratings();
    }
}

/// A story with all interactions that it names.
struct Desk<'a, 'p> {
    story: &'a Story,
    cited: &'a [&'a Cited],
    config: &'a Config,
    problems: &'p mut Problems,
}

impl Desk<'_, '_> {
    /// Says that the data contradicts a claim, at the first interaction that the story names.
    fn wrong(&mut self, message: &str, help: &str) {
        let first = self.story.details.interactions.first();
        let place = first.map_or_else(
            || Place::file(&self.story.document.file),
            |id| self.story.document.place(id.span.clone()),
        );
        self.problems.add(Problem::error(message).at(place).help(help));
    }

    fn outcome(&mut self) {
        let last_ratings = || self.cited.iter().filter_map(|cited| cited.csat);
        match self.story.outcome {
            Outcome::Recovered if self.cited.iter().all(|cited| went_well(cited)) => self.wrong(
                "the story says that something went wrong, and the data shows nothing of it",
                "the interaction was not opened again, promises were kept, no rating was bad, and \
                 nothing is marked as a failure: name the interaction in which it went wrong, mark \
                 it in the help desk, or write another `outcome`",
            ),
            Outcome::Delighted
                if last_ratings().next().is_some()
                    && last_ratings().all(|rating| rating.category() == 0) =>
            {
                self.wrong(
                    "the story says `delighted`, and the customer's last rating is bad",
                    "write `outcome = \"blown\"`, or name the interaction that ended well",
                );
            }
            _ => {}
        }
    }

    fn customer(&mut self) {
        let is_any = |ending: Ending| self.cited.iter().any(|cited| cited.ending == Some(ending));
        let (kept, lost) = (is_any(Ending::Kept), is_any(Ending::Lost));
        match self.story.details.customer_outcome {
            Some(CustomerOutcome::Stayed | CustomerOutcome::Returned) if lost && !kept => self
                .wrong(
                    "the story says that the customer stayed, the data that the customer left",
                    "mend `customer_outcome` here, or in the help desk",
                ),
            Some(CustomerOutcome::Lost) if kept && !lost => self.wrong(
                "the story says that the customer left, the data that the customer stayed",
                "mend `customer_outcome` here, or in the help desk",
            ),
            _ => {}
        }
    }

    /// The team and the channel are those of an interaction that it names.
    fn groups(&mut self, rollup: &Rollup) {
        let teams: Vec<&str> =
            self.cited.iter().map(|cited| cited.team()).filter(|team| !team.is_empty()).collect();
        let of_rollup = |dimension, word: &str| {
            rollup.groups_by(dimension).find(word).map(|group| group.label.clone())
        };
        let named = |word: &String| {
            let label = of_rollup(Dimension::Team, word).unwrap_or_else(|| word.clone());
            teams.iter().any(|team| key(team) == key(&label) || crate::words::slug(team) == *word)
        };
        if !teams.is_empty() && !self.story.teams.is_empty() && !self.story.teams.iter().any(named)
        {
            let message = format!(
                "in the data it is a matter of {}, which `teams` does not name",
                teams.join(", ")
            );
            self.wrong(&message, "add the team, or name another interaction");
        }
        let channels: Vec<&str> = self.cited.iter().map(|cited| cited.channel()).collect();
        let Some(channel) = self.story.details.channel.as_deref() else { return };
        // A channel in other words, such as "by letter, then in the shop", is nobody's to judge.
        let is_known = self.config.words.has(&format!("channel.{}", key(channel)));
        let label =
            of_rollup(Dimension::Channel, channel).or_else(|| is_known.then(|| channel.to_owned()));
        let Some(label) = label else { return };
        if channels.iter().all(|known| !known.is_empty() && key(known) != key(&label)) {
            let message = format!(
                "the story says `channel = \"{channel}\"`, in the data it came by {}",
                channels.join(", ")
            );
            self.wrong(&message, "mend `channel`, or take it out: the data knows it");
        }
    }

    /// A rating that the text quotes is one that was given.
    fn ratings(&mut self) {
        let given: Vec<_> = self.cited.iter().flat_map(|cited| cited.ratings()).collect();
        let Some(most) = given.first().map(|rating| rating.most()) else { return };
        if given.iter().any(|rating| matches!(rating.scale(), CsatScale::GoodBad)) {
            return;
        }
        let text = &self.story.document.text;
        for (range, number) in quoted_ratings(text, most, self.config) {
            if given.iter().any(|rating| rating.get() == number) {
                continue;
            }
            let numbers: Vec<String> =
                given.iter().map(|rating| rating.get().to_string()).collect();
            let message =
                format!("the text quotes a rating that was not given: {number} of {most}");
            let help = format!(
                "the data has {}: mend the text, or name the interaction that was rated so",
                numbers.join(" and ")
            );
            let place = self.story.document.place(range);
            self.problems.add(Problem::error(message).at(place).help(help));
        }
    }
}

/// Whether it is known that nothing had gone wrong.
fn went_well(cited: &Cited) -> bool {
    let is_bad = cited.ratings().any(|rating| rating.category() == 0);
    let is_known = cited.reopens.is_some();
    is_known
        && cited.reopens == Some(0)
        && !is_bad
        && cited.sla != Some(Sla::Breached)
        && !cited.is_failure
        && !cited.is_late
}

/// The ratings that a text quotes: "two out of five", where a word about ratings or nothing else
/// stands in the sentence; "2/5" that is no date and no part of something; "rated 2", "gave a two".
fn quoted_ratings(text: &str, most: u8, config: &Config) -> Vec<(std::ops::Range<usize>, u8)> {
    let list = |sentence: &str| -> Vec<String> {
        config.words.say(sentence, &[]).split(' ').map(str::to_owned).collect()
    };
    let numbers = list("claims.numbers");
    let (about, of, links) = (list("claims.rated"), list("claims.out-of"), list("claims.links"));
    let (of_dates, of_parts) = (list("claims.dates"), list("claims.parts"));
    let number = |word: &str| -> Option<u8> {
        let named = numbers.iter().position(|number| number == word).map(|at| at as u8 + 1);
        named.or_else(|| word.parse().ok())
    };
    let mut found = Vec::new();
    for sentence in sentences(text) {
        let words = words_of(text, sentence);
        let is_rating = |word: &str| about.iter().any(|known| known == word);
        let is_about = words.len() <= of.len() + 4 || words.iter().any(|(_, word)| is_rating(word));
        for (at, (range, word)) in words.iter().enumerate() {
            let Some(rating) = number(word).filter(|n| (1..=most).contains(n)) else { continue };
            let rest = &words[at + 1..];
            let is_of = rest.len() > of.len()
                && rest.iter().zip(&of).all(|((_, word), of)| word == of)
                && number(&rest[of.len()].1) == Some(most);
            // "rated 2", "rated it 2", "her rating was 2": at the end, or with "of 5" behind it.
            let before = |back: usize| at.checked_sub(back).map(|at| words[at].1.as_str());
            let slash = format!("/{most}");
            let is_fraction = text[range.end..].starts_with(&slash)
                && !text[range.end + slash.len()..].starts_with(is_more)
                && !text[..range.start].ends_with(is_more);
            // "on 3/5" is a day, "3/5 of the pegs" a part.
            let is_day = before(1).is_some_and(|word| of_dates.iter().any(|known| known == word));
            let is_part = rest.get(1).is_some_and(|(_, word)| of_parts.contains(word));
            let is_slash = is_fraction && !is_day && (is_about || !is_part);
            let is_after_verb = before(1).is_some_and(is_rating)
                || before(1).is_some_and(|word| links.iter().any(|link| link == word))
                    && before(2).is_some_and(is_rating);
            let is_of_most =
                rest.len() > 1 && Some(&rest[0].1) == of.last() && number(&rest[1].1) == Some(most);
            let is_verb = is_after_verb && (rest.is_empty() || is_of_most);
            if (is_of && is_about) || is_slash || is_verb {
                found.push((range.clone(), rating));
            }
        }
    }
    found
}

/// What carries a fraction on: "3/52", "2026/3/5".
fn is_more(c: char) -> bool {
    c.is_alphanumeric() || c == '/'
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;
    use crate::tree::Text;

    #[test]
    fn ratings_are_found_where_a_text_quotes_them() {
        let text = "title = 'x'\n[[sources]]\nname = 's'\nfiles = 's.csv'\n";
        let text = Text { file: Path::new("moments.toml"), text };
        let config = config::parse(text, &mut Problems::default()).unwrap();
        let found = |text: &str| -> Vec<u8> {
            quoted_ratings(text, 5, &config).into_iter().map(|(_, number)| number).collect()
        };
        for (text, expected) in [
            ("One out of five.", vec![1]),
            ("She gave us 2 out of 5, and later rated it five out of five.", vec![2, 5]),
            ("A 3/5 was the answer", vec![3]),
            ("It was rated 4.", vec![4]),
            ("She rated it 3 of 5 and left.", vec![3]),
            ("Her rating was two.", vec![2]),
            ("She gave us five of five boots.", vec![5]),
            ("Four out of five tents in the yard were wet that morning", vec![]),
            ("One out of ten.", vec![]),
            ("On 3/52 and 1/50, rated 7 out of 5.", vec![]),
            ("She rated 4 pegs.", vec![]),
            ("Five of them gave up.", vec![]),
            ("She came back on 3/5.", vec![]),
            ("Since 3/5 the tent has stood, and it was back by 4/5.", vec![]),
            ("It was written on 2026/3/5 and 3/5/2026.", vec![]),
            ("We had mended 3/5 of the tents by noon that day.", vec![]),
            ("Then 3/5 was the answer, and it hurt us all a good deal.", vec![3]),
            ("We rather thought four out of five tents would do for the week.", vec![]),
            ("They started 2 again: two out of five ropes had come loose by then.", vec![]),
            ("Her scores were 2/5 and 5/5.", vec![2, 5]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
