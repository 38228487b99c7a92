//! Shortcodes that are words of a text: people and facts.

use std::path::Path;

use pulldown_cmark::{Event, Tag};

use super::call::Asked;
use super::check::Work;
use super::front::Line;
use super::parts::{Spot, number_of};
use super::shortcode::{self, Shortcode};
use crate::config::suggestion;
use crate::diagnostic::{Place, Problem, Problems};
use crate::privacy::Mentions;
use crate::tree::{Spanned, Text};
use crate::words::typographic;

/// A text as it is read aloud: who is named first, and who again.
pub(super) struct Spoken<'w> {
    work: Work<'w>,
    mentions: Mentions,
    /// The words of the paragraph so far.
    before: String,
}

impl<'w> Spoken<'w> {
    pub(super) fn new(work: Work<'w>) -> Spoken<'w> {
        Spoken { work, mentions: Mentions::default(), before: String::new() }
    }

    /// The words that a shortcode stands for; nothing for one that stands for something else, or
    /// for nobody. What is wrong is said at `line`, where the shortcode stands in one.
    fn words(
        &mut self,
        asked: &Asked,
        line: Option<&Place>,
        problems: &mut Problems,
    ) -> Option<String> {
        let work = self.work;
        let mut wrong = |id: &Spanned<String>, message: String, help: String| {
            let place = line.cloned().unwrap_or_else(|| work.document.place(id.span.clone()));
            problems.add(Problem::error(message).at(place).help(help));
        };
        match asked {
            Asked::Person(id) => {
                let Some(person) = work.people.get(id) else {
                    let ids: Vec<&str> = work.people.list().iter().map(|p| p.id.as_str()).collect();
                    let message = format!("there is nobody `{}` in `data/people.csv`", id.value);
                    wrong(id, message, suggestion(id, &ids));
                    return None;
                };
                if work.is_blown {
                    let message = "nobody is named where something went wrong".to_owned();
                    let help = "say which team it was, or what somebody does there";
                    wrong(id, message, help.into());
                }
                Some(work.people.mention(person, &self.before, &mut self.mentions))
            }
            Asked::Fact(id) => {
                let Some(fact) = work.facts.iter().find(|fact| fact.id == **id) else {
                    let ids: Vec<&str> = work.facts.iter().map(|fact| fact.id.as_str()).collect();
                    let message = format!("there is no fact `{}` in `data/facts.csv`", id.value);
                    wrong(id, message, suggestion(id, &ids));
                    return None;
                };
                let year = fact.year.to_string();
                let values = [
                    ("statement", fact.statement.as_str()),
                    ("source", fact.source.as_str()),
                    ("year", year.as_str()),
                ];
                Some(typographic(&work.config.words.say("cited.fact", &values)))
            }
            Asked::Call(_) => None,
        }
    }

    /// The events of a text with people and facts in words.
    pub(super) fn events<'e>(
        &mut self,
        events: Vec<Spot<'e>>,
        shortcodes: &[Shortcode],
        problems: &mut Problems,
    ) -> Vec<Spot<'e>> {
        let event = |(event, span): Spot<'e>| {
            match &event {
                Event::Start(
                    Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. },
                ) => {}
                Event::Start(_) => self.before.clear(),
                Event::Text(words) | Event::Code(words) => self.before.push_str(words),
                Event::SoftBreak | Event::HardBreak => self.before.push(' '),
                event => {
                    let shortcode = number_of(event).map(|number| &shortcodes[number]);
                    if let Some(asked) = shortcode.and_then(|code| code.asked.as_ref()) {
                        if let Some(words) = self.words(asked, None, problems) {
                            self.before.push_str(&words);
                            return (Event::Text(words.into()), span);
                        }
                        self.before.push('0');
                    }
                }
            }
            (event, span)
        };
        events.into_iter().map(event).collect()
    }

    /// A line of front matter, in which nothing but people and facts can stand.
    pub(super) fn line(&mut self, line: &Line, problems: &mut Problems) -> Option<String> {
        line.as_ref().map(|line| self.text(line, problems))
    }

    /// The same of a line that is there.
    pub(super) fn text(&mut self, line: &Spanned<String>, problems: &mut Problems) -> String {
        let place = || self.work.document.place(line.span.clone());
        let mut own = Problems::default();
        let text = Text { file: Path::new(""), text: line };
        let shortcodes = shortcode::find(text, 0, &[], &mut own);
        own.sorted().into_iter().for_each(|problem| problems.add(problem.at(place())));
        let place = place();
        let (mut out, mut at) = (String::new(), 0);
        self.before.clear();
        for Shortcode { span, asked } in &shortcodes {
            out.push_str(&line[at..span.start]);
            self.before.push_str(&line[at..span.start]);
            at = span.end;
            let Some(asked) = asked else { continue };
            match self.words(asked, Some(&place), problems) {
                Some(words) => {
                    self.before.push_str(&words);
                    out.push_str(&words);
                }
                None if matches!(asked, Asked::Person(_) | Asked::Fact(_)) => {}
                None => {
                    let problem = Problem::error("only `person` and `fact` can stand in this line");
                    let help = "figures, numbers and interactions stand in the text below";
                    problems.add(problem.at(place.clone()).help(help));
                }
            }
        }
        out.push_str(&line[at..]);
        typographic(out.trim())
    }
}
