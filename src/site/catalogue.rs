//! What can be found: all pages that stand for something, and the page that lists them.

use std::collections::BTreeMap;

use super::content::{Content, CountedLink, Facet, SearchPage};
use super::{Page, Work};

/// More links of one sort than this are no list: a link to their own list stands in their place.
const LISTED: usize = 96;

/// What a page stands for, in the order in which pages are shown where nothing else parts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A figure.
    Figure,
    /// A team.
    Team,
    /// A channel.
    Channel,
    /// A topic.
    Topic,
    /// Somebody who works here.
    Person,
    /// A story.
    Story,
    /// The stories of a kind of moment.
    Kind,
    /// The stories of a stage.
    Stage,
    /// The stories of a practice.
    Practice,
    /// The stories of a standard.
    Standard,
    /// The stories of an outcome.
    Outcome,
    /// The stories with a tag.
    Tag,
    /// The stories of a year.
    Year,
    /// A page by itself.
    Page,
}

impl Sort {
    /// Every sort, in the order in which they are listed.
    pub const ALL: [Sort; 14] = [
        Sort::Page,
        Sort::Year,
        Sort::Story,
        Sort::Person,
        Sort::Figure,
        Sort::Team,
        Sort::Channel,
        Sort::Topic,
        Sort::Stage,
        Sort::Kind,
        Sort::Practice,
        Sort::Standard,
        Sort::Outcome,
        Sort::Tag,
    ];

    /// Its name: that of its sentences.
    pub fn id(self) -> &'static str {
        match self {
            Sort::Page => "page",
            Sort::Figure => "figure",
            Sort::Team => "team",
            Sort::Channel => "channel",
            Sort::Topic => "topic",
            Sort::Person => "person",
            Sort::Stage => "stage",
            Sort::Kind => "kind",
            Sort::Practice => "practice",
            Sort::Standard => "standard",
            Sort::Outcome => "outcome",
            Sort::Tag => "tag",
            Sort::Year => "year",
            Sort::Story => "story",
        }
    }

    /// Where all of them are listed; nothing where there is no such page.
    fn list(self) -> Option<&'static str> {
        match self {
            Sort::Story => Some("stories/index.html"),
            Sort::Person => Some("people/index.html"),
            Sort::Team => Some("teams/index.html"),
            Sort::Channel => Some("channels/index.html"),
            Sort::Topic => Some("topics/index.html"),
            _ => None,
        }
    }
}

/// What a page stands for; nothing where it is found through another, or is not for everybody.
pub fn sort(page: &Page) -> Option<Sort> {
    let folders: Vec<&str> = page.head.path.split('/').rev().skip(1).collect();
    match &page.content {
        Content::Story(_) => Some(Sort::Story),
        Content::Person(_) => Some(Sort::Person),
        Content::Metric(_) => (folders.len() == 2).then_some(Sort::Figure),
        Content::Group(_) => match folders.last().copied() {
            Some("teams") => Some(Sort::Team),
            Some("channels") => Some(Sort::Channel),
            _ => Some(Sort::Topic),
        },
        // From the innermost folder outwards; all pages of a list but the first are deeper.
        Content::List(_) => match folders.as_slice() {
            ["stories"] => Some(Sort::Page),
            [_, "year", "stories"] => Some(Sort::Year),
            [_, "moments"] => Some(Sort::Kind),
            [_, "journey"] => Some(Sort::Stage),
            [_, "practices"] => Some(Sort::Practice),
            [_, "standards"] => Some(Sort::Standard),
            [_, "outcomes"] => Some(Sort::Outcome),
            [_, "tags"] => Some(Sort::Tag),
            _ => None,
        },
        Content::Text(_) => (page.head.path != "404.html").then_some(Sort::Page),
        Content::Newsroom(_) | Content::Alias(_) | Content::Search(_) => None,
        Content::Home(_)
        | Content::Figures(_)
        | Content::Definitions(_)
        | Content::Groups(_)
        | Content::Journey(_)
        | Content::Lessons(_)
        | Content::About(_)
        | Content::Decide(_)
        | Content::Basics(_)
        | Content::Voice(_) => Some(Sort::Page),
    }
}

/// What a page is called where it is one of many: not by its finding, but as the figure is called, or
/// as the navigation has it.
pub fn name(page: &Page) -> &str {
    match &page.content {
        Content::List(_) => &page.head.title,
        _ => &page.head.crumb,
    }
}

/// The page of the search. Without a script it lists all that is there.
pub(super) fn page(work: Work<'_>, pages: &[Page]) -> Page {
    let mut by_sort: BTreeMap<Sort, Vec<CountedLink>> = BTreeMap::new();
    for page in pages {
        let Some(sort) = sort(page) else { continue };
        by_sort.entry(sort).or_default().push(CountedLink {
            name: name(page).to_owned(),
            path: page.head.path.clone(),
            count: 0,
            is_current: false,
        });
    }
    let group = |sort: Sort| {
        let mut links = by_sort.remove(&sort)?;
        let is_there = |list: &&str| pages.iter().any(|page| page.head.path == *list);
        if let Some(list) = sort.list().filter(is_there).filter(|_| links.len() > LISTED) {
            let n = work.m.config.words.count(links.len() as i64);
            let name = work.say(&format!("search.{}-list", sort.id()), &[("n", &n)]);
            links = vec![CountedLink { name, path: list.to_owned(), count: 0, is_current: false }];
        }
        match sort {
            // In the order of the site, and stories newest first.
            Sort::Page | Sort::Story | Sort::Figure | Sort::Stage | Sort::Kind => {}
            Sort::Year => links.reverse(),
            _ => {
                links.sort_by_cached_key(|link| (crate::words::key(&link.name), link.path.clone()))
            }
        }
        Some(Facet { label: work.say(&format!("search.{}-all", sort.id()), &[]), links })
    };
    let groups = Sort::ALL.into_iter().filter_map(group).collect();
    let content = Content::Search(Box::new(SearchPage { groups }));
    let mut head = work.head("search/", work.say("search.title", &[]), "search", Vec::new());
    head.description = work.say("search.description", &[]);
    Page { head, template: "search.html", content, figures: Vec::new() }
}
