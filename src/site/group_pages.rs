//! A page for each team, channel and topic, and the lists of them.

use super::body::Setter;
use super::content::{Basic, Block, Content, GroupLine, GroupPage, GroupsPage, Link};
use super::figure::Figure;
use super::metric_pages::group_folder;
use super::splits::alphabetical;
use super::{Page, Work};
use crate::config::PanelPage;
use crate::interaction::Dimension;
use crate::story::Story;

/// Stories on the page of a group.
pub(super) const STORIES: usize = 6;

pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    let dimensions = [Dimension::Team, Dimension::Channel, Dimension::Topic];
    let mut pages: Vec<Page> =
        dimensions.into_iter().flat_map(|dimension| of_dimension(work, dimension)).collect();
    pages.extend(teams_without_data(work));
    pages
}

fn of_dimension(work: Work<'_>, dimension: Dimension) -> Vec<Page> {
    let Some(names) = work.m.metrics.groups.get(&dimension) else { return Vec::new() };
    let mut pages: Vec<Page> = (0..names.len()).map(|at| group(work, dimension, at)).collect();
    pages.push(list(work, dimension));
    pages
}

fn list(work: Work<'_>, dimension: Dimension) -> Page {
    let names = &work.m.metrics.groups[&dimension];
    let volume = work.m.metrics.get("volume");
    let line = |&at: &usize| {
        let name = &names[at];
        let words = volume.map_or(String::new(), |metric| {
            let total = metric.splits[&dimension][at].total;
            let value = work.shown(metric, total);
            match total.number() {
                Some(_) => work.say("groups.volume", &[("n", &value)]),
                None => value,
            }
        });
        let stories = stories(work, dimension, &name.slug).len();
        GroupLine {
            name: name.label.clone(),
            path: format!("{}index.html", group_folder(dimension, &name.slug).unwrap_or_default()),
            words,
            stories: match stories {
                0 => String::new(),
                count => work.say_count("groups.stories", count, &[]),
            },
        }
    };
    let content = GroupsPage {
        standfirst: standfirst(work, dimension),
        groups: alphabetical(names).iter().map(line).collect(),
    };
    let folder = group_folder(dimension, "").unwrap_or_default().replace("//", "/");
    let title = work.say(&format!("groups.{}", dimension.name()), &[]);
    let head = work.head(&folder, title, "figures", crumbs(work, None));
    Page {
        head,
        template: "groups.html",
        content: Content::Groups(Box::new(content)),
        figures: Vec::new(),
    }
}

/// What they are, and since when their interactions are counted.
fn standfirst(work: Work<'_>, dimension: Dimension) -> String {
    let note = work.say(&format!("groups.{}-note", dimension.name()), &[]);
    let volume = work.m.metrics.get("volume");
    let first = volume.and_then(|metric| metric.splits[&dimension].first()?.months.first());
    let Some(first) = first else { return note };
    let month = work.month_near(first.start);
    work.say("groups.since", &[("note", &note), ("month", &month)])
}

fn crumbs(work: Work<'_>, dimension: Option<Dimension>) -> Vec<Link> {
    let mut crumbs = vec![work.link(work.say("figures.title", &[]), "figures/")];
    if let Some(dimension) = dimension {
        let folder = group_folder(dimension, "").unwrap_or_default().replace("//", "/");
        crumbs.push(work.link(work.say(&format!("groups.{}", dimension.name()), &[]), &folder));
    }
    crumbs
}

/// The stories of a team; channels and topics have none of their own yet.
fn stories<'a>(work: Work<'a>, dimension: Dimension, slug: &str) -> Vec<&'a Story> {
    if dimension != Dimension::Team {
        return Vec::new();
    }
    work.stories().iter().filter(|story| story.teams.iter().any(|team| team == slug)).collect()
}

fn group(work: Work<'_>, dimension: Dimension, at: usize) -> Page {
    let name = &work.m.metrics.groups[&dimension][at];
    let folder = group_folder(dimension, &name.slug).unwrap_or_default();
    let (basics, panels, figures) = figures(work, dimension, at);
    let volume = work.m.metrics.get("volume").map(|metric| {
        let total = metric.splits[&dimension][at].total;
        (total.number().is_some(), work.shown(metric, total))
    });
    let standfirst = match volume {
        Some((true, n)) => work.say("group.standfirst", &[("n", &n)]),
        Some((false, why)) => why,
        None => String::new(),
    };
    let all = stories(work, dimension, &name.slug);
    let content = GroupPage {
        standfirst,
        basics,
        panels,
        stories: all.iter().take(STORIES).map(|story| work.card(story)).collect(),
        all_stories: all_stories(work, &folder, all.len()),
    };
    let head = work.head(&folder, name.label.clone(), "figures", crumbs(work, Some(dimension)));
    Page { head, template: "group.html", content: Content::Group(Box::new(content)), figures }
}

/// The numbers of a group, what follows them, and their drawings: on pages of teams those that the
/// project chooses, else the main ones.
fn figures(
    work: Work<'_>,
    dimension: Dimension,
    at: usize,
) -> (Vec<Basic>, Vec<Block>, Vec<Figure>) {
    let chosen = || Setter::of_panels(work, "../../", PanelPage::Teams, Some(at));
    if let Some(mut panels) = (dimension == Dimension::Team).then(chosen).flatten() {
        return (panels.take_basics(), panels.blocks, panels.figures);
    }
    let main = work.m.metrics.list.iter().filter(|metric| metric.definition.is_main);
    let all = main.filter_map(|metric| Some((metric, metric.splits.get(&dimension)?.get(at)?)));
    let (basics, figures) = work.basics(all);
    (basics, Vec::new(), figures)
}

fn all_stories(work: Work<'_>, folder: &str, count: usize) -> Link {
    let path = if count > STORIES { format!("{folder}stories/index.html") } else { String::new() };
    Link { name: work.say_count("home.all-stories", count, &[]), path }
}

/// Teams that write stories and have no interactions under their name.
fn teams_without_data(work: Work<'_>) -> Vec<Page> {
    let with_data = work.m.metrics.groups.get(&Dimension::Team);
    let has_data =
        |id: &str| with_data.is_some_and(|teams| teams.iter().any(|team| team.slug == id));
    let teams = work.m.config.teams.iter().filter(|team| !has_data(&team.id));
    let page = |team: &crate::config::Team| {
        let id = &team.id.value;
        let folder = format!("teams/{id}/");
        let all = stories(work, Dimension::Team, id);
        let content = GroupPage {
            standfirst: work.say("group.no-data", &[]),
            basics: Vec::new(),
            panels: Vec::new(),
            stories: all.iter().take(STORIES).map(|story| work.card(story)).collect(),
            all_stories: all_stories(work, &folder, all.len()),
        };
        Page {
            head: work.head(&folder, team.name.clone(), "stories", Vec::new()),
            template: "group.html",
            content: Content::Group(Box::new(content)),
            figures: Vec::new(),
        }
    };
    teams.map(page).collect()
}
