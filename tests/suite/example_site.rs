//! The worked example: what was planted in its data stands on its pages, in words, and its site is
//! whole, the same everywhere, and nobody else's business.

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use jiff::Timestamp;

use super::common::{Project, Tree, assert_same_tree, repository, tree};
use super::markup::{
    assert_links_resolve, assert_self_contained, assert_sound, assert_xml, page, pages, visible,
};
use super::worked_example;

fn site() -> &'static Tree {
    static SITE: OnceLock<Tree> = OnceLock::new();
    SITE.get_or_init(|| Project::built_example().public())
}

/// The words of a page of the built example.
fn words_of(path: &str) -> String {
    visible(&page(site(), path))
}

#[track_caller]
fn assert_says(path: &str, expected: &str) {
    let words = words_of(path);
    assert!(words.contains(expected), "`{path}` does not say “{expected}”:\n{words}");
}

/// What the title of a chart's point says of a week: `402`, or `1 h 35 min`.
fn week<'a>(words: &'a str, monday: &str) -> &'a str {
    let name = format!("Week of {monday}: ");
    let (_, rest) = words.split_once(&name).unwrap_or_else(|| panic!("no “{name}” in {words}"));
    rest.split([',']).next().unwrap().split(" Week of").next().unwrap()
}

fn count(words: &str, monday: &str) -> u32 {
    week(words, monday).trim().parse().unwrap()
}

/// A duration in words, in minutes.
fn minutes(text: &str) -> u32 {
    let words: Vec<&str> = text.split_whitespace().collect();
    let unit = |unit: &str| match unit {
        "min" => 1,
        "h" => 60,
        other => panic!("“{other}” in “{text}”"),
    };
    words.chunks(2).map(|part| part[0].parse::<u32>().unwrap() * unit(part[1])).sum()
}

#[test]
fn the_committed_data_is_what_the_generator_writes() {
    let committed = tree(&repository().join("data/interactions"));
    let generated =
        worked_example::generate().into_iter().map(|(name, text)| (name, text.into_bytes()));
    assert_same_tree(&committed, &generated.collect(), "data/interactions");
    let bytes: usize = committed.values().map(Vec::len).sum();
    assert!(bytes < 4_000_000, "the committed data takes {bytes} bytes");
}

#[test]
fn a_promise_was_kept_if_the_answer_came_in_time() {
    let (mut kept, mut broken) = (0, 0);
    for text in worked_example::generate().values() {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap) {
            let stamp = |name: &str| row[name].parse::<Timestamp>().ok().map(Timestamp::as_second);
            let waited = stamp("first_reply_at").map(|at| at - stamp("created_at").unwrap());
            let in_time = waited.is_some_and(|seconds| seconds <= 45 * 60);
            // These two are open by day only, so that calendar time is open time.
            let is_live = row["channel"] == "chat" || row["channel"] == "phone";
            match row["sla"].as_str() {
                "met" => assert!(in_time || !is_live && waited.is_some(), "{row:?}"),
                "breached" => assert!(!in_time, "{row:?}"),
                "running" => assert_eq!(waited, None, "{row:?}"),
                other => assert_eq!(other, "none", "{row:?}"),
            }
            kept += usize::from(row["sla"] == "met");
            broken += usize::from(row["sla"] == "breached");
        }
    }
    assert!(kept > 6 * broken && broken > 1_000, "{kept} kept, {broken} broken");
}

#[test]
fn the_season_shows() {
    let words = words_of("figures/volume/index.html");
    let sum = |mondays: [&str; 3]| mondays.map(|monday| count(&words, monday)).iter().sum::<u32>();
    let seasons = [
        (
            ["3 February 2025", "10 February 2025", "17 February 2025"],
            ["2 June 2025", "9 June 2025", "16 June 2025"],
        ),
        (
            ["2 February 2026", "9 February 2026", "16 February 2026"],
            ["1 June 2026", "8 June 2026", "15 June 2026"],
        ),
        (
            ["6 October 2025", "13 October 2025", "20 October 2025"],
            ["1 December 2025", "8 December 2025", "15 December 2025"],
        ),
    ];
    for (quiet, busy) in seasons {
        let (quiet, busy) = (sum(quiet), sum(busy));
        assert!(busy * 10 > quiet * 13, "{busy} in the season, {quiet} out of it");
    }
    let is_said =
        words.to_lowercase().contains("each week is held against the same week a year before");
    assert!(is_said, "{words}");
}

#[test]
fn first_response_really_got_better_and_the_event_is_named() {
    assert_says("index.html", "Really better since March");
    let path = "figures/first-response-median/index.html";
    assert_says(path, "Really better since March");
    let words = words_of(path);
    let (_, rest) =
        words.split_once("Before “Repairs answers in the chat” in March it was ").unwrap();
    let (before, rest) = rest.split_once("; since then it has been ").unwrap();
    let (after, rest) = rest.split_once(". ").unwrap();
    assert!(minutes(after) * 10 < minutes(before) * 8, "{after} after {before}");
    assert!(rest.starts_with("That is far more than chance would explain."), "{rest}");
}

#[test]
fn more_promises_are_kept_since_march() {
    assert_says("figures/sla/index.html", "Really better since March");
}

#[test]
fn what_did_not_change_is_steady() {
    let steady = [
        "csat",
        "delight",
        "bad-experience",
        "response-rate",
        "ces",
        "reopened",
        "one-touch",
        "recovery",
        "apology",
        "thanks",
        "self-service-tried",
    ];
    for metric in steady {
        assert_says(&format!("figures/{metric}/index.html"), "Verdict Steady");
    }
}

#[test]
fn the_outage_week_stands_out_in_the_whole_companys_charts() {
    let words = words_of("figures/volume/index.html");
    let weeks = ["8 September 2025", "15 September 2025", "22 September 2025"];
    let [before, outage, after] = weeks.map(|monday| count(&words, monday));
    assert!(outage > 2 * before && outage > 2 * after, "{before}, {outage}, {after}");
    let path = "figures/first-response-median/index.html";
    let words = words_of(path);
    let [before, outage, after] = weeks.map(|monday| minutes(week(&words, monday)));
    assert!(outage > 2 * before && outage > 2 * after, "{before}, {outage}, {after} min");
    assert_says(path, "Web shop down for four days");
}

#[test]
fn the_night_desk_stays_hidden() {
    let project = Project::built_example();
    let mut months = 0;
    let metrics = tree(&project.path("public/data/metrics"));
    for file in metrics.keys() {
        let rows = project.metric(file.trim_end_matches(".csv"));
        for row in rows.iter().filter(|row| row.key == "Night desk" && row.period == "month") {
            let shown = [&row.value, &row.n, &row.low, &row.high].map(|cell| cell.len());
            assert_eq!((row.state.as_str(), shown), ("hidden", [0; 4]), "{file}: {row:?}");
            months += 1;
        }
    }
    assert!(months >= 8 * 23, "only {months} hidden months");
    assert_says("teams/night/index.html", "Hidden: fewer than 5");
    // In every chart and table of figures: a place for it, and no number of a month.
    for (path, html) in pages(site()) {
        let is_figure = path.starts_with("figures/") || path.starts_with("teams/night");
        if !is_figure || !html.contains("Night desk") {
            continue;
        }
        let panels: Vec<&str> = html.split("id=\"team-night-").skip(1).collect();
        for panel in &panels {
            let words = visible(&format!("<svg {}", panel.split("</svg>").next().unwrap()));
            assert!(!words.contains("n = "), "{path}: {words}");
        }
        assert!(panels.is_empty() || visible(&html).contains("Hidden"), "{path}");
    }
}

#[test]
fn a_customer_was_turned_around_and_a_long_haul_ended_well() {
    let taxi = "stories/the-taxi-to-brackenmouth/index.html";
    assert_says(taxi, "Rated 2 at first, 5 in the end.");
    assert_says(taxi, "Handed over once");
    let zips = "stories/forty-zips/index.html";
    assert_says(zips, "solved after 39 days. Rated 5 of 5.");
    assert_says(zips, "9 in 10 within 8 days");
}

#[test]
fn what_is_held_back_is_nowhere() {
    let site = site();
    for slug in ["before-you-drive-to-the-pier", "the-lamp-and-the-moth", "a-year-at-the-screen"] {
        for (path, bytes) in site {
            assert!(!path.contains(slug), "{path} is published");
            let is_named = String::from_utf8_lossy(bytes).contains(slug);
            assert!(!is_named, "{path} names {slug}");
        }
    }
    for (path, html) in pages(site) {
        let words = visible(&html);
        for title in
            ["Before you drive to the pier", "The lamp and the moth", "A year at the screen"]
        {
            assert!(!words.contains(title), "{path} has “{title}”");
        }
    }
}

#[test]
fn the_site_is_self_contained_whole_and_sound() {
    let site = site();
    assert!(site.len() > 100);
    assert_self_contained(site);
    assert_links_resolve(site);
    assert_sound(site);
    assert_xml(site);
    assert!(page(site, "robots.txt").contains("Disallow: /"));
}

#[test]
fn nothing_of_the_machine_or_of_customers_is_in_the_site() {
    let folder = Project::built_example().path("");
    let folder = folder.to_str().unwrap().trim_end_matches('/');
    for (path, bytes) in site() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(folder), "{path} names the project's folder");
        // A customer's comment, from the data; the stories have words of their own.
        for comment in ["Told three different days by three people", "Felt like a nuisance"] {
            assert!(!text.contains(comment), "{path} has “{comment}”");
        }
    }
}

#[test]
fn building_again_changes_no_byte_and_touches_no_file() {
    let project = Project::worked_example();
    project.build(&[]);
    let (first, stamps) = (project.public(), stamps(&project));
    let run = project.build(&[]);
    assert_same_tree(&project.public(), &first, "the second build");
    assert_eq!(self::stamps(&project), stamps, "files were touched");
    assert!(run.said.contains("0 new, 0 gone"), "{}", run.said);
    assert_same_tree(&first, site(), "another folder");
}

/// When each file of the site was last written.
fn stamps(project: &Project) -> Vec<(String, u128)> {
    let stamp = |path: &String| {
        let meta = fs::metadata(project.path("public").join(path)).unwrap();
        meta.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos()
    };
    let site = project.public();
    site.keys().map(|path| (path.clone(), stamp(path))).collect()
}

#[test]
fn zone_and_language_of_the_machine_change_no_byte() {
    let project = Project::worked_example();
    let mut command = project.command(&["build", "--today", super::common::TODAY]);
    command.env("TZ", "Asia/Tokyo").env("LC_ALL", "de_DE.UTF-8").env("LANG", "de_DE.UTF-8");
    let run = super::common::Run::of(command.output().unwrap());
    assert_eq!(run.code, 0, "{}", run.said);
    assert_same_tree(&project.public(), site(), "TZ=Asia/Tokyo LC_ALL=de_DE");
}

#[test]
fn another_day_has_another_moment() {
    let project = Project::worked_example();
    let moment = |words: &str| {
        let rest = words.split_once("The moment of the day").unwrap().1;
        rest.split_once("New stories").unwrap().0.to_owned()
    };
    let today = moment(&words_of("index.html"));
    project.build_for("2026-11-18");
    let tomorrow = moment(&visible(&page(&project.public(), "index.html")));
    assert_ne!(today, tomorrow);
}

#[test]
fn an_old_day_can_be_built_again() {
    let project = Project::worked_example();
    project.build_for("2025-06-10");
    let site = project.public();
    assert_links_resolve(&site);
    assert_sound(&site);
    let words = visible(&page(&site, "figures/first-response-median/index.html"));
    assert!(words.contains("Week of 2 June 2025") && !words.contains("Week of 16 June 2025"));
    for (path, html) in pages(&site) {
        let words = visible(&html);
        for later in ["Forty zips", "July 2025", "2026"] {
            assert!(!words.contains(later), "{path} knows of {later}");
        }
    }
}
