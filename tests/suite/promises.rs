//! What must never happen, each shown once to be impossible.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::common::{MetricRow, Project, assert_same_tree, tree};
use crate::markup::visible;

const HEAD: &str = "title = \"T\"\ntime_zone = \"UTC\"\n";

fn source(name: &str, files: &str) -> String {
    format!("[[sources]]\nname = \"{name}\"\nfiles = \"{files}\"\n")
}

#[test]
fn a_folder_of_somebody_elses_beside_the_site_is_kept() {
    let project = Project::good();
    project.write("public.new/thesis.txt", "years of work\n");
    let before = tree(&project.path("public.new"));
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.said);
    assert!(run.said.contains("holds files that `moments` did not make"), "{}", run.said);
    assert_same_tree(&tree(&project.path("public.new")), &before, "somebody else's folder");
}

#[test]
fn a_page_for_an_address_that_is_taken_leaves_the_old_site_as_it_was() {
    let project = Project::good();
    // No page shows what other pages there are, so that the first of the two is as before.
    project.write("themes/default/templates/base.html", BARE);
    project.build(&[]);
    let before = tree(&project.path("public"));
    project.write("content/about.md", "+++\ntitle = \"Mine\"\n+++\nText.\n");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.said);
    assert!(run.said.contains("`about/index.html`"), "{}", run.said);
    assert_same_tree(&tree(&project.path("public")), &before, "the old site");
    assert!(!project.has("public.new"));
}

/// A page with nothing around it.
const BARE: &str = "<!doctype html><html lang=\"en\"><head><title>\
    {% block window %}{% endblock window %}</title></head>\
    <body id=\"main\">{% block more_head %}{% endblock more_head %}\
    {% block name %}{% endblock name %}{% block crumbs %}{% endblock crumbs %}\
    {% block crumb %}{% endblock crumb %}{% block kind %}{% endblock kind %}\
    {% block main %}{% endblock main %}{% block edit %}{% endblock edit %}\
    {% block foot %}{% endblock foot %}</body></html>";

#[test]
fn the_site_never_stands_among_what_it_is_made_of() {
    let project = Project::good();
    for folder in ["content/site", "data", "themes/x", ".moments/site"] {
        let run = project.run(&["build", "--out", project.path(folder).to_str().unwrap()]);
        assert_eq!(run.code, 1, "{folder}");
        assert!(run.said.contains("the site cannot stand in the project's own"), "{}", run.said);
    }
}

#[test]
fn a_report_never_takes_the_place_of_a_projects_file() {
    let project = Project::good();
    let before = project.read("moments.toml");
    let run = project.run(&["build", "--report", project.path("moments.toml").to_str().unwrap()]);
    assert_eq!(run.code, 2, "{}", run.said);
    assert_eq!(project.read("moments.toml"), before);
}

#[test]
fn a_slug_gives_a_story_an_address_of_its_own() {
    let project = Project::good();
    let story = project.read("content/stories/2026-03-02-the-blue-key.md");
    let moved = story.replacen("title", "slug = \"a-key-for-you\"\ntitle", 1);
    assert_ne!(story, moved);
    project.write("content/stories/2026-03-02-the-blue-key.md", &moved);
    project.build(&[]);
    assert!(project.has("public/stories/a-key-for-you/index.html"));
    assert!(!project.has("public/stories/the-blue-key/index.html"));
}

#[test]
fn a_file_that_two_sources_read_is_an_error() {
    let project = Project::empty();
    project.write("data/a.csv", "id,created_at\n1,2026-03-01\n");
    let sources = [source("all", "data/*.csv"), source("a", "data/a.csv")].concat();
    project.write("moments.toml", &format!("{HEAD}{sources}"));
    let run = project.run(&["check"]);
    assert!(run.said.contains("`data/a.csv` belongs to another source already"), "{}", run.said);
    assert_eq!(run.code, 1);
}

#[cfg(unix)]
#[test]
fn a_table_that_cannot_be_reached_stops_the_build() {
    let project = Project::good();
    let link = project.path("data/interactions/2026-04.csv");
    std::os::unix::fs::symlink("/nowhere/at-all.csv", link).unwrap();
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.said);
    assert!(run.said.contains("data/interactions/2026-04.csv"), "{}", run.said);
}

#[test]
fn a_source_of_nothing_but_bad_rows_is_said_beside_a_large_good_one() {
    let project = Project::empty();
    let mut good = String::from("id,created_at\n");
    for row in 0..130_000 {
        // 1,200 of 130,000 are allowed to be bad, and fill the list of bad rows.
        let date = if row % 108 == 0 { "soon" } else { "2026-03-01" };
        writeln!(good, "a{row},{date}").unwrap();
    }
    let mut bad = String::from("id,created_at\n");
    for row in 0..50 {
        writeln!(bad, "b{row},never").unwrap();
    }
    project.write("data/good.csv", &good);
    project.write("data/bad.csv", &bad);
    let sources = [source("good", "data/good.csv"), source("bad", "data/bad.csv")].concat();
    project.write("moments.toml", &format!("{HEAD}{sources}"));
    let run = project.run(&["check"]);
    assert_eq!(run.code, 1, "{}", run.said);
    assert!(run.said.contains("50 of 50 rows of `bad` cannot be used"), "{}", run.said);
    assert!(!run.said.contains("rows of `good`"), "{}", run.said);
}

#[test]
fn one_bad_cell_among_many_good_ones_of_any_column_is_no_reason_to_stop() {
    let project = Project::empty();
    let mut table = String::from("id,created_at,updated_at,first_reply_s,reopens\n");
    for row in 0..200 {
        let (updated, reply) = if row == 7 { ("soon", "x") } else { ("2026-03-02", "60") };
        writeln!(table, "{row},2026-03-01,{updated},{reply},1.0").unwrap();
    }
    project.write("data/a.csv", &table);
    project.write("moments.toml", &format!("{HEAD}{}", source("a", "data/*.csv")));
    project.build(&[]);
}

#[test]
fn the_empty_date_of_another_system_is_rejected() {
    let project = Project::empty();
    let mut table = String::from("id,created_at\n0,0001-01-01\n1,1970-01-01T00:00:00Z\n");
    for row in 2..1_000 {
        writeln!(table, "{row},2026-03-01").unwrap();
    }
    project.write("data/a.csv", &table);
    project.write("moments.toml", &format!("{HEAD}{}", source("a", "data/*.csv")));
    project.build(&[]);
    assert_eq!(project.read("public/data/metrics/volume.csv").lines().count(), 2);
    assert_eq!(project.read("public/data/rejected.csv").matches("too-old").count(), 2);
}

#[test]
fn the_groups_of_all_metrics_end_with_one_month_and_their_sums_give_no_month_away() {
    let project = Project::worked_example();
    // Three days after May: volume alone would be final, durations would not.
    project.build_for("2026-06-03");
    let mut last: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for id in ["volume", "first-response-median", "csat", "reopened", "backlog"] {
        let rows = project.metric(id);
        let months = rows.iter().filter(|row| row.by != "all" && row.period == "month");
        let newest = months.map(|row| row.start.clone()).max().unwrap();
        last.entry(newest).or_default().insert(id.to_owned());
    }
    assert_eq!(last.keys().collect::<Vec<_>>(), ["2026-04-01"], "{last:?}");
}

#[test]
fn a_group_with_a_hidden_month_publishes_no_backlog_of_any() {
    let project = Project::built_example();
    let hidden: BTreeSet<String> = project
        .metric("volume")
        .into_iter()
        .filter(|row| row.by == "team" && row.state == "hidden")
        .map(|row| row.key)
        .collect();
    assert!(hidden.contains("Night desk"));
    for row in
        project.metric("backlog").iter().filter(|r| r.by == "team" && hidden.contains(&r.key))
    {
        assert_eq!((row.state.as_str(), row.value.as_str()), ("hidden", ""), "{}", row.key);
    }
}

#[test]
fn one_channel_in_two_spellings_is_one_channel() {
    let project = Project::empty();
    let mut table = String::from("id,created_at,channel\n");
    for row in 0..400 {
        let channel = ["email", "E-mail", "EMAIL "][row % 3];
        writeln!(table, "{row},2026-0{}-{:02},{channel}", row % 3 + 1, row % 28 + 1).unwrap();
    }
    project.write("data/a.csv", &table);
    project.write("moments.toml", &format!("{HEAD}{}", source("a", "data/*.csv")));
    project.build(&[]);
    let rows = project.metric("volume");
    let keys: BTreeSet<&str> =
        rows.iter().filter(|row| row.by == "channel").map(|row| row.key.as_str()).collect();
    assert_eq!(keys, BTreeSet::from(["E-mail"]));
}

#[test]
fn an_old_day_is_built_up_to_the_newest_stamp_of_that_day() {
    let project = Project::empty();
    // The last opening lies in February; a row of it was answered on 2 March, and changed in June.
    let mut table = String::from("id,created_at,first_reply_at,updated_at\n");
    for row in 0..20 {
        writeln!(table, "{row},2026-02-{:02},2026-03-02,2026-06-01", row + 1).unwrap();
    }
    project.write("data/a.csv", &table);
    project.write("moments.toml", &format!("{HEAD}{}", source("a", "data/*.csv")));
    project.build_for("2026-03-05");
    let index = project.read("public/data/metrics.json");
    assert!(index.contains("\"horizon\": \"2026-03-02\""), "{index}");
}

/// Rows of a team over the first days of three months, `count` in all; ids begin with its name.
fn rows_of(team: &str, count: usize) -> String {
    let row =
        |at: usize| format!("{team}-{at},2026-0{}-{:02},\"{team}\"\n", at % 3 + 1, at / 3 % 28 + 1);
    (0..count).map(row).collect()
}

/// A project of these teams, with one more interaction in April so that the first three months are
/// over.
fn project_of_teams(teams: &[(&str, usize)], keys: &str) -> Project {
    let project = Project::empty();
    let mut table = String::from("id,created_at,team\n");
    teams.iter().for_each(|(team, count)| table.push_str(&rows_of(team, *count)));
    table.push_str("last,2026-04-20,Big\n");
    project.write("data/a.csv", &table);
    project.write("moments.toml", &format!("{HEAD}{}{keys}", source("a", "data/*.csv")));
    project.build(&[]);
    project
}

/// The volume of each team over the three whole months.
fn volumes(project: &Project) -> BTreeMap<String, String> {
    let rows = project.metric("volume");
    let places: BTreeSet<String> = rows.iter().map(MetricRow::place).collect();
    assert_eq!(places.len(), rows.len(), "two rows for one place");
    let of_teams = rows.into_iter().filter(|row| row.by == "team" && row.period == "all");
    of_teams.map(|row| (row.key, row.value)).collect()
}

#[test]
fn no_two_groups_have_one_name() {
    let teams =
        [("Other", 300), ("Big", 279), ("", 201), ("not recorded", 120), ("A1", 30), ("A2", 33)];
    // The four largest are told apart; A1 and A2 are the rest, 63 together.
    let project = project_of_teams(&teams, "[limits]\nmax_values = 4\n");
    let expected = [
        ("All others", "63"),
        ("Big", "279"),
        ("Nothing recorded", "201"),
        ("Other", "300"),
        ("not recorded", "120"),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), count.to_owned()));
    assert_eq!(volumes(&project), BTreeMap::from(expected));
    assert!(project.read("public/teams/other/index.html").contains("300"));
    assert!(project.read("public/teams/all-others/index.html").contains("63"));
}

#[test]
fn what_cannot_be_seen_in_a_name_never_gets_out() {
    let teams = [
        ("Big", 60),
        ("Late\u{1}\u{85}Shift", 90),
        ("\u{202e}Night\u{2069}\u{200f}", 120),
        ("Night", 150),
        ("\u{7f}\u{200e}", 180),
    ];
    let project = project_of_teams(&teams, "");
    // `Night` stands before its twin, whose key begins with a later character.
    let expected = [
        ("Big", "60"),
        ("Late Shift", "90"),
        ("Night", "150"),
        ("Night (2)", "120"),
        ("Not recorded", "180"),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), count.to_owned()));
    assert_eq!(volumes(&project), BTreeMap::from(expected));
    for (path, bytes) in project.public() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let is_bad = |c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
                || matches!(c, '\u{2066}'..='\u{2069}')
        };
        assert_eq!(text.find(is_bad), None, "{path}");
    }
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let project = Project::empty();
    let long = "x".repeat(100);
    let columns: Vec<String> = (0..249).map(|n| format!("c{n:03}")).collect();
    let header = format!("id,created_at,{long},{}\n", columns.join(","));
    for file in 0..7 {
        let row = format!("{file},2026-03-0{}{}\n", file + 1, ",".repeat(250));
        // The last line has one cell: it says something about the file.
        project.write(&format!("data/{file}.csv"), &format!("{header}{row}1 row\n"));
    }
    project.write("moments.toml", &format!("{HEAD}{}", source("a", "data/*.csv")));
    let said = project.build(&[]).said;
    // Seven lines: five of them, and two more.
    assert_eq!(said.matches("is no row").count(), 5, "{said}");
    assert!(said.contains("  and 2 more\n"), "{said}");
    let about = project.read("public/about/index.html");
    assert!(about.contains("line 3 of data/4.csv and 2\u{a0}more."), "{about}");
    assert!(!about.contains("data/5.csv"));
    // 250 columns that are never read: `c000` to `c199`, and 50 more.
    assert!(about.contains("<li>c199</li>") && !about.contains("c200"));
    assert!(about.contains("<li>and 50\u{a0}more</li>"));
    assert!(!about.contains(&long));
}

#[test]
fn a_story_may_name_an_interaction_of_which_only_the_opening_is_known() {
    let project = Project::good();
    let open = "id,created_at,team\nL-3,2026-03-02T09:00:00Z,Front desk\n";
    project.write("data/interactions/2026-03.csv", open);
    project.build(&[]);
    let page = project.read("public/stories/the-blue-key/index.html");
    assert!(visible(&page).contains("Not answered yet. Not rated."), "{page}");
}
