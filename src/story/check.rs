//! The rules of front matter: what is required, and which words the project knows.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::draft::BEGUN;
use super::front::{self, Bent, Colleague, Details, Front, Heard, Line, PageFront, Quote};
use super::markdown::{self, Rendered};
use super::parts::{Part, Run};
use super::spoken::Spoken;
use super::{Addresses, Image, Outcome, Page, PublishedPicture, Release, Story};
use crate::calendar::Day;
use crate::config::{Config, Term, suggestion};
use crate::diagnostic::{Place, Problem, Problems};
use crate::picture::Shelf;
use crate::privacy::People;
use crate::source::{Document, Fact, Person};
use crate::tree::{Spanned, Text};
use crate::words::{self, typographic};

/// A document and what it is checked against.
#[derive(Clone, Copy)]
pub(super) struct Work<'a> {
    pub(super) document: &'a Document,
    pub(super) path: &'a str,
    pub(super) addresses: &'a Addresses,
    pub(super) shelf: &'a Shelf<'a>,
    pub(super) config: &'a Config,
    pub(super) people: People<'a>,
    pub(super) facts: &'a [Fact],
    /// Whether it is a story that went wrong, in which nobody is named.
    pub(super) is_blown: bool,
}

impl Work<'_> {
    /// The story; nothing where it cannot be read.
    pub(super) fn story(mut self, problems: &mut Problems) -> Option<Story> {
        let (front, refused, body) = front::read::<Front>(self.document, problems)?;
        self.is_blown = front.outcome() == Some(Outcome::Blown);
        let rendered = markdown::render(self, body, problems);
        let date = match refused.contains("date") {
            true => None,
            false => self.date(front.date.as_ref(), "date", problems),
        };
        let dates = self.dates(date, &front, problems);
        let required = self.required(&front, &refused, problems);
        let image = self.image(&front, problems);
        self.taxonomy(&front, problems);
        self.rules(&front, &refused, problems);
        self.words_of(&front, &rendered, body, problems);
        self.claims_of_the_field(body, problems);
        if let Some(slug) = front.slug.as_ref().filter(|slug| words::slug(slug) != slug.value) {
            let message = format!("`{}` cannot stand in an address", slug.value);
            let help = format!("write `slug = \"{}\"`", words::slug(slug));
            self.error(slug.span.clone(), message, help, problems);
        }
        self.file_date(date, &front, problems);
        let details = self.details(&front, dates.review_by, problems);
        let (date, required) = (date?, required?);
        let from = dates.publish_on.unwrap_or(date);
        let release = Release { is_draft: front.draft, from, expires: dates.expires };
        let is_blank = |part: &Part| matches!(part, Part::Markup(text) if text.trim().is_empty());
        if rendered.body.iter().all(is_blank) {
            let problem = Problem::warning("the story has no text");
            problems.add(
                problem.at(Place::file(&self.document.file)).help("tell it below the front matter"),
            );
        }
        if self.document.text[body..].contains(BEGUN) && !front.draft {
            let problem = Problem::warning("the story still has the words that it began with");
            problems
                .add(problem.at(Place::file(&self.document.file)).help("tell it in their place"));
        }
        let mut story = self.assemble(front, rendered, (date, release), (required, details));
        if let Some((image, picture)) = image {
            story.image = Some(image);
            story.pictures.push(picture);
            story.pictures.sort();
            story.pictures.dedup();
        }
        Some(story)
    }

    /// A page that is no story.
    pub(super) fn page(self, problems: &mut Problems) -> Option<Page> {
        let (front, _, body) = front::read::<PageFront>(self.document, problems)?;
        self.claims_of_the_field(body, problems);
        let rendered = markdown::render(self, body, problems);
        let Some(title) = front.title else {
            self.missing("title", "write `title = \"…\"`", problems);
            return None;
        };
        let slug = self.path.trim_end_matches("index.html").trim_end_matches('/').to_owned();
        Some(Page {
            document: self.document.clone(),
            slug,
            title: typographic(&title),
            summary: match front.summary {
                Some(summary) => vec![Run::Words(typographic(&summary))],
                None => rendered.first_paragraph,
            },
            body: rendered.body,
            headings: rendered.headings,
            links: rendered.links,
            pictures: rendered.pictures,
        })
    }

    fn assemble(
        self,
        front: Front,
        rendered: Rendered,
        (date, release): (Day, Release),
        (required, details): (Required, Details),
    ) -> Story {
        let summary = Spoken::new(self).line(&front.summary, &mut Problems::default());
        Story {
            document: self.document.clone(),
            slug: self.path.split('/').nth(1).unwrap_or_default().to_owned(),
            is_external: front.is_external(),
            title: required.title,
            date,
            kind: required.kind,
            stage: required.stage,
            outcome: required.outcome,
            teams: required.teams,
            open_teams: match self.config.teams.is_empty() {
                true => front.teams.into_iter().flatten().collect(),
                false => Vec::new(),
            },
            has_summary: front.summary.is_some(),
            summary: summary.map_or(rendered.first_paragraph, |words| vec![Run::Words(words)]),
            body: rendered.body,
            links: rendered.links,
            release,
            image: None,
            pictures: rendered.pictures,
            details,
        }
    }

    /// What the story says of itself beside what every story must say.
    fn details(&self, front: &Front, review_by: Option<Day>, problems: &mut Problems) -> Details {
        let plain = |list: &[Spanned<String>]| list.iter().map(|item| item.value.clone()).collect();
        let word = |word: &Line| word.as_ref().map(|word| word.value.clone());
        // The summary stands alone in lists; the other lines stand together on the story's page.
        Spoken::new(*self).line(&front.summary, problems);
        let mut spoken = Spoken::new(*self);
        let mut line = |line: &Line| spoken.line(line, problems).filter(|line| !line.is_empty());
        let mut tags: Vec<String> = front.tags.iter().map(|tag| tag.trim().to_owned()).collect();
        tags.sort();
        tags.dedup();
        let people = front.people.iter().filter_map(|id| self.people.get(id));
        let quote = front.quote.as_ref().map(|quote| Quote {
            text: typographic(quote.value.text.trim()),
            source: typographic(quote.value.source.trim()),
        });
        let heard = front.heard.as_ref().map(|heard| Heard {
            hear: line(&heard.hear).unwrap_or_default(),
            empathize: line(&heard.empathize).unwrap_or_default(),
            apologize: line(&heard.apologize).unwrap_or_default(),
            resolve: line(&heard.resolve).unwrap_or_default(),
            diagnose: line(&heard.diagnose).unwrap_or_default(),
        });
        let bent = (line(&front.rule_bent), line(&front.why_right), line(&front.cleared_by));
        let bent = match bent {
            (Some(rule), Some(why), Some(cleared_by)) => Some(Bent { rule, why, cleared_by }),
            _ => None,
        };
        Details {
            size: front.size,
            channel: front.channel.as_deref().map(typographic),
            people: people.map(|person| self.colleague(person)).collect(),
            interactions: front.interactions.clone(),
            noticed: line(&front.noticed),
            did: line(&front.did),
            effect: line(&front.effect),
            practices: plain(&front.practices),
            standards: plain(&front.standards),
            quote,
            emotions: (word(&front.emotion_before), word(&front.emotion_after)),
            customer_outcome: front.customer_outcome,
            heard,
            root_cause: line(&front.root_cause),
            fix: line(&front.fix),
            fix_status: front.fix_status,
            cost: front.cost.as_ref().map(|cost| cost.value.clone()),
            approval: front.approval,
            bent,
            touch: front.touch,
            learned: line(&front.learned),
            next: line(&front.next),
            discuss: line(&front.discuss),
            award: line(&front.award),
            acknowledged_by: line(&front.acknowledged_by),
            timeline: self.timeline(front, problems),
            is_emblem: front.emblem,
            is_vulnerable: front.vulnerable,
            review_by,
            tags,
            aliases: plain(&front.aliases),
            extra: front.extra.clone(),
        }
    }

    fn colleague(&self, person: &Person) -> Colleague {
        Colleague {
            id: person.id.clone(),
            name: self.people.name(person),
            is_named: self.people.title(person).is_some(),
        }
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text { file: &self.document.file, text: &self.document.text }
    }

    pub(super) fn error(
        &self,
        span: Range<usize>,
        message: String,
        help: String,
        problems: &mut Problems,
    ) {
        problems.add(Problem::error(message).at(self.text().place(span)).help(help));
    }

    pub(super) fn missing(&self, key: &str, help: &str, problems: &mut Problems) {
        let place = Place::line(&self.document.file, 1);
        problems.add(Problem::error(format!("`{key}` is missing")).at(place).help(help));
    }

    pub(super) fn date(
        &self,
        written: Option<&Spanned<String>>,
        key: &str,
        problems: &mut Problems,
    ) -> Option<Day> {
        let Some(written) = written else {
            self.missing(key, &format!("write `{key} = 2026-03-01`"), problems);
            return None;
        };
        let day = Day::parse(written);
        if day.is_none() {
            let message = format!("`{key}` must be a date, found `{}`", written.value);
            let help = "write year, month and day like 2026-03-01".to_owned();
            self.error(written.span.clone(), message, help, problems);
        }
        day
    }

    /// The other days of a story, held against its own.
    fn dates(&self, date: Option<Day>, front: &Front, problems: &mut Problems) -> Dates {
        let mut day = |written: &Line, key: &str| {
            written.as_ref().and_then(|on| self.date(Some(on), key, problems))
        };
        let publish_on = day(&front.publish_on, "publish_on");
        let expires = day(&front.expires, "expires");
        let review_by = day(&front.review_by, "review_by");
        let mut not_before = |key: &str, written: &Line, day: Option<Day>, help: &str| {
            if let (Some(date), Some(day), Some(written)) = (date, day, written)
                && day < date
            {
                let message = format!("`{key}` is {day}, before the story's {date}");
                self.error(written.span.clone(), message, help.to_owned(), problems);
            }
        };
        let help = "a story is published on its day or later";
        not_before("publish_on", &front.publish_on, publish_on, help);
        not_before("expires", &front.expires, expires, "it is gone from that day on");
        not_before("review_by", &front.review_by, review_by, "somebody reads it again by that day");
        Dates { publish_on, expires, review_by }
    }

    /// The date in the file's name is that of the front matter.
    fn file_date(&self, date: Option<Day>, front: &Front, problems: &mut Problems) {
        let file = &self.document.file;
        let dated = file.iter().rev().find_map(|part| Day::parse(part.to_str()?.get(..10)?));
        if let (Some(date), Some(dated), Some(written)) = (date, dated, &front.date)
            && date != dated
        {
            let message = format!("the file's name says {dated}, its `date` says {date}");
            let help = "make the two agree".to_owned();
            self.error(written.span.clone(), message, help, problems);
        }
    }

    fn required(
        &self,
        front: &Front,
        refused: &BTreeSet<String>,
        problems: &mut Problems,
    ) -> Option<Required> {
        let list = |terms: &[crate::config::Term]| {
            let ids = terms.iter().map(|term| term.id.value.as_str());
            ids.collect::<Vec<_>>().join("`, `")
        };
        let config = self.config;
        let asks = [
            (
                "title",
                front.title.as_ref().is_none_or(|title| title.trim().is_empty()),
                "write `title = \"…\"`".to_owned(),
            ),
            ("type", front.kind.is_none(), format!("one of `{}`", list(&config.types))),
            ("stage", front.stage.is_none(), format!("one of `{}`", list(&config.stages))),
            (
                "outcome",
                front.outcome.is_none(),
                "one of `delighted`, `recovered`, `blown`".to_owned(),
            ),
            (
                "teams",
                front.teams.as_ref().is_none_or(Vec::is_empty) && !front.is_external(),
                "write `teams = [\"…\"]`".to_owned(),
            ),
        ];
        for (key, is_missing, help) in asks {
            if is_missing && !refused.contains(key) {
                self.missing(key, &help, problems);
            }
        }
        let teams = front.teams.iter().flatten().map(|team| team.value.clone()).collect();
        Some(Required {
            title: typographic(front.title.as_ref()?),
            kind: front.kind.as_ref()?.value.clone(),
            stage: front.stage.as_ref()?.value.clone(),
            outcome: front.outcome()?,
            teams,
        })
    }

    /// Every word of the taxonomy must be one that the project knows.
    fn taxonomy(&self, front: &Front, problems: &mut Problems) {
        fn ids(terms: &[Term]) -> Vec<&str> {
            terms.iter().map(|term| term.id.value.as_str()).collect()
        }
        let config = self.config;
        let teams: Vec<&str> = config.teams.iter().map(|team| team.id.value.as_str()).collect();
        // A project may leave its teams to the data.
        let of_teams = front.teams.as_deref().filter(|_| !teams.is_empty()).unwrap_or_default();
        let emotions: Vec<&str> = config.emotions.iter().map(String::as_str).collect();
        let checks = [
            ("type", front.kind.as_slice(), ids(&config.types)),
            ("stage", front.stage.as_slice(), ids(&config.stages)),
            ("team", of_teams, teams),
            ("practice", &front.practices, ids(&config.practices)),
            ("standard", &front.standards, ids(&config.standards)),
            ("emotion", front.emotion_before.as_slice(), emotions.clone()),
            ("emotion", front.emotion_after.as_slice(), emotions),
        ];
        for (name, words, known) in checks {
            for word in words.iter().filter(|word| !known.contains(&word.value.as_str())) {
                let message = format!("there is no {name} `{}` in `moments.toml`", word.value);
                self.error(word.span.clone(), message, suggestion(word, &known), problems);
            }
        }
    }

    fn image(&self, front: &Front, problems: &mut Problems) -> Option<(Image, PublishedPicture)> {
        let image = front.image.as_ref()?;
        let span = image.file.span.clone();
        if image.alt.trim().is_empty() {
            let help = "write `alt = \"…\"`: what is to be seen, for those who cannot see it";
            let message = "the picture has no description".to_owned();
            self.error(span.clone(), message, help.to_owned(), problems);
        }
        let may_be_shown = self.may_show(&image.people, problems);
        self.picture(&image.file, span, &image.alt, problems).filter(|_| may_be_shown)
    }

    /// A picture beside the document: checked, and where it will stand.
    pub(super) fn picture(
        &self,
        name: &str,
        span: Range<usize>,
        alt: &str,
        problems: &mut Problems,
    ) -> Option<(Image, PublishedPicture)> {
        let folder = self.document.file.parent().unwrap_or(Path::new(""));
        let file = folder.join(name);
        let measured = match self.shelf.measure(&file, name) {
            Ok(measured) => measured,
            Err(problem) => {
                problems.add(problem.at(self.text().place(span)));
                return None;
            }
        };
        let below = self.path.trim_end_matches("index.html");
        let stem = file.file_stem().map_or(String::new(), |n| n.to_string_lossy().into_owned());
        let path = format!("{below}{stem}.{}", measured.extension);
        let (width, height) = (measured.width, measured.height);
        let image = Image { path: path.clone(), alt: typographic(alt.trim()), width, height };
        Some((image, PublishedPicture { path, file }))
    }
}

/// The other days of a story.
struct Dates {
    publish_on: Option<Day>,
    expires: Option<Day>,
    review_by: Option<Day>,
}

/// What every story must say, beside its date.
struct Required {
    title: String,
    kind: String,
    stage: String,
    outcome: Outcome,
    teams: Vec<String>,
}
