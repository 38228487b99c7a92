//! Every page, link, table and figure as plain serializable data: the contract with themes.

mod about;
mod audit;
mod body;
mod calls;
mod card;
mod catalogue;
pub mod content;
mod control;
mod decide;
mod drawings;
mod evidence;
pub mod figure;
mod finding;
mod group_pages;
mod home;
mod journey;
mod lessons;
mod lists;
mod metric_pages;
mod moves;
mod newsroom;
mod overview;
mod people;
mod shell;
mod splits;
mod story_pages;
mod subject;
mod trend;
mod voice;
mod week;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::calendar::Day;
use crate::config::{Config, Term};
use crate::diagnostic::Problems;
use crate::metric::Metrics;
use crate::moment::{Candidates, Moments};
use crate::privacy::People;
use crate::rollup::Rollup;
use crate::source::Companions;
use crate::story::{Stories, Story};
use crate::words::printable;
pub use catalogue::{Sort, name, sort};
pub use newsroom::CANDIDATES;

use content::{Card, Content, Head, Link, Shell};
use figure::Figure;

/// All pages of the site.
#[derive(Clone, Debug)]
pub struct Site {
    /// What all pages share.
    pub shell: Shell,
    /// The pages, in no particular order; no two have one path.
    pub pages: Vec<Page>,
    /// The cards of all stories that have a page.
    pub cards: Vec<Arc<Card>>,
    /// The day of the build.
    pub today: Day,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// What every page has.
    pub head: Head,
    /// The template that it is filled into.
    pub template: &'static str,
    /// What stands on it.
    pub content: Content,
    /// Its figures.
    pub figures: Vec<Figure>,
}

/// What pages are made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The figures.
    pub metrics: &'a Metrics,
    /// The stories.
    pub stories: &'a Stories,
    /// The interactions that stories name.
    pub moments: &'a Moments,
    /// The moments in the data that nobody has written up; nothing where there is no newsroom.
    pub candidates: Option<&'a Candidates>,
    /// What was read.
    pub rollup: &'a Rollup,
    /// The small tables that people keep by hand.
    pub companions: &'a Companions,
    /// How those who work here may be named.
    pub people: People<'a>,
    /// The style sheet, for its version.
    pub style: &'a str,
    /// The script, for its version.
    pub script: &'a [u8],
    /// The day of the build.
    pub today: Day,
}

/// So many entries of a list stand on a page that is no list of its own.
const LISTED: usize = 24;

/// How much there is of a site.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// The day of the build.
    pub today: Day,
    /// How many pages there are.
    pub pages: usize,
    /// Whether there is a feed.
    pub has_feed: bool,
}

impl Site {
    /// How much there is of it.
    pub fn extent(&self) -> Extent {
        let has_feed = self.shell.feed_url.is_some();
        Extent { today: self.today, pages: self.pages.len(), has_feed }
    }
}

/// Puts the pages together. What texts and panels ask for wrongly is added to `problems`.
pub fn assemble<'a>(material: Material<'a>, problems: &mut Problems) -> Site {
    let none = FxHashMap::default();
    let work = Work { m: material, cards: &none };
    let card = |story: &'a Story| (story.slug.as_str(), Arc::new(work.new_card(story)));
    let cards: FxHashMap<&str, Arc<Card>> = material.stories.all().map(card).collect();
    let work = Work { m: material, cards: &cards };
    calls::check(work, problems);
    let mut pages = vec![home::page(work)];
    pages.extend(story_pages::pages(work));
    pages.extend(lists::pages(work));
    pages.extend(journey::page(work));
    pages.extend(lessons::page(work));
    pages.extend(audit::page(work));
    pages.extend(decide::page(work));
    pages.extend(voice::page(work));
    pages.extend(people::pages(work));
    pages.extend(newsroom::page(work));
    if !material.metrics.list.is_empty() {
        pages.extend([overview::page(work), overview::definitions(work)]);
    }
    pages.extend(metric_pages::pages(work));
    pages.extend(group_pages::pages(work));
    pages.push(about::page(work));
    pages.extend(shell::text_pages(work));
    let shell = shell::shell(work, &pages);
    pages.iter_mut().for_each(|page| shell::place(&mut page.head, &shell));
    let mut catalogue = catalogue::page(work, &pages);
    shell::place(&mut catalogue.head, &shell);
    pages.push(catalogue);
    Site { shell, pages, cards: cards.into_values().collect(), today: material.today }
}

/// The material with what every page needs of it.
#[derive(Clone, Copy)]
struct Work<'a> {
    m: Material<'a>,
    /// The card of each story, by its slug.
    cards: &'a FxHashMap<&'a str, Arc<Card>>,
}

impl<'a> Work<'a> {
    /// A sentence.
    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.m.config.words.say(key, values)
    }

    /// A sentence that has a form for one and a form for more: `<key>-one` and `<key>-many`.
    fn say_count(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        let form = if count == 1 { "one" } else { "many" };
        let number = self.m.config.words.count(count as i64);
        let mut all = vec![("n", number.as_str())];
        all.extend(values);
        self.say(&format!("{key}-{form}"), &all)
    }

    /// A note, and how many of all entries a page has, where those are not all.
    fn note_of(&self, note: &str, of: usize) -> String {
        if of <= LISTED {
            return note.to_owned();
        }
        let words = &self.m.config.words;
        let (n, of) = (words.count(LISTED as i64), words.count(of as i64));
        self.say("list.some", &[("note", note), ("n", &n), ("of", &of)])
    }

    /// Items of which one is enough: `a, b or c`.
    fn either(&self, items: &[String]) -> String {
        match items {
            [most @ .., last] if !most.is_empty() => {
                self.say("list.or", &[("items", &most.join(", ")), ("last", last)])
            }
            _ => items.concat(),
        }
    }

    /// What every page has. `path` is its folder, such as `stories/`, or empty for the home page.
    fn head(&self, folder: &str, title: String, section: &str, crumbs: Vec<Link>) -> Head {
        let path = format!("{folder}index.html");
        let base_url = &self.m.config.base_url.value;
        Head {
            description: String::new(),
            root: "../".repeat(folder.matches('/').count()),
            section: section.to_owned(),
            crumbs,
            crumb: title.clone(),
            is_section: false,
            is_in_bar: false,
            canonical_url: (!base_url.is_empty())
                .then(|| format!("{}/{folder}", base_url.trim_end_matches('/'))),
            edit_url: None,
            path,
            title,
        }
    }

    /// The link to a page of its own folder.
    fn link(&self, name: impl Into<String>, folder: &str) -> Link {
        Link { name: name.into(), path: format!("{folder}index.html") }
    }

    /// The link to a story.
    fn story_link(&self, story: &Story) -> Link {
        self.link(story.title.clone(), &format!("stories/{}/", story.slug))
    }

    /// The link to a team; an empty path where it has no page.
    fn team_link(&self, id: &str) -> Link {
        let path = if self.has_team(id) { format!("teams/{id}/index.html") } else { String::new() };
        Link { name: self.team_name(id), path }
    }

    /// Who is meant by the id of a person or a team, or by a role in words.
    fn team_or_role(&self, written: &str) -> String {
        let team = self.m.config.teams.iter().find(|team| *team.id == *written);
        let person = || self.m.people.get(written).map(|person| self.m.people.name(person));
        let name = team.map(|team| team.name.clone()).or_else(person);
        name.unwrap_or_else(|| written.to_owned())
    }

    /// Where to edit a file.
    fn edit_url(&self, file: &std::path::Path) -> Option<String> {
        let pattern = &self.m.config.edit_url.value;
        let path = file.to_string_lossy().replace('\\', "/");
        (!pattern.is_empty()).then(|| pattern.replace("{path}", &path))
    }

    /// The term of an id.
    fn term(&self, terms: &'a [Term], id: &str) -> Option<&'a Term> {
        terms.iter().find(|term| term.id.value == id)
    }

    /// The name of a team.
    fn team_name(&self, id: &str) -> String {
        let team = self.m.config.teams.iter().find(|team| team.id.value == id);
        let groups = self.m.metrics.groups.get(&crate::interaction::Dimension::Team);
        let group = groups.into_iter().flatten().find(|group| group.slug == id);
        match (team, group) {
            (Some(team), _) => team.name.clone(),
            (None, Some(group)) => group.label.clone(),
            (None, None) => id.to_owned(),
        }
    }

    /// What a channel of the data is commonly called.
    fn channel_name(&self, channel: &str) -> String {
        let sentence = format!("channel.{}", channel.to_lowercase());
        let words = &self.m.config.words;
        if words.has(&sentence) { words.say(&sentence, &[]) } else { printable(channel) }
    }

    /// The stories, newest first.
    fn stories(&self) -> &'a [Story] {
        &self.m.stories.list
    }

    /// Whether the data knows a team, so that it has a page of figures.
    fn has_team(&self, id: &str) -> bool {
        let teams = self.m.metrics.groups.get(&crate::interaction::Dimension::Team);
        teams.is_some_and(|teams| teams.iter().any(|team| team.slug == id))
            || self.m.config.teams.iter().any(|team| team.id.value == id)
    }
}
