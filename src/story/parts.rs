//! A text as parts: markup, and what shortcodes ask for between it.
//!
//! Before the text is parsed, letters that mean nothing in markdown take the place of each
//! shortcode, as many bytes as it has. So all places stay what they are, and the shortcode is found
//! again by the bytes that an event comes from, whatever the text holds.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

use super::call::{Asked, Call, ValueCall};
use super::shortcode::Shortcode;
use crate::config::Wrong;
use crate::diagnostic::Problem;
use crate::tree::Spanned;

/// Three bytes long; letters of no script.
const FILLER: char = '\u{e000}';

/// A part of a text, in order.
#[derive(Clone, Debug)]
pub enum Part {
    /// Safe markup. A number within it parts it: an element may begin before and end after that.
    Markup(Arc<str>),
    /// What a shortcode asks for.
    Call(Call),
}

impl Part {
    /// The ids of the interactions whose course it shows.
    pub fn interactions(&self) -> &[Spanned<String>] {
        match self {
            Part::Call(Call::Interactions(ids)) => ids,
            Part::Call(_) | Part::Markup(_) => &[],
        }
    }
}

/// A part of a sentence without markup.
#[derive(Clone, Debug)]
pub enum Run {
    /// Words.
    Words(String),
    /// A number.
    Value(ValueCall),
}

/// An event with its bytes in the text.
pub(super) type Spot<'e> = (Event<'e>, Range<usize>);

/// The text from byte `from` of a document on, its shortcodes covered.
pub(super) fn covered(text: &str, from: usize, shortcodes: &[Shortcode]) -> String {
    let mut out = String::with_capacity(text.len() - from);
    let mut at = from;
    for Shortcode { span, .. } in shortcodes {
        out.push_str(&text[at..span.start]);
        out.extend(std::iter::repeat_n(FILLER, span.len() / 3));
        out.extend(std::iter::repeat_n('x', span.len() % 3));
        at = span.end;
    }
    out + &text[at..]
}

/// Whether shortcodes stand in an address.
pub(super) fn is_covered(address: &str) -> bool {
    address.contains(FILLER)
}

/// The events with those of shortcodes among them, and the shortcodes that cannot stand where they
/// do. Markdown here knows no formulas: the event of one carries the number of a shortcode.
pub(super) fn place<'e>(
    events: Vec<Spot<'e>>,
    from: usize,
    shortcodes: &[Shortcode],
) -> (Vec<Spot<'e>>, Vec<Wrong>) {
    let mut parted = Vec::with_capacity(events.len());
    for (event, span) in events {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text)
                if text.len() == span.len() =>
            {
                part(text, span, from, shortcodes, &mut parted);
            }
            event => parted.push((event, span)),
        }
    }
    let mut placing =
        Placing { shortcodes, seen: vec![false; shortcodes.len()], wrong: Vec::new() };
    let placed = placing.place(parted);
    placing.unseen();
    (placed, placing.wrong)
}

/// Takes the shortcodes out of a stretch of text.
fn part<'e>(
    text: CowStr<'e>,
    span: Range<usize>,
    from: usize,
    shortcodes: &[Shortcode],
    parted: &mut Vec<Spot<'e>>,
) {
    let first = shortcodes.partition_point(|code| code.span.start < span.start + from);
    let mut at = span.start;
    for (number, code) in shortcodes.iter().enumerate().skip(first) {
        let (start, end) = (code.span.start - from, code.span.end - from);
        if end > span.end {
            break;
        }
        if start > at {
            parted.push((words(&text, at - span.start..start - span.start), at..start));
        }
        parted.push((Event::InlineMath(number.to_string().into()), start..end));
        at = end;
    }
    if at == span.start {
        parted.push((Event::Text(text), span));
    } else if at < span.end {
        parted.push((words(&text, at - span.start..span.len()), at..span.end));
    }
}

fn words<'e>(text: &CowStr<'e>, part: Range<usize>) -> Event<'e> {
    Event::Text(match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[part]),
        owned => CowStr::from(owned[part].to_owned()),
    })
}

/// The number of the shortcode that an event stands for.
pub(super) fn number_of(event: &Event<'_>) -> Option<usize> {
    match event {
        Event::InlineMath(number) => number.parse().ok(),
        _ => None,
    }
}

/// Where shortcodes may stand.
struct Placing<'s> {
    shortcodes: &'s [Shortcode],
    seen: Vec<bool>,
    wrong: Vec<Wrong>,
}

impl Placing<'_> {
    fn place<'e>(&mut self, events: Vec<Spot<'e>>) -> Vec<Spot<'e>> {
        let mut placed = Vec::with_capacity(events.len());
        // The elements that stand open.
        let (mut depth, mut links, mut pictures) = (0_usize, 0_usize, 0_usize);
        let mut own_paragraph_ends = 0;
        for at in 0..events.len() {
            let (event, span) = &events[at];
            if at < own_paragraph_ends {
                if let Some(number) = number_of(event) {
                    self.seen[number] = true;
                    placed.push((event.clone(), span.clone()));
                }
                continue;
            }
            match event {
                Event::Start(Tag::Paragraph) if depth == 0 => {
                    own_paragraph_ends = self.end_of_own(&events, at).unwrap_or(0);
                    if own_paragraph_ends > 0 {
                        continue;
                    }
                    depth += 1;
                }
                Event::Start(tag) => {
                    depth += 1;
                    links += usize::from(matches!(tag, Tag::Link { .. }));
                    pictures += usize::from(matches!(tag, Tag::Image { .. }));
                }
                Event::End(tag) => {
                    depth -= 1;
                    links -= usize::from(*tag == TagEnd::Link);
                    pictures -= usize::from(*tag == TagEnd::Image);
                }
                event => {
                    if let Some(number) = number_of(event) {
                        self.stand_within(number, links > 0, pictures > 0);
                    }
                }
            }
            placed.push((event.clone(), span.clone()));
        }
        placed
    }

    /// The event after a paragraph that holds nothing but shortcodes that stand by themselves.
    fn end_of_own(&self, events: &[Spot<'_>], start: usize) -> Option<usize> {
        let mut has_block = false;
        for (at, (event, _)) in events.iter().enumerate().skip(start + 1) {
            match event {
                Event::End(TagEnd::Paragraph) => return has_block.then_some(at + 1),
                Event::SoftBreak | Event::HardBreak => {}
                event => {
                    let asked = self.shortcodes[number_of(event)?].asked.as_ref();
                    if !asked.is_none_or(Asked::is_block) {
                        return None;
                    }
                    has_block = true;
                }
            }
        }
        None
    }

    /// Says if a shortcode cannot stand within a paragraph, a heading, a list or the like.
    fn stand_within(&mut self, number: usize, is_in_link: bool, is_in_picture: bool) {
        self.seen[number] = true;
        let shortcode = &self.shortcodes[number];
        // What is wrong with it has been said.
        let Some(asked) = &shortcode.asked else { return };
        let (message, help) = match asked {
            Asked::Call(Call::Figure(_)) if !is_in_picture => (
                "a figure cannot stand within a text",
                "put it in a paragraph of its own: an empty line before and after it, outside of \
                 lists and quotations",
            ),
            Asked::Call(Call::Interactions(_)) if !is_in_picture => (
                "interactions cannot stand within a text",
                "put them in a paragraph of their own: an empty line before and after them, outside \
                 of lists and quotations",
            ),
            Asked::Call(Call::Value(_)) if is_in_link && !is_in_picture => (
                "a number cannot stand in a link",
                "it is a link itself, to what it means: put it beside the other",
            ),
            Asked::Call(Call::Value(_)) | Asked::Person(_) | Asked::Fact(_) if !is_in_picture => {
                return;
            }
            _ => ("a shortcode cannot stand in the description of a picture", "put it below"),
        };
        self.wrong.push((shortcode.span.clone(), Problem::error(message).help(help)));
    }

    /// What no event has brought stands where no text is.
    fn unseen(&mut self) {
        for (shortcode, _) in self.shortcodes.iter().zip(&self.seen).filter(|(_, seen)| !**seen) {
            if shortcode.asked.is_some() {
                let problem = Problem::error("a shortcode cannot stand here");
                let help = "it stands in the text, not in an address or a name";
                self.wrong.push((shortcode.span.clone(), problem.help(help)));
            }
        }
    }
}

/// The words of the first paragraph, for stories without a summary.
pub(super) fn first_paragraph(events: &[Spot<'_>], shortcodes: &[Shortcode]) -> Vec<Run> {
    let inside = events.iter().map(|(event, _)| event);
    let paragraph = inside
        .skip_while(|event| !matches!(event, Event::Start(Tag::Paragraph)))
        .take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph)));
    let mut runs = vec![Run::Words(String::new())];
    for event in paragraph {
        let words = match event {
            Event::Text(text) | Event::Code(text) => text.as_ref(),
            Event::SoftBreak | Event::HardBreak => " ",
            event => {
                let asked = number_of(event).and_then(|at| shortcodes[at].asked.as_ref());
                if let Some(Asked::Call(Call::Value(value))) = asked {
                    runs.extend([Run::Value(value.clone()), Run::Words(String::new())]);
                }
                continue;
            }
        };
        if let Some(Run::Words(last)) = runs.last_mut() {
            last.push_str(words);
        }
    }
    runs
}

/// The events as parts. The writer asks for an event when all before it are written, so that the
/// place of each shortcode in the markup is known.
pub(super) fn write<'e>(events: Vec<Event<'e>>, shortcodes: &[Shortcode]) -> Vec<Part> {
    let out = RefCell::new(String::new());
    let mut cuts = Vec::new();
    let markup = events.into_iter().filter(|event| {
        let number = number_of(event);
        cuts.extend(number.map(|number| (out.borrow().len(), number)));
        number.is_none()
    });
    // Writing to a string cannot fail.
    html::write_html_fmt(Shared(&out), markup).unwrap_or_default();
    let out = out.into_inner();
    let mut parts = Vec::new();
    let mut at = 0;
    let mut markup = |parts: &mut Vec<Part>, until: usize| {
        if at < until {
            parts.push(Part::Markup(out[at..until].into()));
        }
        at = until;
    };
    for (cut, number) in cuts {
        markup(&mut parts, cut);
        if let Some(Asked::Call(call)) = &shortcodes[number].asked {
            parts.push(Part::Call(call.clone()));
        }
    }
    markup(&mut parts, out.len());
    parts
}

struct Shared<'s>(&'s RefCell<String>);

impl fmt::Write for Shared<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.borrow_mut().push_str(text);
        Ok(())
    }
}
