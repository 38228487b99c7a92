//! Customers' own words, and what was changed since.

use super::content::{Content, QuoteOfStory, Said, VoicePage};
use super::{LISTED, Page, Work};
use crate::source::Comment;
use crate::words::typographic;

/// So many words from stories stand here: the newest.
const QUOTES: usize = 12;

/// The page; nothing where no customer has said anything.
pub(super) fn page(work: Work<'_>) -> Option<Page> {
    let comments = &work.m.companions.voice;
    let changes = comments.iter().filter(|comment| !comment.change.is_empty());
    // A plain word of thanks is nothing without its words.
    let thanks = comments.iter().filter(|said| said.change.is_empty() && said.has_consent);
    let of_story =
        |story| Some(QuoteOfStory { quote: work.quote(story)?, story: work.story_link(story) });
    let content = VoicePage {
        standfirst: match comments.len() > LISTED {
            true => work.say("voice.standfirst-newest", &[]),
            false => work.say("voice.standfirst", &[]),
        },
        changes: changes.take(LISTED).map(|comment| said(work, comment)).collect(),
        thanks: thanks.take(LISTED).map(|comment| said(work, comment)).collect(),
        quotes: work.stories().iter().filter_map(of_story).take(QUOTES).collect(),
    };
    if content.changes.is_empty() && content.thanks.is_empty() && content.quotes.is_empty() {
        return None;
    }
    let mut head = work.head("voice/", work.say("voice.title", &[]), "voice", Vec::new());
    head.description = content.standfirst.clone();
    let content = Content::Voice(Box::new(content));
    Some(Page { head, template: "voice.html", content, figures: Vec::new() })
}

/// The last thing that was changed.
pub(super) fn last_change(work: Work<'_>) -> Option<Said> {
    let comments = &work.m.companions.voice;
    let changed = comments.iter().filter(|c| c.has_consent && !c.change.is_empty());
    let last = changed.max_by_key(|comment| (comment.changed, comment.date, comment.line))?;
    Some(said(work, last))
}

fn said(work: Work<'_>, comment: &Comment) -> Said {
    let words = &work.m.config.words;
    let day = words.day(comment.date);
    let note = if comment.has_consent { "voice.said" } else { "voice.no-consent" };
    let changed = comment.changed.map(|day| words.day(day));
    Said {
        comment: match comment.has_consent {
            true => typographic(&comment.comment),
            false => String::new(),
        },
        note: work.say(note, &[("day", &day)]),
        change: typographic(&comment.change),
        changed: match (comment.change.is_empty(), changed) {
            (true, _) => String::new(),
            (false, Some(day)) => work.say("voice.changed", &[("day", &day)]),
            (false, None) => work.say("voice.changing", &[]),
        },
    }
}
