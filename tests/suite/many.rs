//! A site with many stories: its pages stay small, and all stories are found on them.

use std::collections::BTreeSet;

use super::common::{Project, Tree};
use super::markup::{assert_links_resolve, assert_sound, page};

/// No list has more on a page.
const LISTED: usize = 24;
const STORIES: usize = 400;

fn project() -> Project {
    let project = Project::good();
    project.remove("content/stories");
    project.remove("content/writing.md");
    project.write("content/home.md", "+++\ntitle = \"Home\"\n+++\nMany stories.\n");
    project.write("data/people.csv", super::people::PEOPLE);
    for number in 0..STORIES {
        let (year, month, day) = (2020 + number / 72, 1 + number / 6 % 12, 1 + number % 6);
        let recovered = "outcome = \"recovered\"\nheard = { hear = \"We listened.\" }\nroot_cause = \"A \
                         gate.\"\nfix = \"A hinge.\"\nfix_status = \"open\"\n";
        let outcome = if number % 2 == 0 { recovered } else { "outcome = \"delighted\"\n" };
        let bent = "rule_bent = \"No boats on Sunday\"\nwhy_right = \"It was a flood.\"\ncleared_by = \
                    \"the warden\"\ncost = { amount = 12.5, currency = \"GBP\" }\n";
        project.write(
            &format!("content/stories/{year}-{month:02}-{day:02}-story-{number}.md"),
            &format!(
                "+++\ntitle = \"Story {number}\"\ndate = {year}-{month:02}-{day:02}\ntype = \
                 \"everyday\"\nstage = \"problem-solving\"\nteams = [\"desk\"]\npeople = \
                 [\"ada\"]\npractices = [\"sorry\"]\ntags = [\"Rope\"]\n{outcome}{bent}+++\nIt \
                 stands.\n"
            ),
        );
    }
    project
}

/// How often something stands on a page.
fn count(site: &Tree, path: &str, what: &str) -> usize {
    page(site, path).matches(what).count()
}

#[test]
fn pages_stay_small_and_every_story_is_on_a_list() {
    let project = project();
    project.build(&[]);
    let site = project.public();
    let html = || site.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, _) in html() {
        let cards = count(&site, path, "<article class=\"card ");
        assert!(cards <= 2 * LISTED, "{path} has {cards} cards");
        let rows = count(&site, path, "<tr");
        // A figure's page has several tables, of 24 months each.
        assert!(rows <= LISTED + 3 || path.starts_with("figures/"), "{path} has {rows} rows");
    }
    for (list, pages) in
        [("stories", 17), ("tags/rope", 17), ("practices/sorry", 17), ("outcomes/recovered", 9)]
    {
        let pages: Vec<String> = (1..=pages)
            .map(|number| match number {
                1 => format!("{list}/index.html"),
                _ => format!("{list}/page/{number}/index.html"),
            })
            .collect();
        let mut found = BTreeSet::new();
        for path in &pages {
            let text = page(&site, path);
            let links = text.split("<article class=\"card ").skip(1);
            found.extend(links.map(|card| {
                let story = card.split("stories/story-").nth(1).unwrap();
                story.split('/').next().unwrap().to_owned()
            }));
        }
        let expected = if list == "outcomes/recovered" { STORIES / 2 } else { STORIES };
        assert_eq!(found.len(), expected, "{list}");
        let further = format!("{list}/page/{}/index.html", pages.len() + 1);
        assert!(!site.contains_key(&further), "{further}");
    }
    // 400 stories of one stage and kind: a dot is ten of them, 20 delighted and 20 recovered.
    let journey = page(&site, "journey/index.html");
    let cells = journey.split("class=\"dots\"").skip(1).map(|cell| cell.split("</span>").next());
    let dots: Vec<usize> = cells.flatten().map(|cell| cell.matches("<i ").count()).collect();
    assert_eq!(dots.iter().sum::<usize>(), 40, "{dots:?}");
    assert!(page(&site, "lessons/index.html").contains("All 200\u{a0}stories"));
    assert_eq!(count(&site, "decide/index.html", "class=\"rule\""), LISTED);
    assert_eq!(count(&site, "people/ada/index.html", "<article class=\"card "), LISTED);
    assert_links_resolve(&site);
    assert_sound(&site);
}

#[test]
fn a_hundred_teams_are_found_before_there_is_any_data() {
    let project = Project::good();
    project.remove("data");
    let teams: String =
        (0..100).map(|n| format!("\n[[teams]]\nid = \"t{n}\"\nname = \"Team {n}\"\n")).collect();
    let config = project.read("moments.toml");
    project.write("moments.toml", &format!("{config}{teams}"));
    for number in 0..100 {
        let text = project.read("content/stories/2026-03-02-the-blue-key.md");
        let text = text.replace("[\"desk\"]", &format!("[\"t{number}\"]"));
        let text = text.replace("interactions = [\"L-3\"]\n", "");
        project.write(&format!("content/stories/2026-03-02-key-{number}.md"), &text);
    }
    project.build(&[]);
    assert_links_resolve(&project.public());
}
