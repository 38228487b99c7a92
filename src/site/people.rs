//! A page for everybody who may be named: stories, and no number.

use std::collections::BTreeMap;

use super::content::{Content, GroupLine, GroupsPage, Link, PersonPage};
use super::{LISTED, Page, Work};
use crate::story::Story;

/// The pages of those who have a part in a story, and the list of them.
pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    let mut by_id: BTreeMap<&str, Vec<&Story>> = BTreeMap::new();
    for story in work.stories() {
        for colleague in story.details.people.iter().filter(|colleague| colleague.is_named) {
            by_id.entry(&colleague.id).or_default().push(story);
        }
    }
    let mut pages: Vec<Page> =
        by_id.iter().filter_map(|(id, stories)| person(work, id, stories)).collect();
    if !pages.is_empty() {
        pages.push(list(work, &pages));
    }
    pages
}

fn person(work: Work<'_>, id: &str, stories: &[&Story]) -> Option<Page> {
    let person = work.m.people.get(id)?;
    let name = work.m.people.title(person)?;
    let team = work.team_link(&person.team);
    let content = PersonPage {
        standfirst: match stories.len() > LISTED {
            true => work.say("person.standfirst-newest", &[("name", &name), ("team", &team.name)]),
            false => work.say("person.standfirst", &[("name", &name), ("team", &team.name)]),
        },
        all_of_team: Link {
            name: work.say("person.all-of-team", &[("team", &team.name)]),
            path: team.path.clone(),
        },
        team,
        cards: stories.iter().take(LISTED).map(|story| work.card(story)).collect(),
    };
    let crumbs = vec![
        work.link(work.say("nav.stories", &[]), "stories/"),
        work.link(work.say("person.list", &[]), "people/"),
    ];
    let head = work.head(&format!("people/{id}/"), name, "stories", crumbs);
    let content = Content::Person(Box::new(content));
    Some(Page { head, template: "person.html", content, figures: Vec::new() })
}

/// In alphabetical order, with the team and nothing that could rank.
fn list(work: Work<'_>, pages: &[Page]) -> Page {
    let line = |page: &Page| {
        let Content::Person(person) = &page.content else { return None };
        Some(GroupLine {
            name: page.head.title.clone(),
            path: page.head.path.clone(),
            words: person.team.name.clone(),
            stories: String::new(),
        })
    };
    let mut groups: Vec<GroupLine> = pages.iter().filter_map(line).collect();
    groups.sort_by_cached_key(|line| (crate::words::key(&line.name), line.path.clone()));
    let content = GroupsPage { standfirst: work.say("person.list-note", &[]), groups };
    let crumbs = vec![work.link(work.say("nav.stories", &[]), "stories/")];
    let head = work.head("people/", work.say("person.list", &[]), "stories", crumbs);
    let content = Content::Groups(Box::new(content));
    Page { head, template: "groups.html", content, figures: Vec::new() }
}
