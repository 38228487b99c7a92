//! The rules that hold over several keys of a story.

use std::collections::BTreeSet;

use super::check::Work;
use super::front::{Front, Line, TimelineStep, Went};
use super::markdown::Rendered;
use super::spoken::Spoken;
use super::{Outcome, Part};
use crate::config::suggestion;
use crate::diagnostic::{Place, Problem, Problems, nearest};
use crate::tree::Spanned;
use crate::words;

/// So many digits in a row may lead to somebody.
const DIGITS: usize = 6;

impl Work<'_> {
    /// Holds a story against all of them.
    pub(super) fn rules(&self, front: &Front, refused: &BTreeSet<String>, problems: &mut Problems) {
        match front.outcome() {
            Some(Outcome::Recovered) if !front.is_external() => {
                if !refused.contains("heard") {
                    self.heard(front, problems);
                }
                self.mended(front, refused, problems);
            }
            Some(Outcome::Blown) if !front.is_external() => self.mended(front, refused, problems),
            _ => {}
        }
        self.people(front, problems);
        self.bent(front, problems);
        self.quote(front, problems);
        self.external(front, problems);
        self.aliases(front, problems);
        if let Some(cost) = &front.cost {
            let code = &cost.currency;
            let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            if !cost.amount.is_finite() || cost.amount < 0.0 || !is_code {
                let message = "`cost` must be an amount from 0 up with a currency's code";
                let help = "write `cost = { amount = 14.20, currency = \"GBP\" }`".to_owned();
                self.error(cost.span.clone(), message.to_owned(), help, problems);
            }
        }
    }

    /// How it was put right, asked of every story in which that was done.
    fn heard(&self, front: &Front, problems: &mut Problems) {
        let lines = front.heard.iter().flat_map(|heard| {
            [&heard.hear, &heard.empathize, &heard.apologize, &heard.resolve, &heard.diagnose]
        });
        let is_said = |line: &Line| line.as_ref().is_some_and(|line| !line.trim().is_empty());
        if !lines.into_iter().any(is_said) {
            let help = "a story with `outcome = \"recovered\"` says how it was put right: write \
                        `heard = { hear = \"…\", empathize = \"…\", apologize = \"…\", resolve = \
                        \"…\", diagnose = \"…\" }`";
            self.missing("heard", help, problems);
        }
    }

    /// What was wrong at the root and what mends it, asked of every story in which something was.
    fn mended(&self, front: &Front, refused: &BTreeSet<String>, problems: &mut Problems) {
        let outcome = front.outcome().map_or("", Outcome::id);
        let status = front.fix_status.map(|_| Spanned { value: "…".to_owned(), span: 0..0 });
        let asks = [
            ("root_cause", &front.root_cause, "what went wrong at the root"),
            ("fix", &front.fix, "what mends it"),
            ("fix_status", &status, "`open`, `watching` or `fixed`"),
        ];
        for (key, line, what) in asks.into_iter().filter(|(key, ..)| !refused.contains(*key)) {
            let help = format!(
                "a story with `outcome = \"{outcome}\"` says it: write `{key} = \"…\"`, {what}"
            );
            match line {
                None => self.missing(key, &help, problems),
                Some(line) if line.trim().is_empty() => {
                    self.error(line.span.clone(), format!("`{key}` is empty"), help, problems);
                }
                Some(_) => {}
            }
        }
    }

    fn people(&self, front: &Front, problems: &mut Problems) {
        let mut seen = BTreeSet::new();
        for id in &front.people {
            if self.is_somebody(id, problems) && !seen.insert(id.as_str()) {
                let message = format!("`{}` stands twice in `people`", id.value);
                self.error(id.span.clone(), message, "take one out".to_owned(), problems);
            }
        }
        if let Some(first) = front.people.first().filter(|_| self.is_blown) {
            let message = "nobody is named in a story that went wrong".to_owned();
            let help = "take `people` out: it was the way we work, so say that".to_owned();
            self.error(first.span.clone(), message, help, problems);
        }
    }

    /// Whether an id is that of a person; if not, that is an error at its place.
    fn is_somebody(&self, id: &Spanned<String>, problems: &mut Problems) -> bool {
        let is_known = self.people.get(id).is_some();
        if !is_known {
            let ids: Vec<&str> = self.people.list().iter().map(|p| p.id.as_str()).collect();
            let message = format!("there is nobody `{}` in `data/people.csv`", id.value);
            self.error(id.span.clone(), message, suggestion(id, &ids), problems);
        }
        is_known
    }

    /// Whether a picture may be shown: all who are to be seen have agreed, and none has left since.
    pub(super) fn may_show(&self, seen: &[Spanned<String>], problems: &mut Problems) -> bool {
        let mut may_be_shown = true;
        for id in seen {
            if !self.is_somebody(id, problems) {
                continue;
            }
            let Some(person) = self.people.get(id) else { continue };
            if self.people.may_be_seen(person) {
                continue;
            }
            may_be_shown = false;
            let message = format!("`{}` may not be shown in a picture", id.value);
            if self.people.is_gone(person) {
                let help =
                    "the picture is left out, since the person has left: take it out here too";
                let place = self.text().place(id.span.clone());
                problems.add(Problem::warning(message).at(place).help(help));
            } else {
                let help = "take the picture out, or ask, and write `yes` in the column `photo` of \
                            `data/people.csv`";
                self.error(id.span.clone(), message, help.to_owned(), problems);
            }
        }
        may_be_shown
    }

    /// A bent rule needs both its reason and somebody who cleared it.
    fn bent(&self, front: &Front, problems: &mut Problems) {
        let Some(rule) = front.rule_bent.as_ref() else {
            if front.why_right.is_some() || front.cleared_by.is_some() {
                self.missing("rule_bent", "write `rule_bent = \"…\"`: which rule", problems);
            }
            return;
        };
        for (key, value) in [("why_right", &front.why_right), ("cleared_by", &front.cleared_by)] {
            if value.as_ref().is_none_or(|value| value.trim().is_empty()) {
                let message = format!("`rule_bent` needs `{key}` as well");
                let help = format!("write `{key} = \"…\"`");
                self.error(rule.span.clone(), message, help, problems);
            }
        }
    }

    /// A customer's words need a source and the customer's consent.
    fn quote(&self, front: &Front, problems: &mut Problems) {
        let Some(quote) = &front.quote else { return };
        let asks = [
            ("text", quote.text.trim().is_empty(), "the words"),
            ("source", quote.source.trim().is_empty(), "who said it and how, without a name"),
        ];
        for (key, is_missing, what) in asks {
            if is_missing {
                let message = format!("`quote` needs `{key}`");
                let help = format!("write `{key} = \"…\"`: {what}");
                self.error(quote.span.clone(), message, help, problems);
            }
        }
        if !quote.consent {
            let message = "`quote` needs the customer's consent".to_owned();
            let help = "ask, then write `consent = true`; else take the quote out".to_owned();
            self.error(quote.span.clone(), message, help, problems);
        }
    }

    /// Somebody else's story has none of our people and interactions.
    fn external(&self, front: &Front, problems: &mut Problems) {
        let ours = front.people.first().map(|id| ("people", id));
        let ours =
            ours.into_iter().chain(front.interactions.first().map(|id| ("interactions", id)));
        for (key, first) in ours.filter(|_| front.is_external()) {
            let message = format!("a story with `external = true` cannot have `{key}`");
            let help = format!("take `{key}` out, or `external` if the story is ours");
            self.error(first.span.clone(), message, help, problems);
        }
    }

    /// Aliases stand in addresses.
    fn aliases(&self, front: &Front, problems: &mut Problems) {
        for alias in front.aliases.iter().filter(|alias| words::slug(alias) != alias.value) {
            let message = format!("`{}` cannot stand in an address", alias.value);
            let help = match words::slug(alias) {
                slug if slug.is_empty() => "write the last part of the old address".to_owned(),
                slug => format!("write `{slug}`: the last part of the old address"),
            };
            self.error(alias.span.clone(), message, help, problems);
        }
    }

    /// The dated steps, in order of time. Who did what went wrong is never a person, and nobody is
    /// in a story that went wrong.
    pub(super) fn timeline(&self, front: &Front, problems: &mut Problems) -> Vec<TimelineStep> {
        let mut told = Spoken::new(*self);
        // Nobody is named where something went wrong, whatever became of it.
        let mut unnamed = Spoken::new(Work { is_blown: true, ..*self });
        let mut steps = Vec::new();
        for step in &front.timeline {
            let day = self.date(Some(&step.date), "date", problems);
            let is_unnamed = step.went == Went::Wrong || self.is_blown;
            let spoken = if is_unnamed { &mut unnamed } else { &mut told };
            for text in [&step.what, &step.actor].into_iter().filter(|_| is_unnamed) {
                if !self.people.full_names(text).is_empty() {
                    let message = "a step that went wrong names nobody".to_owned();
                    let help = "write the team's id, or what somebody does there".to_owned();
                    self.error(text.span.clone(), message, help, problems);
                }
            }
            let what = spoken.text(&step.what, problems);
            let team = self.config.teams.iter().find(|team| *team.id == *step.actor);
            let person = self.people.get(&step.actor).filter(|_| team.is_none());
            if person.is_some() && is_unnamed {
                let message = "a step that went wrong names nobody".to_owned();
                let help = "write the team's id, or what somebody does there".to_owned();
                self.error(step.actor.span.clone(), message, help, problems);
            }
            if step.actor.trim().is_empty() {
                let message = "a step needs an `actor`".to_owned();
                let help = "write a person's or a team's id, or what somebody does".to_owned();
                self.error(step.actor.span.clone(), message, help, problems);
            }
            let ids = self.people.list().iter().map(|person| person.id.as_str());
            let ids = ids.chain(self.config.teams.iter().map(|team| team.id.as_str()));
            let is_one_word = !step.actor.contains(char::is_whitespace);
            if team.is_none()
                && person.is_none()
                && is_one_word
                && let Some(near) = nearest(&step.actor, ids)
            {
                let message = format!("there is nobody and no team `{}`", step.actor.value);
                let help = format!("did you mean `{near}`? A role is written in words");
                self.error(step.actor.span.clone(), message, help, problems);
            }
            let actor = match (team, person) {
                (Some(team), _) => team.name.clone(),
                (None, Some(person)) => self.people.name(person),
                (None, None) => spoken.text(&step.actor, problems),
            };
            steps.extend(day.map(|date| TimelineStep { date, what, actor, went: step.went }));
        }
        steps.sort_by_key(|step| step.date);
        steps
    }

    /// What the words of a story must not hold.
    pub(super) fn words_of(
        &self,
        front: &Front,
        rendered: &Rendered,
        body: usize,
        problems: &mut Problems,
    ) {
        let text = &self.document.text;
        if self.is_blown {
            for (range, _) in self.people.full_names(text) {
                let problem = Problem::error("nobody is named in a story that went wrong");
                let help = "say which team it was, or what somebody does there";
                problems.add(problem.at(self.unquoted(range.start)).help(help));
            }
            let teams: Vec<String> =
                front.teams.iter().flatten().map(|team| team.value.clone()).collect();
            let full = self.people.full_names(text);
            let is_part = |at: usize| full.iter().any(|(range, _)| range.contains(&at));
            let first_names = self.people.first_names(text, &teams);
            for (range, _) in first_names.into_iter().filter(|(range, _)| !is_part(range.start)) {
                let problem = Problem::warning(
                    "this may be the name of a colleague, in a story that went wrong",
                );
                let help = "say which team it was; if it is no name, word it differently";
                problems.add(problem.at(self.unquoted(range.start)).help(help));
            }
        }
        if front.vulnerable {
            self.vulnerable(front, rendered, body, problems);
        }
    }

    /// A story of somebody who needs protection has no pictures and no long numbers.
    fn vulnerable(&self, front: &Front, rendered: &Rendered, body: usize, problems: &mut Problems) {
        let mut wrong = |place: Place, message: &str, help: &str| {
            let message = format!("a story with `vulnerable = true` {message}");
            problems.add(Problem::error(message).at(place).help(help));
        };
        if let Some(image) = &front.image {
            let place = self.text().place(image.file.span.clone());
            wrong(place, "cannot have a picture", "take `image` out");
        } else if !rendered.pictures.is_empty() {
            let place = Place::file(&self.document.file);
            wrong(place, "cannot have a picture", "take the pictures out of its text");
        }
        let lines = [
            &front.title,
            &front.summary,
            &front.noticed,
            &front.did,
            &front.effect,
            &front.learned,
            &front.next,
            &front.discuss,
            &front.root_cause,
            &front.fix,
        ];
        let quote = front.quote.as_ref().filter(|quote| long_number(&quote.text).is_some());
        let quote = quote.map(|quote| quote.span.start);
        let lines = lines.into_iter().flatten().filter(|line| long_number(line).is_some());
        for at in lines.map(|line| line.span.start).chain(quote) {
            let help = "numbers of six digits and more lead to people: leave it out";
            wrong(self.unquoted(at), "cannot have a long number in its text", help);
        }
        let text = &self.document.text;
        let shown = rendered.body.iter().filter_map(|part| match part {
            Part::Markup(html) => Some(&**html),
            Part::Call(_) => None,
        });
        // A number in markup may be an address or an entity; the text itself is looked through.
        if shown.into_iter().any(|html| long_number(html).is_some())
            && let Some(at) = long_number(&text[body..])
        {
            let help = "numbers of six digits and more lead to people: leave it out";
            wrong(self.unquoted(at + body), "cannot have a long number in its text", help);
        }
    }

    /// A share or a multiple that sounds like research comes from the table of facts, where the
    /// project is strict about it.
    pub(super) fn claims_of_the_field(&self, body: usize, problems: &mut Problems) {
        if !self.config.strict_facts {
            return;
        }
        let list = |sentence: &str| -> Vec<String> {
            self.config.words.say(sentence, &[]).split(' ').map(str::to_owned).collect()
        };
        let (field, shares) = (list("claims.field"), list("claims.shares"));
        let text = &self.document.text;
        for sentence in words::sentences(&text[body..]) {
            let sentence = sentence.start + body..sentence.end + body;
            // What a shortcode says has a source.
            if text[sentence.clone()].contains("{{") {
                continue;
            }
            let words = words::words_of(text, sentence);
            let is_share = |at: usize, range: &std::ops::Range<usize>| {
                text[range.end..].trim_start().starts_with('%')
                    || words.get(at + 1).is_some_and(|(_, word)| shares.contains(word))
            };
            let number = words.iter().enumerate().find(|(at, (range, word))| {
                word.bytes().all(|byte| byte.is_ascii_digit()) && is_share(*at, range)
            });
            if let Some((_, (range, _))) = number
                && words.iter().any(|(_, word)| field.contains(word))
            {
                let message = "a number that sounds like research has no source".to_owned();
                let help = "write the fact into `data/facts.csv` and quote it by \
                            `{{ fact(id=\"…\") }}`; a number of ours comes from `value`";
                self.error(range.clone(), message, help.to_owned(), problems);
            }
        }
    }

    /// A place in the document whose line is not shown.
    pub(super) fn unquoted(&self, at: usize) -> Place {
        Place { excerpt: None, ..self.document.place(at..at + 1) }
    }
}

/// Where six digits or more stand in a row.
fn long_number(text: &str) -> Option<usize> {
    let mut count = 0;
    for (at, c) in text.char_indices() {
        count = if c.is_ascii_digit() { count + 1 } else { 0 };
        if count == DIGITS {
            return Some(at + 1 - DIGITS);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::long_number;

    #[test]
    fn a_long_number_has_six_digits() {
        assert_eq!(long_number("in 2026, 12345 of 654321 so"), Some(18));
        assert_eq!(long_number("2026-03-01, 1 000 000"), None);
    }
}
