//! Files that nobody of this project wrote, where they lie beside the repository; else skipped.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use moments::calendar::Day;
use moments::config;
use moments::diagnostic::Problems;
use moments::interaction::{is_header, mappings};
use moments::rollup::{Tally, compute};
use moments::source::discover;
use moments::store::{Caching, Store};
use moments::tree;

use super::common::{MetricRow, Project, repository};
use super::markup::{assert_links_resolve, assert_self_contained, page, pages, visible};

/// A file of the collection; nothing, said aloud, where the collection is not there.
fn real(below: &str) -> Option<PathBuf> {
    let path = repository().join("../shared/real").join(below);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

/// A project with one export and nothing else.
fn project_of(export: &str, zone: &str) -> Option<Project> {
    let export = real(export)?;
    let project = Project::empty();
    let name = export.file_name().unwrap().to_str().unwrap();
    project.write(
        "moments.toml",
        &format!(
            "title = \"Real\"\ntime_zone = \"{zone}\"\n[[sources]]\nname = \"export\"\nfiles = \
             \"data/{name}\"\n"
        ),
    );
    project.write(&format!("data/{name}"), &fs::read_to_string(export).unwrap());
    project.write("content/home.md", "+++\ntitle = \"Real\"\n+++\nNobody here wrote these rows.\n");
    Some(project)
}

fn animals() -> Option<Project> {
    let project = project_of("interactions/nyc-311-animals.csv", "America/New_York")?;
    let run = project.build_for("2025-03-20");
    assert!(run.said.contains("4969 read, 4969 kept"), "{}", run.said);
    Some(project)
}

fn row(rows: &[MetricRow], place: &str) -> MetricRow {
    let row = rows.iter().find(|row| row.place() == place);
    row.unwrap_or_else(|| panic!("there is no row {place}")).clone()
}

/// Worked out by DuckDB 2.0, medians by nearest rank (`quantile_disc`):
/// `with t as (select "Complaint Type" topic,
/// timezone('America/New_York', strptime("Created Date", '%-m/%-d/%Y %-H:%M')) c,
/// timezone('America/New_York', strptime(nullif("Closed Date", ''), '%-m/%-d/%Y %-H:%M')) r
/// from read_csv('nyc-311-animals.csv', all_varchar = true))
/// select topic, count(r), quantile_disc(date_diff('second', c, r), 0.5) from t
/// where c < timestamptz '2025-03-01 00:00-05' group by topic;` and without `topic`, by month.
const TOPICS: [(&str, u64, f64); 5] = [
    ("Animal in a Park", 642, 5_460.0),
    ("Animal-Abuse", 1_509, 7_620.0),
    ("Dead Animal", 1_299, 162_300.0),
    ("Illegal Animal Kept as Pet", 28, 0.0),
    ("Unsanitary Animal Pvt Property", 326, 0.0),
];
const MONTHS: [(&str, u64, u64, f64); 2] =
    [("2025-01-01", 2_038, 2_010, 16_380.0), ("2025-02-01", 1_884, 1_818, 15_960.0)];
/// Nine whole weeks, and how many were opened in each.
const WEEKS: [(&str, u64); 9] = [
    ("2025-01-06", 471),
    ("2025-01-13", 503),
    ("2025-01-20", 388),
    ("2025-01-27", 493),
    ("2025-02-03", 432),
    ("2025-02-10", 421),
    ("2025-02-17", 477),
    ("2025-02-24", 547),
    ("2025-03-03", 571),
];

#[test]
fn the_citys_numbers_are_those_of_another_program() {
    let Some(project) = animals() else { return };
    let volume = project.metric("volume");
    assert_eq!(row(&volume, "all//all/").value, "4969");
    assert_eq!(row(&project.metric("backlog"), "all//all/").value, "277");
    let weeks = volume.iter().filter(|row| row.period == "week");
    let weeks: Vec<(&str, u64)> =
        weeks.map(|row| (row.start.as_str(), row.value.parse().unwrap())).collect();
    assert_eq!(weeks, WEEKS);
    let resolution = project.metric("resolution-median");
    let is_near = |row: &MetricRow, n: u64, median: f64| {
        let found: f64 = row.value.parse().unwrap();
        assert_eq!(row.n, n.to_string(), "{row:?}");
        // The histogram's stated error, and the second that is cut off.
        assert!((found - median).abs() <= median / 64.0 + 1.0, "{row:?}: expected {median}");
    };
    for (month, opened, solved, median) in MONTHS {
        assert_eq!(row(&volume, &format!("all//month/{month}")).value, opened.to_string());
        is_near(&row(&resolution, &format!("all//month/{month}")), solved, median);
    }
    assert!(!volume.iter().any(|row| row.period == "month" && row.start.as_str() > "2025-02-01"));
    for (topic, solved, median) in TOPICS {
        is_near(&row(&resolution, &format!("topic/{topic}/all/")), solved, median);
    }
}

#[test]
fn two_months_of_data_claim_no_more_than_two_months() {
    let Some(project) = animals() else { return };
    let site = project.public();
    let words = |path: &str| visible(&page(&site, path));
    assert!(words("figures/volume/index.html").contains("Too early to say"));
    assert!(words("figures/resolution-median/index.html").contains("Steady so far"));
    for (path, html) in pages(&site) {
        let words = visible(&html);
        for claim in ["Really better", "Really worse", "More than a year", "Fewer than a year"] {
            assert!(!words.contains(claim), "{path}: {claim}");
        }
    }
    assert_links_resolve(&site);
    assert_self_contained(&site);
}

#[test]
fn no_street_address_gets_out() {
    let Some(project) = animals() else { return };
    let export = project.read("data/nyc-311-animals.csv");
    let mut reader = csv::Reader::from_reader(export.as_bytes());
    let column = reader.headers().unwrap().iter().position(|name| name == "Incident Address");
    let cells = reader.records().map(|record| record.unwrap()[column.unwrap()].to_lowercase());
    let is_told = |cell: &String| cell.split_whitespace().count() > 1;
    let addresses: BTreeSet<Vec<String>> = cells.filter(is_told).map(|cell| words(&cell)).collect();
    assert!(addresses.len() > 2_000, "only {} addresses", addresses.len());
    let longest = addresses.iter().map(Vec::len).max().unwrap();
    let first_words: HashSet<&str> = addresses.iter().map(|address| address[0].as_str()).collect();
    for (path, bytes) in project.public() {
        let words = words(&String::from_utf8_lossy(&bytes).to_lowercase());
        for start in (0..words.len()).filter(|&at| first_words.contains(words[at].as_str())) {
            for end in start + 2..=(start + longest).min(words.len()) {
                let is_address = addresses.contains(&words[start..end]);
                assert!(!is_address, "`{path}` has an address of the export");
            }
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[test]
fn an_export_without_an_opening_time_says_what_to_write() {
    let Some(project) = project_of("interactions/support-tickets.csv", "UTC") else { return };
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1);
    let expected = "\
error: no column is known to hold `id` and `created_at`
--> data/support-tickets.csv:1
 = help: the header has `Ticket ID`, `Customer Name`, `Customer Email`, `Customer Age`, \
`Customer Gender`, `Product Purchased`, `Date of Purchase`, `Ticket Type`, `Ticket Subject`, \
`Ticket Description`, `Ticket Status`, `Resolution`, `Ticket Priority`, `Ticket Channel`, \
`First Response Time`, `Time to Resolution`, `Customer Satisfaction Rating`
 = help: the nearest preset is `zendesk` (Zendesk): 5 of its 21 columns are there, but not \
`Created at`
 = help: in `moments.toml`, the source could be:
         [[sources]]
         name = \"export\"
         files = \"data/support-tickets.csv\"
         [sources.columns]
         id = \"Ticket ID\"
         created_at = \"…\"
         channel = \"Ticket Channel\"
         topic = \"Ticket Type\"
         priority = \"Ticket Priority\"
         csat = \"Customer Satisfaction Rating\"

1 error, 0 warnings; nothing was published, the old site stands
";
    assert_eq!(run.said, expected);
    assert!(!project.has("public"));
}

/// What a poor export needs: the opening is the first answer, since nothing else tells of it.
const TICKETS: &str = "
[sources.columns]
id = \"Ticket ID\"
created_at = \"First Response Time\"
resolved_at = \"Time to Resolution\"
channel = \"Ticket Channel\"
topic = \"Ticket Subject\"
team = \"Ticket Type\"
priority = \"Ticket Priority\"
csat = \"Customer Satisfaction Rating\"
[limits]
max_rejected_share = 0.4
max_unknown_share = 0.5
";

/// The answers are those of `../shared/real/README.md`, and of Python's csv module.
#[test]
fn a_poor_export_is_read_with_a_mapping_and_wider_limits() {
    let Some(project) = project_of("interactions/support-tickets.csv", "UTC") else { return };
    let text = project.read("moments.toml") + TICKETS;
    project.write("moments.toml", &text);
    let run = project.build_for("2023-06-30");
    let said = "8469 read, 5650 kept, rejected: 2819 no-created";
    assert!(run.said.contains(said), "{}", run.said);
    assert!(run.said.contains("1365 before-opening"), "{}", run.said);
    let found = config::Project { folder: project.path("") };
    let text = tree::Text { file: Path::new("moments.toml"), text: &text };
    let mut problems = Problems::default();
    let config = config::parse(text, &mut problems).unwrap();
    let is_header = |source: &config::Source, header: &[String]| is_header(source, header, &config);
    let tables = discover(&found, &config, &is_header, &mut problems).tables;
    let mappings = mappings(&tables, &config, &mut problems);
    let store = Store::aside(&found, Caching::Ignore).unwrap();
    let day = Day::parse("2023-06-30").unwrap();
    let rollup = compute((&tables, &mappings), &config, &store, day, &mut problems);
    let count = |tally| rollup.months.iter().map(|(_, cell)| cell.tallies.get(tally).part).sum();
    let ratings: [u64; 3] = [Tally::Bad, Tally::Satisfied, Tally::Delighted].map(count);
    assert_eq!(ratings, [553 + 549, 543 + 544, 544]);
    let all = rollup.months.iter().map(|(_, cell)| cell.tallies.get(Tally::Bad).whole);
    assert_eq!(all.sum::<u64>(), 553 + 549 + 580 + 543 + 544);
    assert_nobody_is_told(&project, "data/support-tickets.csv");
}

/// No name and no address of a customer stands in the output.
fn assert_nobody_is_told(project: &Project, export: &str) {
    let export = project.read(export);
    let mut reader = csv::Reader::from_reader(export.as_bytes());
    let customers: BTreeSet<String> = reader
        .records()
        .flat_map(|record| [1, 2].map(|column| record.as_ref().unwrap()[column].to_lowercase()))
        .collect();
    assert!(customers.len() > 8_000);
    let is_part = |c: char| c.is_alphanumeric() || "@._".contains(c);
    for (path, bytes) in project.public() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let words: Vec<&str> =
            text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            assert!(!customers.contains(pair[0]), "`{path}` has an address of the export");
            assert!(!customers.contains(&pair.join(" ")), "`{path}` has a name of the export");
        }
    }
}

#[test]
fn five_hundred_strange_posts_are_errors_and_no_panic() {
    let Some(posts) = real("markdown/18f-posts") else { return };
    let project = Project::good();
    for folder in ["content/posts", "content/stories"] {
        fs::create_dir_all(project.path(folder)).unwrap();
        for post in fs::read_dir(&posts).unwrap().map(Result::unwrap) {
            fs::copy(post.path(), project.path(folder).join(post.file_name())).unwrap();
        }
    }
    let run = project.run(&["build", "--format", "github"]);
    assert_eq!(run.code, 1);
    assert!(run.said.lines().all(|line| line.starts_with("::error file=content/")), "{}", run.said);
    assert!(run.said.contains("unknown key `layout`"));
    assert!(!project.has("public"));
}

#[test]
fn the_text_of_five_hundred_strange_posts_is_rendered_safely() {
    let Some(posts) = real("markdown/18f-posts") else { return };
    let project = Project::good();
    let mut count = 0;
    for post in fs::read_dir(&posts).unwrap().map(Result::unwrap) {
        let text = fs::read_to_string(post.path()).unwrap();
        let Some((_, body)) = text.trim_start_matches("---").split_once("\n---") else { continue };
        // Their pictures and links lie elsewhere: what is left is all kinds of prose and raw HTML.
        let body = body.trim_start_matches('-').replace("](", "] (").replace("]:", "] :");
        // Their braces are calls of another generator.
        let body = body.replace("{{", "\\{{");
        // No address and no phone number may stand in a text: what leads to a person is taken out.
        let body = body.replace('@', " at ").replace("(202)", "").replace("877-", "");
        // A name with a date is a story's.
        let name = post.file_name().to_str().unwrap().get(11..).unwrap().to_owned();
        let file = format!("content/posts/{name}");
        project.write(&file, &format!("+++\ntitle = \"A post\"\n+++\n{body}"));
        count += 1;
    }
    assert!(count > 450);
    project.build(&[]);
    let site = project.public();
    assert_self_contained(&site);
    assert_links_resolve(&site);
}
