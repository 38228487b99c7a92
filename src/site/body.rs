//! Texts and panels as blocks, with the figures in them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Work;
use super::content::{Basic, Block, Evidence};
use super::control::lower_first;
use super::evidence::evidence;
use super::figure::{Figure, Room};
use super::splits::split;
use super::subject::Subject;
use crate::config::{FigureCall, Of, Panel, PanelPage, Show};
use crate::interaction::Dimension;
use crate::story::{Call, Part, ValueCall, escape};
use crate::tree::Spanned;

/// Whether a part stands in a line of text.
fn is_inline(part: &Part) -> bool {
    matches!(part, Part::Markup(_) | Part::Call(Call::Value(_)))
}

/// The blocks of a page as they come together.
pub(super) struct Setter<'a> {
    work: Work<'a>,
    /// What leads from the page to the site's root.
    root: &'a str,
    /// Whether they are parts of a text; else they are panels.
    is_text: bool,
    /// How many figures there are so far.
    count: usize,
    /// The interactions that are shown so far.
    shown: BTreeSet<String>,
    pub(super) blocks: Vec<Block>,
    pub(super) figures: Vec<Figure>,
}

impl<'a> Setter<'a> {
    fn new(work: Work<'a>, root: &'a str, is_text: bool) -> Setter<'a> {
        let (blocks, figures) = (Vec::new(), Vec::new());
        Setter { work, root, is_text, count: 0, shown: BTreeSet::new(), blocks, figures }
    }

    /// The blocks of a text; `root` leads from its page to the site's root.
    pub(super) fn of_text(work: Work<'a>, root: &'a str, parts: &[Part]) -> Setter<'a> {
        Setter::new(work, root, true).set(parts)
    }

    fn set(mut self, parts: &[Part]) -> Setter<'a> {
        let setter = &mut self;
        for run in parts.chunk_by(|a, b| is_inline(a) && is_inline(b)) {
            match run {
                [Part::Call(Call::Figure(call))] => setter.figure(call, ""),
                [Part::Call(Call::Interactions(ids))] => setter.interactions(ids),
                // Most texts are one piece of markup.
                [Part::Markup(html)] => setter.markup(Arc::clone(html)),
                run => {
                    let html: String = run.iter().map(|part| setter.inline(part)).collect();
                    setter.markup(html.into());
                }
            }
        }
        setter.blocks.retain(|block| match block {
            Block::Markup { html } => !html.trim().is_empty(),
            _ => true,
        });
        self
    }

    /// The panels of a page, those of a team's for the team at this place; nothing where the
    /// project does not say which.
    pub(super) fn of_panels(
        work: Work<'a>,
        root: &'a str,
        page: PanelPage,
        team: Option<usize>,
    ) -> Option<Setter<'a>> {
        let panels = work.m.config.panels.iter().filter(|panel| panel.page == page);
        let panels: Vec<&Panel> = panels.collect();
        let mut setter = Setter::new(work, root, false);
        for panel in &panels {
            let mut wrong = Vec::new();
            let subject = work.lookup(&panel.call, &mut wrong);
            // A panel without its column has been warned of.
            if !wrong.is_empty() {
                continue;
            }
            match (subject, team) {
                (Ok(of_all), Some(at)) => {
                    let subject = Subject { group: Some((Dimension::Team, at)), ..of_all };
                    // On its own page a team's number needs no name beside it.
                    let is_plain = panel.title.is_empty() && panel.call.show == Show::Number;
                    let plain = is_plain.then(|| work.subject_name(of_all));
                    setter.draw(subject, &panel.call, plain.as_ref().unwrap_or(&panel.title));
                }
                (Ok(subject), None) => setter.draw(subject, &panel.call, &panel.title),
                (Err(why), _) => setter.absent(&panel.call, &panel.title, why),
            }
        }
        (!panels.is_empty()).then_some(setter)
    }

    /// The numbers among the blocks, which then are gone from them.
    pub(super) fn take_basics(&mut self) -> Vec<Basic> {
        let of_block = |block: &mut Block| match block {
            Block::Basics { basics } => std::mem::take(basics),
            _ => Vec::new(),
        };
        let basics = self.blocks.iter_mut().flat_map(of_block).collect();
        self.blocks.retain(|block| !matches!(block, Block::Basics { .. }));
        basics
    }

    fn markup(&mut self, html: Arc<str>) {
        self.blocks.push(Block::Markup { html });
    }

    /// A part that stands in a line of text.
    fn inline<'p>(&self, part: &'p Part) -> Cow<'p, str> {
        match part {
            Part::Markup(html) => Cow::Borrowed(html),
            Part::Call(Call::Value(call)) => Cow::Owned(self.value(call)),
            Part::Call(Call::Figure(_) | Call::Interactions(_)) => Cow::Borrowed(""),
        }
    }

    /// A number as a link to the page that says what is counted.
    fn value(&self, call: &ValueCall) -> String {
        let words = escape(&self.work.number(call, &mut Vec::new()));
        match self.work.m.metrics.get(&call.metric) {
            Some(metric) => {
                let (root, id) = (self.root, metric.definition.id);
                format!("<a class=\"value\" href=\"{root}figures/{id}/index.html\">{words}</a>")
            }
            None => words,
        }
    }

    fn interactions(&mut self, ids: &[Spanned<String>]) {
        let evidence = self.evidence_of(ids);
        if !evidence.is_empty() {
            return self.blocks.push(Block::Evidence { evidence });
        }
        let ids: Vec<String> = ids.iter().map(|id| id.value.clone()).collect();
        let name = self.work.m.config.words.list(&ids);
        let words = self.work.say("display.no-data", &[]);
        self.blocks.push(Block::Absent { title: String::new(), name, words });
    }

    fn evidence_of(&mut self, ids: &[Spanned<String>]) -> Vec<Evidence> {
        let found = ids.iter().filter_map(|id| evidence(self.work, id));
        let mut found: Vec<Evidence> = found.collect();
        for evidence in &mut found {
            if !self.shown.insert(evidence.id.clone()) {
                evidence.anchor.clear();
            }
        }
        found
    }

    /// What the data says of interactions that the text has not shown.
    pub(super) fn evidence(&mut self, ids: &[Spanned<String>]) -> Vec<Evidence> {
        let mut rest = self.evidence_of(ids);
        rest.retain(|evidence| !evidence.anchor.is_empty());
        rest
    }

    fn figure(&mut self, call: &FigureCall, title: &str) {
        match self.work.lookup(call, &mut Vec::new()) {
            Ok(subject) => self.draw(subject, call, title),
            Err(why) => self.absent(call, title, why),
        }
    }

    fn draw(&mut self, subject: Subject<'a>, call: &FigureCall, title: &str) {
        let work = self.work;
        let figure = match (call.show, &call.of) {
            (Show::Trend, _) => work.subject_trend(subject, self.root),
            (Show::Control, _) => work.subject_control(subject),
            (Show::Hours, _) => work.named(subject, work.hours(subject.metric)),
            (Show::Spread, _) => work.named(subject, work.spread(subject.metric)),
            (Show::Number, _) => return self.number(subject, title),
            (Show::Splits, Of::Each(by)) => return self.splits(subject, by.value, title),
            (Show::Splits, Of::All | Of::One(_)) => None,
        };
        let Some(figure) = figure else {
            let words = work.why_not(subject, call.show);
            let (title, name) = (title.to_owned(), work.subject_name(subject));
            return self.blocks.push(Block::Absent { title, name, words });
        };
        let id = self.next_id();
        let room = if self.is_text { Room::Part } else { figure.room };
        self.figures.push(Figure { id: id.clone(), room, ..figure });
        let more = work.more(subject.metric);
        self.blocks.push(Block::Figure { title: title.to_owned(), id, more });
    }

    /// An id that no other figure of the page has. Anchors of headings have no underscore.
    fn next_id(&mut self) -> String {
        self.count += 1;
        let stem = if self.is_text { "figure" } else { "panel" };
        format!("{stem}_{}", self.count)
    }

    /// A number, beside the one before it if that is one too.
    fn number(&mut self, subject: Subject<'a>, title: &str) {
        let (mut basic, spark) = self.work.subject_basic(subject, self.is_text);
        if !title.is_empty() {
            title.clone_into(&mut basic.label);
        }
        if let Some(spark) = spark {
            basic.figure = self.next_id();
            self.figures.push(Figure { id: basic.figure.clone(), ..spark });
        }
        match self.blocks.last_mut() {
            Some(Block::Basics { basics }) => basics.push(basic),
            _ => self.blocks.push(Block::Basics { basics: vec![basic] }),
        }
    }

    fn splits(&mut self, subject: Subject<'a>, by: Dimension, title: &str) {
        let (work, title) = (self.work, title.to_owned());
        let mut figures = Vec::new();
        let Some(mut split) = split(work, subject.metric, by, &mut figures) else {
            let (name, words) = (work.subject_name(subject), work.say("display.no-data", &[]));
            return self.blocks.push(Block::Absent { title, name, words });
        };
        let id = self.next_id();
        figures.iter_mut().for_each(|figure| figure.id = format!("{id}-{}", figure.id));
        let panels = split.panels.iter_mut();
        panels.for_each(|panel| panel.figure = format!("{id}-{}", panel.figure));
        let (name, whose) = (work.subject_name(subject), lower_first(&split.title));
        split.title = work.say("subject.of", &[("name", &name), ("whose", &whose)]);
        split.id = id;
        self.figures.extend(figures);
        self.blocks.push(Block::Splits { title, split, more: work.more(subject.metric) });
    }

    fn absent(&mut self, call: &FigureCall, title: &str, words: String) {
        let (title, name) = (title.to_owned(), self.work.call_name(call));
        self.blocks.push(Block::Absent { title, name, words });
    }
}
