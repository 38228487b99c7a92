//! Lists of stories: all, by year, and by every word of the taxonomy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::content::{Card, Content, CountedLink, Facet, Link, List, Pager};
use super::moves::moves;
use super::{Page, Work};
use crate::config::Term;
use crate::story::{Outcome, Story};
use crate::words;

/// Stories on a page.
pub(super) const PAGE: usize = 24;

/// A list and what is said of it.
struct Listing<'a> {
    /// Its folder: `tags/boats/`.
    folder: String,
    title: String,
    section: &'static str,
    crumbs: Vec<Link>,
    standfirst: String,
    term: Option<&'a Term>,
    mark: String,
    stories: Vec<&'a Story>,
    facets: Vec<Facet>,
    /// Whether it shows how its stories spread over time.
    has_moves: bool,
}

pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    let mut pages = all(work);
    if work.stories().is_empty() {
        return pages;
    }
    pages.extend(years(work));
    let config = work.m.config;
    pages.extend(terms(work, &config.types, "moments", |story| vec![story.kind.as_str()]));
    pages.extend(terms(work, &config.stages, "journey", |story| vec![story.stage.as_str()]));
    pages.extend(terms(work, &config.practices, "practices", |story| {
        story.details.practices.iter().map(String::as_str).collect()
    }));
    pages.extend(terms(work, &config.standards, "standards", |story| {
        story.details.standards.iter().map(String::as_str).collect()
    }));
    pages.extend(outcomes(work));
    pages.extend(teams(work));
    pages.extend(tags(work));
    pages
}

fn all(work: Work<'_>) -> Vec<Page> {
    let stories: Vec<&Story> = work.stories().iter().collect();
    let listing = Listing {
        folder: "stories/".into(),
        title: work.say("list.all", &[]),
        section: "stories",
        crumbs: Vec::new(),
        standfirst: work.say("list.all-note", &[]),
        term: None,
        has_moves: false,
        mark: String::new(),
        stories,
        facets: facets(work, ""),
    };
    listing.pages(work)
}

fn years(work: Work<'_>) -> Vec<Page> {
    let years: BTreeSet<i32> = work.stories().iter().map(|story| story.date.year()).collect();
    let year = |year: i32| {
        let folder = format!("stories/year/{year}/");
        Listing {
            facets: facets(work, &folder),
            folder,
            title: work.say("list.year", &[("year", &year.to_string())]),
            section: "stories",
            crumbs: vec![work.link(work.say("nav.stories", &[]), "stories/")],
            standfirst: String::new(),
            term: None,
            has_moves: false,
            mark: String::new(),
            stories: work.stories().iter().filter(|story| story.date.year() == year).collect(),
        }
        .pages(work)
        .into_iter()
        .map(move |mut page| {
            page.head.crumb = year.to_string();
            page
        })
    };
    years.into_iter().flat_map(year).collect()
}

fn terms<'a>(
    work: Work<'a>,
    terms: &'a [Term],
    root: &'static str,
    of: impl Fn(&'a Story) -> Vec<&'a str>,
) -> Vec<Page> {
    let mut pages = Vec::new();
    for term in terms {
        let id = term.id.value.as_str();
        let stories = work.stories().iter().filter(|story| of(story).contains(&id)).collect();
        let crumbs = match root {
            "journey" => vec![work.link(work.say("nav.journey", &[]), "journey/")],
            _ => vec![work.link(work.say("nav.stories", &[]), "stories/")],
        };
        let mark = if root == "moments" { work.kind(id).mark } else { String::new() };
        let folder = format!("{root}/{id}/");
        let listing = Listing {
            facets: Vec::new(),
            folder,
            title: term.name.clone(),
            section: if root == "journey" { "journey" } else { "stories" },
            crumbs,
            standfirst: String::new(),
            term: Some(term),
            mark,
            stories,
            has_moves: true,
        };
        pages.extend(listing.pages(work));
    }
    pages
}

fn outcomes(work: Work<'_>) -> Vec<Page> {
    let outcome = |outcome: Outcome| {
        Listing {
            folder: format!("outcomes/{}/", outcome.id()),
            title: work.outcome_name(outcome),
            section: "stories",
            crumbs: vec![work.link(work.say("nav.stories", &[]), "stories/")],
            standfirst: work.say(&format!("outcome.{}-note", outcome.id()), &[]),
            term: None,
            has_moves: false,
            mark: String::new(),
            stories: work.stories().iter().filter(|story| story.outcome == outcome).collect(),
            facets: Vec::new(),
        }
        .pages(work)
    };
    Outcome::ALL.into_iter().flat_map(outcome).collect()
}

/// All stories of a team, where its own page does not show them all.
fn teams(work: Work<'_>) -> Vec<Page> {
    let team = |team: &crate::config::Team| {
        let id = &team.id.value;
        let stories: Vec<&Story> =
            work.stories().iter().filter(|story| story.teams.contains(id)).collect();
        if stories.len() <= super::group_pages::STORIES {
            return Vec::new();
        }
        Listing {
            folder: format!("teams/{id}/stories/"),
            title: work.say("list.team", &[("team", &team.name)]),
            section: "stories",
            crumbs: vec![work.link(team.name.clone(), &format!("teams/{id}/"))],
            standfirst: String::new(),
            term: None,
            has_moves: false,
            mark: String::new(),
            stories,
            facets: Vec::new(),
        }
        .pages(work)
    };
    work.m.config.teams.iter().flat_map(team).collect()
}

/// The address of a tag.
pub(super) fn tag_folder(tag: &str) -> String {
    let slug = words::slug(tag);
    format!("tags/{}/", if slug.is_empty() { "other" } else { &slug })
}

fn tags(work: Work<'_>) -> Vec<Page> {
    let mut by_folder: BTreeMap<String, (&str, Vec<&Story>)> = BTreeMap::new();
    for story in work.stories() {
        for tag in &story.details.tags {
            let (name, stories) = by_folder.entry(tag_folder(tag)).or_insert((tag, Vec::new()));
            *name = (*name).min(tag);
            if stories.last().is_none_or(|last| last.slug != story.slug) {
                stories.push(story);
            }
        }
    }
    let page = |(folder, (tag, stories)): (String, (&str, Vec<&Story>))| {
        Listing {
            folder,
            title: work.say("list.tag", &[("tag", tag)]),
            section: "stories",
            crumbs: vec![work.link(work.say("nav.stories", &[]), "stories/")],
            standfirst: String::new(),
            term: None,
            has_moves: true,
            mark: String::new(),
            stories,
            facets: Vec::new(),
        }
        .pages(work)
    };
    by_folder.into_iter().flat_map(page).collect()
}

/// Ways to narrow the list of all stories.
fn facets(work: Work<'_>, current: &str) -> Vec<Facet> {
    let mut years: BTreeMap<i32, usize> = BTreeMap::new();
    for story in work.stories() {
        *years.entry(story.date.year()).or_default() += 1;
    }
    let link = |name: String, folder: String, count: usize| CountedLink {
        is_current: folder == current,
        name,
        path: format!("{folder}index.html"),
        count,
    };
    let by_year = years.into_iter().rev();
    let by_year =
        by_year.map(|(year, n)| link(year.to_string(), format!("stories/year/{year}/"), n));
    let count = |is: &dyn Fn(&Story) -> bool| work.stories().iter().filter(|s| is(s)).count();
    let by_kind = work.m.config.types.iter().map(|term| {
        let id = term.id.value.as_str();
        link(term.name.clone(), format!("moments/{id}/"), count(&|story| story.kind == id))
    });
    let by_outcome = Outcome::ALL.into_iter().map(|outcome| {
        let folder = format!("outcomes/{}/", outcome.id());
        link(work.outcome_name(outcome), folder, count(&|story| story.outcome == outcome))
    });
    let by_practice = work.m.config.practices.iter().map(|term| {
        let id = &term.id.value;
        let count = count(&|story| story.details.practices.contains(id));
        link(term.name.clone(), format!("practices/{id}/"), count)
    });
    let facet = |key: &str, links: Vec<CountedLink>| Facet {
        label: work.say(key, &[]),
        links: links.into_iter().filter(|link| link.count > 0).collect(),
    };
    let all = [
        facet("facet.year", by_year.collect()),
        facet("facet.kind", by_kind.collect()),
        facet("facet.outcome", by_outcome.collect()),
        facet("facet.practice", by_practice.collect()),
    ];
    all.into_iter().filter(|facet| !facet.links.is_empty()).collect()
}

/// The stories that everybody should know.
fn emblems(work: Work<'_>) -> Vec<Arc<Card>> {
    let emblems = work.stories().iter().filter(|story| story.details.is_emblem);
    emblems.map(|story| work.card(story)).collect()
}

impl Listing<'_> {
    fn pages(&self, work: Work<'_>) -> Vec<Page> {
        let count = self.stories.len().div_ceil(PAGE).max(1);
        (0..count).map(|at| self.page(work, at, count)).collect()
    }

    fn folder_of(&self, at: usize) -> String {
        if at == 0 { self.folder.clone() } else { format!("{}page/{}/", self.folder, at + 1) }
    }

    fn page(&self, work: Work<'_>, at: usize, count: usize) -> Page {
        let mut crumbs = self.crumbs.clone();
        let number = (at + 1).to_string();
        let title = if at == 0 {
            self.title.clone()
        } else {
            crumbs.push(work.link(self.title.clone(), &self.folder));
            work.say("list.page-title", &[("title", &self.title), ("n", &number)])
        };
        let start = at * PAGE;
        let stories = &self.stories[start..(start + PAGE).min(self.stories.len())];
        let neighbour = |key: &str, at: usize| work.link(work.say(key, &[]), &self.folder_of(at));
        let pager = Pager {
            words: match count {
                1 => String::new(),
                _ => work.say("list.pager", &[("n", &number), ("of", &count.to_string())]),
            },
            previous: at.checked_sub(1).map(|before| neighbour("list.newer", before)),
            following: (at + 1 < count).then(|| neighbour("list.older", at + 1)),
        };
        let text =
            |text: fn(&Term) -> &String| self.term.map_or(String::new(), |t| text(t).clone());
        let standfirst = match self.standfirst.as_str() {
            "" => work.say_count("list.count", self.stories.len(), &[]),
            words => words.to_owned(),
        };
        let list = List {
            mark: self.mark.clone(),
            definition: text(|term| &term.definition),
            how_to_spot: text(|term| &term.how_to_spot),
            cards: stories.iter().map(|story| work.card(story)).collect(),
            empty: if stories.is_empty() { work.say("list.empty", &[]) } else { String::new() },
            moves: (at == 0 && self.has_moves).then(|| moves(work, &self.stories)).flatten(),
            emblems: match at == 0 && self.folder == "stories/" {
                true => emblems(work),
                false => Vec::new(),
            },
            legends: match at == 0 && self.folder == "stories/" {
                true => work.m.stories.legends.iter().map(|story| work.card(story)).collect(),
                false => Vec::new(),
            },
            facets: self.facets.clone(),
            pager,
            standfirst,
        };
        let mut head = work.head(&self.folder_of(at), title, self.section, crumbs);
        head.description = list.definition.clone();
        Page {
            head,
            template: "list.html",
            content: Content::List(Box::new(list)),
            figures: Vec::new(),
        }
    }
}
