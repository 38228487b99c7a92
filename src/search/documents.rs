//! What is searched in: the words of each page, and what is shown of it.

use serde::Serialize;

use super::fold::fold;
use super::plain::text_of;
use crate::site::content::{
    Block, Content, DecidePage, Labelled, List, Said, StoryPage, VoicePage,
};
use crate::site::{self, Page, Site, Sort};
use crate::words::{Words, shortened};

/// So many characters of a page are shown with its title.
const SHOWN: usize = 160;

/// A page that can be found. It says nothing that the page does not say.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    /// What is shown of it.
    pub(super) shown: Shown,
    /// What is searched in, folded: its text, the names beside it, its title.
    pub(super) texts: [String; 3],
}

/// What is shown of a page that was found.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Shown(String, String, String, String);

/// The pages that can be found. Those that come first are shown first where nothing else parts
/// them; of stories, the newest.
pub(super) fn documents(site: &Site, words: &Words) -> impl Iterator<Item = Document> {
    let found = site.pages.iter().filter_map(|page| Some((site::sort(page)?, page)));
    let mut found: Vec<(Sort, &Page)> = found.collect();
    found.sort_by(|(a, this), (b, other)| {
        let newest_first = day(other).cmp(day(this));
        a.cmp(b).then(newest_first).then_with(|| this.head.path.cmp(&other.head.path))
    });
    found.into_iter().map(|(sort, page)| document(site::name(page), page, sort, words))
}

/// The day of a story as far as it is told.
fn day(page: &Page) -> &str {
    match &page.content {
        Content::Story(story) if story.card.hides_day => &story.card.iso_date[..4],
        Content::Story(story) => &story.card.iso_date,
        _ => "",
    }
}

fn document(title: &str, page: &Page, sort: Sort, words: &Words) -> Document {
    let label = match &page.content {
        Content::Story(story) => words.say("search.story", &[("date", &story.card.date)]),
        _ => words.say(&format!("search.{}", sort.id()), &[]),
    };
    let head = &page.head;
    let (mut beside, text) = beside_and_text(page);
    beside.extend((head.title != title).then_some(head.title.as_str()));
    let about = if head.description.is_empty() { &text[0] } else { &head.description };
    let about = shortened(about, SHOWN);
    let folder = head.path.trim_end_matches("index.html").to_owned();
    Document {
        shown: Shown(folder, title.to_owned(), label, about),
        texts: [fold(&text.join("\n")), fold(&beside.join("\n")), fold(title)],
    }
}

/// The names beside a text, and the text: its first line can stand for it.
fn beside_and_text(page: &Page) -> (Vec<&str>, Vec<String>) {
    let none = Vec::new;
    match &page.content {
        Content::Story(story) => (beside_story(story), text_of_story(story)),
        Content::Person(person) => (vec![&person.team.name], vec![person.standfirst.clone()]),
        Content::Metric(metric) => {
            let first = vec![metric.standfirst.clone()];
            (none(), with_labelled(first, &metric.definition))
        }
        Content::Group(group) => (none(), vec![group.standfirst.clone()]),
        Content::Groups(groups) => (none(), vec![groups.standfirst.clone()]),
        Content::List(list) => (none(), text_of_list(list)),
        Content::Figures(figures) => (none(), vec![figures.standfirst.clone()]),
        Content::Definitions(definitions) => {
            let mut text = vec![definitions.standfirst.clone()];
            for definition in &definitions.list {
                text.push(definition.name.clone());
                text = with_labelled(text, &definition.lines);
            }
            (none(), text)
        }
        Content::Journey(journey) => {
            (none(), with_labelled(vec![journey.standfirst.clone()], &journey.gaps))
        }
        Content::Lessons(lessons) => {
            let causes = lessons.causes.iter().flat_map(|it| [it.cause.clone(), it.fix.clone()]);
            (none(), [lessons.standfirst.clone()].into_iter().chain(causes).collect())
        }
        Content::About(about) => {
            (none(), with_labelled(vec![about.standfirst.clone()], &about.notes))
        }
        Content::Decide(decide) => (none(), text_of_decide(decide)),
        Content::Basics(basics) => {
            let items = basics.dimensions.iter().flat_map(|it| &it.items);
            let items = items.map(|item| item.item.clone());
            (none(), [basics.standfirst.clone()].into_iter().chain(items).collect())
        }
        Content::Voice(voice) => (none(), text_of_voice(voice)),
        Content::Text(text) => (none(), vec![text_of_blocks(&text.body)]),
        Content::Home(home) => (none(), vec![text_of_blocks(&home.body)]),
        Content::Newsroom(_) | Content::Alias(_) | Content::Search(_) => {
            (none(), vec![String::new()])
        }
    }
}

fn beside_story(story: &StoryPage) -> Vec<&str> {
    let card = &story.card;
    let facts = story.facts.iter().chain(&story.further_facts).flat_map(|fact| &fact.values);
    let links = facts.chain(&story.tags).map(|link| link.name.as_str());
    let card = [&card.kind.name, &card.stage, &card.outcome, &card.teams].map(String::as_str);
    card.into_iter().chain(links).collect()
}

fn text_of_story(story: &StoryPage) -> Vec<String> {
    let mut text = vec![story.card.summary.clone(), text_of_blocks(&story.body)];
    let lines = story.summary_lines.iter().chain(&story.cause).map(|line| &line.text);
    text.extend(lines.cloned());
    text.extend(story.quote.iter().map(|quote| quote.text.clone()));
    let steps = story.heard.iter().filter(|step| step.is_recorded);
    text.extend(steps.map(|step| step.text.clone()));
    text.extend(story.timeline.iter().map(|step| step.what.clone()));
    text.extend(story.evidence.iter().map(|evidence| evidence.about.clone()));
    text.extend([&story.learned, &story.next, &story.discuss].map(String::clone));
    text
}

fn text_of_list(list: &List) -> Vec<String> {
    vec![list.definition.clone(), list.how_to_spot.clone()]
}

fn text_of_decide(decide: &DecidePage) -> Vec<String> {
    let mut text = vec![decide.standfirst.clone()];
    text.extend(decide.limit_lines.iter().cloned());
    text.extend(decide.exceptions.iter().flat_map(|it| [it.rule.clone(), it.why.clone()]));
    text.extend(decide.policies.iter().map(|policy| policy.rule.clone()));
    text.extend(decide.barriers.iter().map(|barrier| barrier.barrier.clone()));
    text
}

fn text_of_voice(voice: &VoicePage) -> Vec<String> {
    let said = |said: &Said| [said.comment.clone(), said.change.clone()];
    let said = voice.changes.iter().chain(&voice.thanks).flat_map(said);
    [voice.standfirst.clone()].into_iter().chain(said).collect()
}

fn with_labelled(mut text: Vec<String>, lines: &[Labelled]) -> Vec<String> {
    text.extend(lines.iter().flat_map(|line| [line.label.clone(), line.text.clone()]));
    text
}

fn text_of_blocks(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if let Block::Markup { html } = block {
            text.push_str(&text_of(html));
            text.push('\n');
        }
    }
    text
}
