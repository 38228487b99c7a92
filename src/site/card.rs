//! Stories in short: cards, traces, kinds of moment.

use std::sync::Arc;

use super::Work;
use super::content::{Card, Dot, Kind, Picture, Trace};
use crate::interaction::Rating;
use crate::moment::Cited;
use crate::picture::thumbnail_path;
use crate::story::{Outcome, Size, Story};
use crate::units::Seconds;

/// The kinds that have a mark of their own.
const MARKS: [&str; 5] = ["everyday", "surprise", "distance", "miracle", "selfless"];

impl Work<'_> {
    /// A story for lists: one card for all of them.
    pub(super) fn card(&self, story: &Story) -> Arc<Card> {
        let made = self.cards.get(story.slug.as_str()).cloned();
        made.unwrap_or_else(|| Arc::new(self.new_card(story)))
    }

    /// The card of a story.
    pub(super) fn new_card(&self, story: &Story) -> Card {
        let teams = match story.is_external {
            true => self.say("story.elsewhere", &[]),
            false => {
                let names = story.teams.iter().map(|id| self.team_name(id));
                names.collect::<Vec<_>>().join(", ")
            }
        };
        let named = story.details.people.iter().filter(|colleague| colleague.is_named);
        let people: Vec<String> = named.map(|colleague| colleague.name.clone()).collect();
        let people = self.m.config.words.list(&people);
        let date = self.story_date(story);
        Card {
            meta: self.meta(story, (&people, &teams, &date)),
            people,
            title: story.title.clone(),
            path: format!("stories/{}/index.html", story.slug),
            summary: self.words(&story.summary),
            kind: self.badge(story),
            stage: self.stage_name(&story.stage),
            outcome: self.outcome_name(story.outcome),
            outcome_id: story.outcome.id().to_owned(),
            teams,
            date,
            hides_day: story.details.is_vulnerable,
            iso_date: story.date.to_string(),
            trace: story
                .details
                .interactions
                .iter()
                .find_map(|id| self.m.moments.cited(id))
                .and_then(|cited| self.trace(cited)),
            picture: self.picture(story),
        }
    }

    /// Who, whose, when and how large, in one line.
    fn meta(&self, story: &Story, (people, teams, date): (&str, &str, &str)) -> String {
        let parts = [people, teams].into_iter().filter(|part| !part.is_empty());
        let whose = parts.collect::<Vec<_>>().join(", ");
        let size = match story.details.size {
            Some(Size::Small) => "story.small",
            Some(Size::Large) => "story.large",
            None => return self.say("story.meta", &[("whose", &whose), ("date", date)]),
        };
        let size = self.say(size, &[]);
        self.say("story.meta-sized", &[("whose", &whose), ("date", date), ("size", &size)])
    }

    /// The day of a story; the year alone where it is told with care.
    pub(super) fn story_date(&self, story: &Story) -> String {
        match story.details.is_vulnerable {
            true => story.date.year().to_string(),
            false => self.m.config.words.day(story.date),
        }
    }

    /// What stands above a story's title: its kind of moment, or that it is a lesson.
    fn badge(&self, story: &Story) -> Kind {
        let kind = self.kind(&story.kind);
        if story.outcome != Outcome::Blown {
            return kind;
        }
        let id = Outcome::Blown.id();
        Kind {
            name: self.outcome_name(Outcome::Blown),
            mark: "lesson".to_owned(),
            path: format!("outcomes/{id}/index.html"),
            ..kind
        }
    }

    /// A kind of moment.
    pub(super) fn kind(&self, id: &str) -> Kind {
        let term = self.term(&self.m.config.types, id);
        Kind {
            id: id.to_owned(),
            name: term.map_or_else(|| id.to_owned(), |term| term.name.clone()),
            mark: if MARKS.contains(&id) { id } else { "other" }.to_owned(),
            path: format!("moments/{id}/index.html"),
        }
    }

    /// The name of a stage.
    pub(super) fn stage_name(&self, id: &str) -> String {
        let term = self.term(&self.m.config.stages, id);
        term.map_or_else(|| id.to_owned(), |term| term.name.clone())
    }

    /// The words for an outcome.
    pub(super) fn outcome_name(&self, outcome: Outcome) -> String {
        self.say(&format!("outcome.{}", outcome.id()), &[])
    }

    /// The picture that stands for a story.
    pub(super) fn picture(&self, story: &Story) -> Option<Picture> {
        let image = story.image.as_ref()?;
        Some(Picture {
            path: image.path.clone(),
            thumbnail_path: thumbnail_path(&image.path),
            alt: image.alt.clone(),
            width: image.width,
            height: image.height,
        })
    }

    /// An interaction as a line with dots; nothing where it has only its beginning.
    pub(super) fn trace(&self, cited: &Cited) -> Option<Trace> {
        let whole = length(cited);
        (whole > 0).then(|| self.trace_within(cited, whole))
    }

    /// The same on a line of so many seconds.
    pub(super) fn trace_within(&self, cited: &Cited, whole: i64) -> Trace {
        let dot =
            |kind: &str, time: Seconds| Dot { kind: kind.to_owned(), at: place(time.0, whole) };
        let mut dots = vec![dot("opened", Seconds(0))];
        dots.extend(cited.first_reply.map(|time| dot("answered", time)));
        dots.extend(cited.resolution.map(|time| dot("solved", time)));
        Trace { dots, sentence: self.trace_sentence(cited) }
    }

    fn trace_sentence(&self, cited: &Cited) -> String {
        let words = &self.m.config.words;
        let duration = |seconds| words.duration(seconds);
        let course = match (cited.first_reply, cited.resolution) {
            (Some(answered), Some(solved)) => {
                let (answered, solved) = (duration(answered), duration(solved));
                self.say("trace.both", &[("answered", &answered), ("solved", &solved)])
            }
            (Some(answered), None) => {
                self.say("trace.answered", &[("answered", &duration(answered))])
            }
            (None, Some(solved)) => self.say("trace.solved", &[("solved", &duration(solved))]),
            (None, None) => self.say("trace.opened", &[]),
        };
        let rating = match (cited.csat_first, cited.csat) {
            (Some(first), Some(last)) => {
                let words = &self.m.config.words;
                let (first, last) = (first.said_briefly(words), last.said_briefly(words));
                self.say("trace.rated-twice", &[("first", &first), ("last", &last)])
            }
            (None, Some(last)) => self.say("trace.rated", &[("rating", &self.rating(last))]),
            _ => self.say("trace.unrated", &[]),
        };
        format!("{course} {rating}")
    }

    /// A rating as it stands in a sentence: `4 of 5`, `good`.
    pub(super) fn rating(&self, rating: Rating) -> String {
        rating.said(&self.m.config.words)
    }
}

/// The seconds from the opening to the last that is known.
pub(super) fn length(cited: &Cited) -> i64 {
    cited.resolution.max(cited.first_reply).map_or(0, |time| time.0)
}

/// Where something stands on a line of that length, in per cent.
pub(super) fn place(at: i64, whole: i64) -> String {
    let tenths = i128::from(at) * 1_000 / i128::from(whole.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}
