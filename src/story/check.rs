//! The rules of front matter: what is required, and which words the project knows.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::front::{self, Bent, Details, Front, PageFront};
use super::markdown::{self, Rendered};
use super::parts::{Part, Run};
use super::{Addresses, Image, Page, PublishedPicture, Release, Story};
use crate::calendar::Day;
use crate::config::{Config, suggestion};
use crate::diagnostic::{Place, Problem, Problems};
use crate::picture::Shelf;
use crate::source::Document;
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
}

impl Work<'_> {
    /// The story; nothing where it cannot be read.
    pub(super) fn story(self, problems: &mut Problems) -> Option<Story> {
        let (front, refused, body) = front::read::<Front>(self.document, problems)?;
        let rendered = markdown::render(self, body, problems);
        let date = match refused.contains("date") {
            true => None,
            false => self.date(front.date.as_ref(), "date", problems),
        };
        let expires =
            front.expires.as_ref().and_then(|day| self.date(Some(day), "expires", problems));
        let publish_on =
            front.publish_on.as_ref().and_then(|on| self.date(Some(on), "publish_on", problems));
        let required = self.required(&front, &refused, problems);
        let image = self.image(&front, problems);
        let bent = self.bent(&front, problems);
        self.taxonomy(&front, problems);
        if let Some(slug) = front.slug.as_ref().filter(|slug| words::slug(slug) != slug.value) {
            let message = format!("`{}` cannot stand in an address", slug.value);
            let help = format!("write `slug = \"{}\"`", words::slug(slug));
            self.error(slug.span.clone(), message, help, problems);
        }
        self.file_date(date, &front, problems);
        let (date, required) = (date?, required?);
        if let (Some(day), Some(written)) = (publish_on.filter(|d| *d < date), &front.publish_on) {
            let message = format!("`publish_on` is {day}, before the story's {date}");
            let help = "a story is published on its day or later".to_owned();
            self.error(written.span.clone(), message, help, problems);
        }
        let from = publish_on.unwrap_or(date);
        let release = Release { is_draft: front.draft, from, expires };
        let is_blank = |part: &Part| matches!(part, Part::Markup(text) if text.trim().is_empty());
        if rendered.body.iter().all(is_blank) {
            let problem = Problem::warning("the story has no text");
            problems.add(
                problem.at(Place::file(&self.document.file)).help("tell it below the front matter"),
            );
        }
        let mut story = self.assemble(front.set(), rendered, (date, release), required);
        story.details.bent = bent;
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
            links: rendered.links,
            pictures: rendered.pictures,
        })
    }

    fn assemble(
        self,
        front: Front,
        rendered: Rendered,
        (date, release): (Day, Release),
        required: Required,
    ) -> Story {
        let plain = |list: &[Spanned<String>]| list.iter().map(|item| item.value.clone()).collect();
        let emotion = |word: &Option<Spanned<String>>| word.as_ref().map(|w| w.value.clone());
        let mut tags: Vec<String> = front.tags.iter().map(|tag| tag.trim().to_owned()).collect();
        tags.sort();
        tags.dedup();
        Story {
            document: self.document.clone(),
            slug: self.path.split('/').nth(1).unwrap_or_default().to_owned(),
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
            summary: match front.summary {
                Some(summary) => vec![Run::Words(summary)],
                None => rendered.first_paragraph,
            },
            body: rendered.body,
            links: rendered.links,
            release,
            image: None,
            pictures: rendered.pictures,
            details: Details {
                size: front.size,
                channel: front.channel,
                interactions: front.interactions,
                noticed: front.noticed,
                did: front.did,
                effect: front.effect,
                practices: plain(&front.practices),
                standards: plain(&front.standards),
                quote: front.quote,
                emotions: (emotion(&front.emotion_before), emotion(&front.emotion_after)),
                customer_outcome: front.customer_outcome,
                heard: front.heard,
                root_cause: front.root_cause,
                fix: front.fix,
                fix_status: front.fix_status,
                cost: front.cost,
                approval: front.approval,
                learned: front.learned,
                next: front.next,
                discuss: front.discuss,
                award: front.award,
                touch: front.touch,
                bent: None,
                tags,
            },
        }
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text { file: &self.document.file, text: &self.document.text }
    }

    fn error(&self, span: Range<usize>, message: String, help: String, problems: &mut Problems) {
        problems.add(Problem::error(message).at(self.text().place(span)).help(help));
    }

    fn missing(&self, key: &str, help: &str, problems: &mut Problems) {
        let place = Place::line(&self.document.file, 1);
        problems.add(Problem::error(format!("`{key}` is missing")).at(place).help(help));
    }

    fn date(
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
                front.teams.as_ref().is_none_or(Vec::is_empty),
                "write `teams = [\"…\"]`".to_owned(),
            ),
        ];
        for (key, is_missing, help) in asks {
            if is_missing && !refused.contains(key) {
                self.missing(key, &help, problems);
            }
        }
        let teams = front.teams.as_ref()?.iter().map(|team| team.value.clone()).collect();
        Some(Required {
            title: typographic(front.title.as_ref()?),
            kind: front.kind.as_ref()?.value.clone(),
            stage: front.stage.as_ref()?.value.clone(),
            outcome: front.outcome?,
            teams,
        })
    }

    /// Every word of the taxonomy must be one that the project knows.
    fn taxonomy(&self, front: &Front, problems: &mut Problems) {
        let ids = |terms: &[crate::config::Term]| -> BTreeSet<String> {
            terms.iter().map(|term| term.id.value.clone()).collect()
        };
        let config = self.config;
        let one = |word: &Option<Spanned<String>>| word.iter().cloned().collect::<Vec<_>>();
        let teams: BTreeSet<String> = config.teams.iter().map(|t| t.id.value.clone()).collect();
        let emotions: BTreeSet<String> = config.emotions.iter().cloned().collect();
        let checks = [
            ("type", one(&front.kind), ids(&config.types)),
            ("stage", one(&front.stage), ids(&config.stages)),
            (
                "team",
                front
                    .teams
                    .clone()
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|_| !config.teams.is_empty())
                    .collect(),
                teams,
            ),
            ("practice", front.practices.clone(), ids(&config.practices)),
            ("standard", front.standards.clone(), ids(&config.standards)),
            ("emotion", one(&front.emotion_before), emotions.clone()),
            ("emotion", one(&front.emotion_after), emotions),
        ];
        for (name, words, known) in checks {
            for word in words.iter().filter(|word| !known.contains(&word.value)) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let message = format!("there is no {name} `{}` in `moments.toml`", word.value);
                self.error(word.span.clone(), message, suggestion(word, &known), problems);
            }
        }
    }

    /// A bent rule needs both its reason and somebody who cleared it.
    fn bent(&self, front: &Front, problems: &mut Problems) -> Option<Bent> {
        let Some(rule) = front.rule_bent.as_ref() else {
            if front.why_right.is_some() || front.cleared_by.is_some() {
                self.missing("rule_bent", "write `rule_bent = \"…\"`: which rule", problems);
            }
            return None;
        };
        for (key, value) in [("why_right", &front.why_right), ("cleared_by", &front.cleared_by)] {
            if value.is_none() {
                let message = format!("`rule_bent` needs `{key}` as well");
                let help = format!("write `{key} = \"…\"`");
                self.error(rule.span.clone(), message, help, problems);
            }
        }
        let (why, cleared_by) = (front.why_right.clone()?, front.cleared_by.clone()?);
        let set = |text: &str| typographic(text);
        Some(Bent { rule: set(rule), why: set(&why), cleared_by: set(&cleared_by) })
    }

    fn image(&self, front: &Front, problems: &mut Problems) -> Option<(Image, PublishedPicture)> {
        let image = front.image.as_ref()?;
        let span = image.file.span.clone();
        if image.alt.trim().is_empty() {
            let help = "write `alt = \"…\"`: what is to be seen, for those who cannot see it";
            let message = "the picture has no description".to_owned();
            self.error(span.clone(), message, help.to_owned(), problems);
        }
        self.picture(&image.file, span, &image.alt, problems)
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

/// What every story must say, beside its date.
struct Required {
    title: String,
    kind: String,
    stage: String,
    outcome: super::Outcome,
    teams: Vec<String>,
}
