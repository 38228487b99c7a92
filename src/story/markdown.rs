//! Markdown to markup that is safe by construction: raw HTML is text, links are checked.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::check::Work;
use super::parts::{self, Part, Run, Spot};
use super::shortcode::{self, Shortcode};
use super::spoken::Spoken;
use super::{Image, PublishedPicture};
use crate::diagnostic::{Place, Problem, Problems};
use crate::tree::{Spanned, Text};
use crate::words;

/// A link to a page of the site that only the whole site can check.
#[derive(Clone, Debug)]
pub struct InnerLink {
    /// The page's file, relative to the site's root.
    pub path: String,
    /// The part of the page after `#`; empty for the page.
    pub anchor: String,
    /// Where the link is written.
    pub place: Place,
    /// The tag that opens it in the markup.
    pub(super) opening: String,
}

/// The id of a heading.
pub type Anchor = String;

/// A heading that opens a part of a text.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Its id.
    pub anchor: Anchor,
    /// Its words, without markup.
    pub words: String,
}

/// A document's text.
pub(super) struct Rendered {
    pub(super) body: Vec<Part>,
    pub(super) first_paragraph: Vec<Run>,
    /// Those of the first level below the page's title.
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<InnerLink>,
    pub(super) pictures: Vec<PublishedPicture>,
}

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// Renders the text of a document from byte `from` on.
pub(super) fn render(work: Work<'_>, from: usize, problems: &mut Problems) -> Rendered {
    let document = work.document;
    let shortcodes = shortcodes(work, from, problems);
    let body = parts::covered(&document.text, from, &shortcodes);
    let events: Vec<Spot<'_>> = Parser::new_ext(&body, OPTIONS).into_offset_iter().collect();
    let (events, misplaced) = parts::place(events, from, &shortcodes);
    for (span, problem) in misplaced {
        problems.add(problem.at(document.place(span)));
    }
    let events = Spoken::new(work).events(events, &shortcodes, problems);
    let first_paragraph = parts::first_paragraph(&events, &shortcodes);
    let mut writer = Writer {
        work,
        from,
        problems,
        links: Vec::new(),
        pictures: Vec::new(),
        anchors: BTreeSet::new(),
        headings: Vec::new(),
        alignments: Vec::new(),
        cell: 0,
        is_head: false,
    };
    let body = parts::write(writer.map(events), &shortcodes);
    let Writer { headings, links, pictures, .. } = writer;
    Rendered { body, first_paragraph, headings, links, pictures }
}

/// The shortcodes of a text: braces in code are none.
fn shortcodes(work: Work<'_>, from: usize, problems: &mut Problems) -> Vec<Shortcode> {
    let text = &work.document.text;
    if !text[from..].contains("{{") {
        return Vec::new();
    }
    let is_code =
        |event: &Event<'_>| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
    let events = Parser::new_ext(&text[from..], OPTIONS).into_offset_iter();
    let code = events.filter(|(event, _)| is_code(event));
    let code: Vec<Range<usize>> =
        code.map(|(_, span)| span.start + from..span.end + from).collect();
    shortcode::find(work.text(), from, &code, problems)
}

struct Writer<'w, 'p> {
    work: Work<'w>,
    from: usize,
    problems: &'p mut Problems,
    links: Vec<InnerLink>,
    pictures: Vec<PublishedPicture>,
    anchors: BTreeSet<Anchor>,
    headings: Vec<Heading>,
    alignments: Vec<Alignment>,
    cell: usize,
    is_head: bool,
}

impl<'e> Writer<'_, '_> {
    fn map(&mut self, events: Vec<(Event<'e>, Range<usize>)>) -> Vec<Event<'e>> {
        let mut out: Vec<Event<'e>> = Vec::with_capacity(events.len());
        let mut at = 0;
        while at < events.len() {
            let (event, span) = (&events[at].0, events[at].1.clone());
            match event {
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let end = self.image_end(&events, at);
                    let alt = plain_text(&events[at + 1..end]);
                    let may_be_shown = self.may_show(title, span.clone());
                    let shown = self.image(dest_url, &alt, span);
                    out.extend(shown.filter(|_| may_be_shown).map(|shown| self.shown(shown)));
                    at = end;
                }
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let end = heading_end(&events, at);
                    let inside = &events[at + 1..end];
                    out.push(self.heading(*level, id.as_deref(), inside));
                }
                _ => out.extend(self.event(event.clone(), span)),
            }
            at += 1;
        }
        out
    }

    fn event(&mut self, event: Event<'e>, span: Range<usize>) -> Option<Event<'e>> {
        Some(match event {
            // Raw HTML is shown as what it is: text.
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::End(TagEnd::Heading(level)) => {
                Event::Html(format!("</h{}>\n", shifted(level)).into())
            }
            // A title is left out: the words of a link say where it leads.
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let email = link_type == LinkType::Email;
                let href = self.link(&dest_url, email, span);
                return Some(Event::Html(opening_tag(&href).into()));
            }
            Event::End(TagEnd::Link) => Event::Html("</a>".into()),
            Event::Start(Tag::BlockQuote(Some(kind))) => self.alert(kind),
            Event::End(TagEnd::BlockQuote(Some(_))) => Event::Html("</blockquote>\n".into()),
            Event::FootnoteReference(name) => Event::FootnoteReference(note(&name)),
            Event::Start(Tag::FootnoteDefinition(name)) => {
                Event::Start(Tag::FootnoteDefinition(note(&name)))
            }
            Event::TaskListMarker(is_done) => {
                let words = &self.work.config.words;
                let key = if is_done { "markdown.task-done" } else { "markdown.task-open" };
                let mark = if is_done { '☑' } else { '☐' };
                Event::Html(
                    format!(
                        "<span class=\"task\" aria-hidden=\"true\">{mark}</span><span \
                         class=\"visually-hidden\">{}</span> ",
                        words.say(key, &[])
                    )
                    .into(),
                )
            }
            event => return self.table(event),
        })
    }

    /// Tables carry their alignment as a class: a `style` would break a strict policy.
    fn table(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        Some(match event {
            Event::Start(Tag::Table(alignments)) => {
                let none = alignments.iter().map(|_| Alignment::None).collect();
                self.alignments = alignments;
                Event::Start(Tag::Table(none))
            }
            Event::Start(Tag::TableHead) => {
                (self.is_head, self.cell) = (true, 0);
                Event::Start(Tag::TableHead)
            }
            Event::End(TagEnd::TableHead) => {
                self.is_head = false;
                Event::End(TagEnd::TableHead)
            }
            Event::Start(Tag::TableRow) => {
                self.cell = 0;
                Event::Start(Tag::TableRow)
            }
            Event::Start(Tag::TableCell) => {
                let class = match self.alignments.get(self.cell) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"centre\"",
                    _ => "",
                };
                self.cell += 1;
                let cell = if self.is_head { "th scope=\"col\"" } else { "td" };
                Event::Html(format!("<{cell}{class}>").into())
            }
            Event::End(TagEnd::TableCell) => {
                Event::Html(if self.is_head { "</th>" } else { "</td>" }.into())
            }
            other => other,
        })
    }

    fn alert(&self, kind: BlockQuoteKind) -> Event<'e> {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = self.work.config.words.say(&format!("markdown.{name}"), &[]);
        Event::Html(
            format!("<blockquote class=\"alert {name}\"><p class=\"alert-title\">{title}</p>\n")
                .into(),
        )
    }

    fn text(&self) -> Text<'_> {
        Text { file: &self.work.document.file, text: &self.work.document.text }
    }

    fn place(&self, span: Range<usize>) -> Place {
        self.text().place(span.start + self.from..span.end + self.from)
    }

    fn error(&mut self, span: Range<usize>, message: String, help: &str) {
        let place = self.place(span);
        self.problems.add(Problem::error(message).at(place).help(help));
    }

    /// Headings of a document stand below the page's own, and each has an anchor.
    fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        inside: &[(Event<'_>, Range<usize>)],
    ) -> Event<'e> {
        let words = plain_text(inside);
        let base = words::slug(id.unwrap_or(&words));
        let base = if base.is_empty() { "part".to_owned() } else { base };
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let name = names.find(|name| !self.anchors.contains(name)).unwrap_or(base);
        self.anchors.insert(name.clone());
        // What a shortcode stands for is known only later.
        let is_whole = !inside.iter().any(|(event, _)| matches!(event, Event::InlineMath(_)));
        if shifted(level) == 2 && is_whole {
            self.headings.push(Heading { anchor: name.clone(), words });
        }
        Event::Html(format!("<h{} id=\"{name}\">", shifted(level)).into())
    }

    /// Where a link leads from this page; what cannot be is an error.
    fn link(&mut self, url: &str, is_email: bool, span: Range<usize>) -> String {
        if is_email {
            return format!("mailto:{url}");
        }
        if parts::is_covered(url) {
            // That no shortcode can stand in an address has been said.
            return String::new();
        }
        let (target, anchor) = url.split_once('#').unwrap_or((url, ""));
        if let Some((scheme, _)) = target.split_once(':') {
            let is_known =
                ["http", "https", "mailto", "tel"].contains(&scheme.to_lowercase().as_str());
            if !is_known {
                let message = format!("a link may not begin with `{scheme}:`");
                self.error(span, message, "use `https:`, `mailto:` or `tel:`");
            }
            return url.to_owned();
        }
        let Some(path) = self.target(target) else {
            let message = format!("the link leads to `{target}`, which is not in `content/`");
            let help = match target.starts_with("www.") {
                true => "an address on another host begins with `https://`",
                false => "name the markdown file, or a page such as `/figures/csat/`",
            };
            self.error(span, message, help);
            return url.to_owned();
        };
        let place = self.place(span);
        let root = "../".repeat(self.work.path.matches('/').count());
        let is_here = path == self.work.path;
        let href = if is_here { String::new() } else { format!("{root}{path}") };
        let href = if anchor.is_empty() { href } else { format!("{href}#{anchor}") };
        let opening = opening_tag(&href);
        self.links.push(InnerLink { path, anchor: anchor.to_owned(), place, opening });
        href
    }

    /// The page that a link in this document means.
    fn target(&self, target: &str) -> Option<String> {
        if target.is_empty() {
            return Some(self.work.path.to_owned());
        }
        if let Some(path) = target.strip_prefix('/') {
            let is_folder = path.is_empty() || path.ends_with('/');
            return Some(if is_folder { format!("{path}index.html") } else { path.to_owned() });
        }
        let folder = self.work.document.file.parent().unwrap_or(Path::new(""));
        let file = normal(&folder.join(target))?;
        let beside = normal(&folder.join(target).join("index.md"));
        let page = self.work.addresses.get(&file);
        page.or_else(|| self.work.addresses.get(&beside?)).cloned()
    }

    /// A picture beside the text; nothing where it cannot be read.
    fn image(
        &mut self,
        url: &str,
        alt: &str,
        span: Range<usize>,
    ) -> Option<(Image, PublishedPicture)> {
        if url.contains(':') || url.starts_with("//") {
            let message = "a picture must lie beside the text, not on another host".to_owned();
            self.error(span, message, "save it in the story's folder and name the file");
            return None;
        }
        if alt.trim().is_empty() {
            let message = "the picture has no description".to_owned();
            self.error(span.clone(), message, "write it between the brackets: `![…](file.jpg)`");
        }
        let span = span.start + self.from..span.end + self.from;
        self.work.picture(url, span, alt, self.problems)
    }

    /// The markup of a picture, which is then published.
    fn shown(&mut self, (image, picture): (Image, PublishedPicture)) -> Event<'e> {
        let root = "../".repeat(self.work.path.matches('/').count());
        let href = escape(&format!("{root}{}", image.path));
        self.pictures.push(picture);
        let alt = escape(&image.alt);
        let (width, height) = (image.width, image.height);
        let markup = format!(
            "<img src=\"{href}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" \
             loading=\"lazy\" decoding=\"async\">"
        );
        Event::Html(markup.into())
    }

    /// Whether those who are to be seen, named behind the picture's file, may be shown.
    fn may_show(&mut self, title: &str, span: Range<usize>) -> bool {
        if title.is_empty() {
            return true;
        }
        let Some(people) = title.strip_prefix("people:") else {
            let message =
                "the words behind the picture's file say nothing that is shown".to_owned();
            let help = "take them out, or name those who are to be seen: `![…](file.jpg \"people: \
                        una, tom\")`";
            self.error(span, message, help);
            return true;
        };
        let span = span.start + self.from..span.end + self.from;
        let source = &self.work.document.text[span.clone()];
        let start = source.rfind(people).map_or(span.start, |at| span.start + at);
        let mut seen = Vec::new();
        let mut at = start;
        for part in people.split(',') {
            let id = part.trim();
            let from = at + part.find(id).unwrap_or(0);
            seen.push(Spanned { value: id.to_owned(), span: from..from + id.len() });
            at += part.len() + 1;
        }
        self.work.may_show(&seen, self.problems)
    }

    fn image_end(&self, events: &[(Event<'_>, Range<usize>)], start: usize) -> usize {
        let is_end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(TagEnd::Image));
        events[start..].iter().position(is_end).map_or(events.len() - 1, |at| start + at)
    }
}

/// The tag that opens a link.
fn opening_tag(href: &str) -> String {
    format!("<a href=\"{}\">", escape(href))
}

fn heading_end(events: &[(Event<'_>, Range<usize>)], start: usize) -> usize {
    let is_end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(TagEnd::Heading(_)));
    events[start..].iter().position(is_end).map_or(events.len() - 1, |at| start + at)
}

fn plain_text(events: &[(Event<'_>, Range<usize>)]) -> String {
    let words = events.iter().filter_map(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Some(text.as_ref()),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    });
    words.collect()
}

/// The level of a heading below the page's title.
fn shifted(level: HeadingLevel) -> usize {
    (level as usize).clamp(2, 6)
}

/// Footnotes keep clear of the anchors of headings.
fn note<'e>(name: &CowStr<'_>) -> CowStr<'e> {
    format!("note-{}", words::slug(name.as_ref())).into()
}

/// A path without `.` and `..`; nothing where it leads out of the project.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if !parts.pop() => return None,
            Component::ParentDir => {}
            other => parts.push(other),
        }
    }
    Some(parts)
}

/// Text as it stands in markup, also in an attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
