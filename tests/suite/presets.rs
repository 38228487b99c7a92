//! Exports of each tool, in its own shape and with invented people, read to the last cell: what a
//! row says was worked out by hand.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use moments::calendar::{BusinessHours, Day, Stamp};
use moments::config::{self, CesScale, Config, CsatScale, Field, Kind};
use moments::diagnostic::Problems;
use moments::interaction::{
    Effort, Fault, Interaction, Mapping, Rating, Reason, is_header, mappings, scores,
};
use moments::source::{Cells, Record, Table, discover};
use moments::tree::Text;

use super::common::{Project, repository};

const HEAD: &str = "title = \"Presets\"\ntime_zone = \"Europe/London\"\n";

fn configuration(text: &str) -> Config {
    let file = Path::new(config::FILE);
    let mut problems = Problems::default();
    let config = config::parse(Text { file, text }, &mut problems).unwrap();
    assert!(!problems.has_errors(), "{problems}");
    config
}

fn export(file: &str) -> PathBuf {
    repository().join("tests/presets").join(file)
}

fn tables(folder: &config::Project, config: &Config, problems: &mut Problems) -> Vec<Table> {
    let is_header = |source: &config::Source, header: &[String]| is_header(source, header, config);
    discover(folder, config, &is_header, problems).tables
}

/// What the program makes of an export, as a project whose only source it is.
struct Read {
    mapping: Mapping,
    /// A line for each row: its cells, or why it was rejected.
    rows: Vec<Vec<String>>,
    faults: Vec<Fault>,
}

/// Reads a file with `extra` keys in its source.
fn read(file: &str, extra: &str) -> Result<Read, String> {
    let files = "files = \"data/*\"";
    let text = format!("{HEAD}[[sources]]\nname = \"desk\"\n{files}\n{extra}");
    let project = Project::empty();
    project.write("moments.toml", &text);
    project.write(&format!("data/{file}"), &fs::read_to_string(export(file)).unwrap());
    let config = configuration(&text);
    let mut problems = Problems::default();
    let folder = config::Project { folder: project.path("") };
    let tables = tables(&folder, &config, &mut problems);
    let mapping = mappings(&tables, &config, &mut problems).remove(0);
    let mapping = mapping.ok_or_else(|| problems.to_string())?;
    assert!(!problems.has_errors(), "{problems}");
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let mut each = |record: Record<'_>| match mapping.read(record, &mut faults) {
        Ok(Some(row)) => rows.push(described(&mapping, record, &row)),
        Ok(None) => {}
        Err(fault) => rows.push(vec![format!("rejected: {}", fault.reason.name())]),
    };
    let scanned = tables[0].scan(mapping.header(), |record, _| {
        each(record);
        ControlFlow::Continue(())
    });
    scanned.unwrap();
    Ok(Read { mapping, rows, faults })
}

/// The values of a JSON object with their dotted keys.
fn flat(line: &str) -> Vec<(String, String)> {
    fn add(prefix: &str, value: &serde_json::Value, all: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::Object(object) => {
                for (key, value) in object {
                    let dot = if prefix.is_empty() { "" } else { "." };
                    add(&format!("{prefix}{dot}{key}"), value, all);
                }
            }
            serde_json::Value::Null => all.push((prefix.to_owned(), String::new())),
            serde_json::Value::String(text) => all.push((prefix.to_owned(), text.clone())),
            other => all.push((prefix.to_owned(), other.to_string())),
        }
    }
    let mut all = Vec::new();
    add("", &serde_json::from_str(line).unwrap(), &mut all);
    all
}

/// Everything that a row says, a field each.
fn described(mapping: &Mapping, record: Record<'_>, row: &Interaction<'_>) -> Vec<String> {
    let mut all = vec![format!("created {}", utc(row.created))];
    let mut say = |name: &str, value: Option<String>| {
        all.extend(value.map(|value| format!("{name} {value}")));
    };
    let seconds = |s: moments::units::Seconds| s.0.to_string();
    say("reply", row.first_reply.map(seconds));
    say("reply-business", row.first_reply_business.map(seconds));
    say("resolved", row.resolved.map(utc));
    say("resolution-business", row.resolution_business.map(seconds));
    say("updated", row.updated.map(utc));
    say("csat", row.csat.map(rated));
    say("csat-first", row.csat_first.map(rated));
    say("ces", row.ces.map(|effort| if effort == Effort::Easy { "easy" } else { "not" }.into()));
    say("reopens", row.reopens.map(|n| n.to_string()));
    say("assignments", row.assignments.map(|n| n.to_string()));
    // The rest as it is understood: keys, words and texts, and what is only looked at.
    let is_said = |field: Field| match field.kind() {
        Kind::Key | Kind::Word | Kind::Text | Kind::Identity => true,
        Kind::Rating => false,
        _ => !ABOVE.contains(&field) && row.has_read(field),
    };
    for &field in Field::ALL.iter().filter(|field| is_said(**field)) {
        let cell = mapping.cell(record, field);
        say(field.name(), cell.map(|cell| String::from_utf8(cell.to_vec()).unwrap()));
    }
    all
}

/// The fields that an interaction itself shows.
const ABOVE: [Field; 10] = [
    Field::CreatedAt,
    Field::FirstReplyAt,
    Field::FirstReplySeconds,
    Field::FirstReplyBusinessSeconds,
    Field::ResolvedAt,
    Field::FullResolutionSeconds,
    Field::FullResolutionBusinessSeconds,
    Field::UpdatedAt,
    Field::Reopens,
    Field::Assignments,
];

fn utc(stamp: Stamp) -> String {
    let (day, seconds) = (Day(stamp.0.div_euclid(86_400) as i32), stamp.0.rem_euclid(86_400));
    format!("{day} {:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn rated(rating: Rating) -> String {
    let category = ["bad", "neutral", "good", "top"][rating.category()];
    format!("{} of {}, {category}", rating.get(), rating.most())
}

/// Reads an export and asserts the rows that are worked out in the text of the same name: `row` and
/// a number from 1, and below it what the row says.
fn assert_rows(file: &str, count: usize) -> Read {
    let read = read(file, "").unwrap_or_else(|said| panic!("{file}: {said}"));
    assert_eq!(read.rows.len(), count, "{file}");
    let text = fs::read_to_string(export(file).with_extension("txt")).unwrap();
    let rows: Vec<&str> = text.split("row ").skip(1).collect();
    assert!(rows.len() > 1 || file == "canonical.csv", "{file}: too few rows are worked out");
    for row in rows {
        let (number, expected) = row.split_once('\n').unwrap();
        let expected: Vec<&str> = expected.lines().map(str::trim).collect();
        let found = &read.rows[number.parse::<usize>().unwrap() - 1];
        assert_eq!(*found, expected, "{file}, row {number}");
    }
    read
}

#[test]
fn every_export_is_recognised_from_its_header() {
    let config = configuration(&format!("{HEAD}[[sources]]\nname = \"a\"\nfiles = \"data/*\"\n"));
    let paths = fs::read_dir(export("")).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.extension().unwrap() != "txt") {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap();
        let header: Vec<String> = match path.extension().unwrap().to_str() {
            Some("jsonl") => flat(first).into_iter().map(|(name, _)| name).collect(),
            _ => csv::Reader::from_reader(text.as_bytes())
                .headers()
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect(),
        };
        let scores = scores(&header, &config);
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(scores[0].preset.name.value, name);
        assert!(scores[0].is_fit() && scores[0].found > scores[1].found, "{name}");
    }
}

#[test]
fn zendesk() {
    let read = assert_rows("zendesk.csv", 5);
    assert_eq!(read.mapping.csat_scale(), Some(CsatScale::GoodBad));
    assert_eq!(read.faults, []);
    assert!(read.mapping.dropped.iter().any(|header| header == "Requester email"));
    assert_eq!(read.rows[3].iter().find(|said| said.starts_with("csat")), None);
}

#[test]
fn zendesk_in_a_warehouse() {
    let read = assert_rows("zendesk-warehouse.csv", 5);
    assert_eq!(read.mapping.csat_scale(), None);
}

#[test]
fn freshdesk() {
    let read = assert_rows("freshdesk.csv", 5);
    // Without a stamp the time that stands in hours counts: 00:30:00.
    assert_eq!(read.rows[3][1], "reply 1800");
    // 98:00:00 is four days and two hours, as the stamp beside it says.
    let source = "preset = \"freshdesk\"\n[sources.columns]\nresolved_at = \"Full name\"\n\
                  [sources.values.resolved_at]\n\"Nora Nobody\" = \"\"\n\"Max Mustermann\" = \"\"\n";
    let hours = super::presets::read("freshdesk.csv", source);
    let read = hours.unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(read.rows[1][1], "resolved 2026-03-06 11:00:00");
}

#[test]
fn intercom() {
    let read = assert_rows("intercom.jsonl", 5);
    assert_eq!(read.faults, []);
}

#[test]
fn help_scout() {
    let read = assert_rows("help-scout.csv", 5);
    // A row for each reply of one conversation.
    assert_eq!(read.rows[0], read.rows[3]);
}

#[test]
fn hubspot() {
    assert_rows("hubspot.csv", 5);
}

#[test]
fn hubspots_api() {
    let read = assert_rows("hubspot-api.jsonl", 5);
    assert_eq!(read.rows[3][1], "resolved 2026-03-04 09:00:00");
    assert_eq!(read.rows[3].last().unwrap(), "sla breached");
    // The first line lacks it: a later one may have it.
    assert_eq!(read.mapping.used[&Field::ClosedAt], "properties.closed_date");
}

#[test]
fn chatwoots_ratings() {
    let read = assert_rows("chatwoot-csat.csv", 5);
    // The line below the table is said.
    assert_eq!(read.faults, [Fault { field: Field::Id, reason: Reason::Trailer }]);
}

#[test]
fn chatwoots_means_are_refused() {
    let said = read("chatwoot-report.csv", "").err().unwrap();
    let expected = "\
error: this is one of Chatwoot's summary reports, which cannot be read: it has means only, and \
medians cannot be made of means
--> data/chatwoot-report.csv:1
 = help: take it out of the source's files, and export the interactions one by one
";
    assert_eq!(said.trim_end(), expected.trim_end());
}

#[test]
fn jira_in_spanish_with_repeated_headers() {
    let read = assert_rows("jira-service-management.csv", 5);
    assert_eq!(read.mapping.decided_at, None);
    assert_eq!(read.rows[3][0], "created 2026-12-07 00:00:00");
}

#[test]
fn servicenow() {
    let read = assert_rows("servicenow.csv", 5);
    // The 29th of a month decides, in the first row.
    let (file, line) = read.mapping.decided_at.clone().unwrap();
    assert_eq!((file.to_str().unwrap(), line), ("data/servicenow.csv", 2));
}

#[test]
fn a_citys_requests() {
    assert_rows("311.csv", 5);
}

#[test]
fn the_programs_own_format() {
    let read = assert_rows("canonical.csv", 5);
    assert_eq!(read.mapping.ces_scale(), Some(CesScale::Agreement));
    assert_eq!(read.faults, []);
}

/// A project with some files, and what is decided for its tables.
fn decided(text: &str, files: &[(&str, &str)]) -> (Vec<Option<Mapping>>, Vec<Table>, Problems) {
    let text = format!("{HEAD}{text}");
    let project = Project::empty();
    project.write("moments.toml", &text);
    files.iter().for_each(|(name, rows)| project.write(name, rows));
    let config = configuration(&text);
    let mut problems = Problems::default();
    let folder = config::Project { folder: project.path("") };
    let tables = tables(&folder, &config, &mut problems);
    let mappings = mappings(&tables, &config, &mut problems);
    (mappings, tables, problems)
}

const DESK: &str = "[[sources]]\nname = \"desk\"\nfiles = \"data/*.csv\"\n";

fn one(keys: &str, rows: &str) -> Mapping {
    let (mut mappings, _, problems) = decided(&format!("{DESK}{keys}"), &[("data/a.csv", rows)]);
    mappings.remove(0).unwrap_or_else(|| panic!("{problems}"))
}

fn first_row(mapping: &Mapping, cells: &[&str]) -> Vec<String> {
    let cells: Cells = cells.iter().collect();
    let row = mapping.read(cells.record(), &mut Vec::new()).unwrap().unwrap();
    described(mapping, cells.record(), &row)
}

#[test]
fn a_preset_of_the_project_joins_a_date_and_a_time() {
    let keys = "[[presets]]\nname = \"our-desk\"\ncsat_scale = \"1-10\"\n[presets.columns]\n\
                id = \"No\"\ncreated_at = [\"Day\", \"Clock\"]\nfirst_reply_s = \"Waited\"\n\
                csat = \"Stars\"\n[presets.units]\nfirst_reply_s = \"minutes\"\n";
    let mapping = one(keys, "No,Day,Clock,Waited,Stars\n17,25/3/2026,9:05,90,9\n");
    assert_eq!(mapping.used[&Field::CreatedAt], "Day + Clock");
    let row = first_row(&mapping, &["17", "25/3/2026", "9:05", "90", "9"]);
    assert_eq!(row, ["created 2026-03-25 09:05:00", "reply 5400", "csat 9 of 10, top", "id 17"]);
    let row = first_row(&mapping, &["17", "25/3/2026", "-", "", ""]);
    assert_eq!(row, ["created 2026-03-25 00:00:00", "id 17"]);
}

#[test]
fn the_order_of_day_and_month_is_that_of_the_whole_source() {
    let files = [
        ("data/a.csv", "id,created_at\n1,3/4/2026\n2,4/4/2026\n"),
        ("data/b.csv", "id,created_at\n3,25/4/2026\n"),
    ];
    let (mappings, _, problems) = decided(DESK, &files);
    assert!(!problems.has_errors(), "{problems}");
    let first = mappings[0].as_ref().unwrap();
    assert_eq!(first_row(first, &["1", "3/4/2026"])[0], "created 2026-04-02 23:00:00");
    let (file, line) = first.decided_at.clone().unwrap();
    assert_eq!((file.to_str().unwrap(), line), ("data/b.csv", 2));
    let declared = one("date_format = \"M/D/Y\"\n", "id,created_at\n1,3/4/2026\n");
    assert_eq!(first_row(&declared, &["1", "3/4/2026"])[0], "created 2026-03-04 00:00:00");
    assert_eq!(declared.decided_at, None);
}

#[test]
fn an_order_is_looked_for_until_a_date_decides() {
    let mut rows = "id,created_at\n".to_owned();
    (0..20_000).for_each(|id| rows.push_str(&format!("{id},3/4/2026\n")));
    rows.push_str("20000,4/25/2026\n");
    let mapping = one("", &rows);
    assert_eq!(mapping.decided_at.unwrap().1, 20_002);
}

#[test]
fn a_source_without_ratings_takes_the_scale_of_the_project() {
    let text = format!("{DESK}[[sources]]\nname = \"chat\"\nfiles = \"more/*.csv\"\n");
    let files = [
        ("data/a.csv", "id,created_at,csat\n1,2026-03-01,\n"),
        ("more/b.csv", "id,created_at,csat\n2,2026-03-01,Good\n"),
    ];
    let (mappings, _, problems) = decided(&text, &files);
    assert!(!problems.has_errors(), "{problems}");
    let scale = |at: usize| mappings[at].as_ref().unwrap().csat_scale();
    assert_eq!((scale(0), scale(1)), (Some(CsatScale::GoodBad), Some(CsatScale::GoodBad)));
    let left_out = one("csat_scale = \"none\"\n", "id,created_at,csat\n1,2026-03-01,4\n");
    assert!(!left_out.used.contains_key(&Field::Csat));
    assert_eq!(left_out.dropped, ["csat"]);
}

#[test]
fn ratings_that_end_at_three_are_asked_about() {
    let project = Project::empty();
    project.write("content/home.md", "+++\ntitle = \"Three\"\n+++\nThree faces.\n");
    // The first 10,000 rows, which decide the scale, have none.
    let row = |id: u32| match id {
        0..10_001 => format!("{id},2026-03-01,\n"),
        _ => format!("{id},2026-03-01,{}\n", id % 3 + 1),
    };
    let rows: String = (0..10_031).map(row).collect();
    project.write("data/a.csv", &format!("id,created_at,csat\n{rows}"));
    project.write("moments.toml", &format!("{HEAD}{DESK}"));
    let expected = "\
warning: no rating is over 3: the scale may end there
  = help: write `csat_scale = \"1-3\"` in the source if it does, else `csat_scale = \"1-5\"`
";
    let run = project.build(&[]);
    assert!(run.said.starts_with(expected), "{}", run.said);
    project.write("moments.toml", &format!("{HEAD}{DESK}csat_scale = \"1-3\"\n"));
    let run = project.build(&[]);
    assert!(!run.said.contains("warning"), "{}", run.said);
}

#[test]
fn a_time_in_business_hours_is_that_of_the_export_or_worked_out() {
    let text = format!("{HEAD}{DESK}");
    let project = Project::empty();
    let rows = "id,created_at,first_reply_at,full_resolution_s\n";
    project.write("data/a.csv", rows);
    let mut config = configuration(&text);
    let nine_to_five = |day| if day < 5 { vec![(9 * 3_600, 17 * 3_600)] } else { Vec::new() };
    let windows = std::array::from_fn(nine_to_five);
    let hours = BusinessHours::new(config.zone.clone(), windows, BTreeSet::new());
    let mut problems = Problems::default();
    let folder = config::Project { folder: project.path("") };
    let tables = tables(&folder, &config, &mut problems);
    let without = mappings(&tables, &config, &mut problems).remove(0).unwrap();
    config.business_hours = Some(hours);
    let with = mappings(&tables, &config, &mut problems).remove(0).unwrap();
    assert_ne!(with.fingerprint(), without.fingerprint());
    // From Friday at 16:00 to Monday at 10:00, and solved after a week of 40 hours.
    let cells = ["1", "2026-03-06 16:00", "2026-03-09 10:00", "604800"];
    let row = first_row(&with, &cells);
    assert!(row.contains(&"reply-business 7200".to_owned()), "{row:?}");
    assert!(row.contains(&"resolution-business 144000".to_owned()), "{row:?}");
    assert_eq!(first_row(&without, &cells).iter().find(|s| s.contains("business")), None);
}

#[test]
fn what_is_no_row_is_left_out_and_what_is_no_id_is_rejected() {
    let mapping = one("", "id,created_at,channel\n1,2026-03-01,phone\n");
    let read = |cells: &[&str]| {
        let cells: Cells = cells.iter().collect();
        mapping.read(cells.record(), &mut Vec::new()).map(|row| row.is_some())
    };
    let rejected = |reason| Err(Fault { field: Field::Id, reason });
    assert_eq!(read(&["", " ", ""]), Ok(false));
    assert_eq!(read(&[""]), Ok(false));
    assert_eq!(read(&["1", "2026-03-01", "phone"]), Ok(true));
    assert_eq!(read(&["\u{a0}", "", ""]), Ok(false));
    // Spreadsheets leave out empty cells at the end of a row, or add some.
    assert_eq!(read(&["1", "2026-03-01"]), Ok(true));
    assert_eq!(read(&["1", "2026-03-01", "phone", "", " "]), Ok(true));
    assert_eq!(read(&["1", "2026-03-01", "phone", "", "x"]), rejected(Reason::CellCount));
    assert_eq!(read(&["Total: 1"]), rejected(Reason::CellCount));
    assert_eq!(read(&["", "2026-03-01"]), rejected(Reason::CellCount));
    assert_eq!(read(&["1.23E+16", "2026-03-01"]), rejected(Reason::BrokenId));
    assert_eq!(read(&["-", "2026-03-01", "phone"]), rejected(Reason::NoId));
    assert_eq!(read(&["1.23E+16", "2026-03-01", "phone"]), rejected(Reason::BrokenId));
}

#[test]
fn cells_as_spreadsheets_and_data_frames_leave_them() {
    let header = "id,created_at,resolved_at,csat,reopens,updated_at\n";
    let mapping = one("csat_scale = \"1-5\"\n", &format!("{header}1,2026-03-01,,,,\n"));
    let read = |cells: &[&str]| {
        let (cells, mut faults): (Cells, _) = (cells.iter().collect(), Vec::new());
        let row = mapping.read(cells.record(), &mut faults).unwrap().unwrap();
        (described(&mapping, cells.record(), &row), faults)
    };
    let plain = read(&["4711", "2026-03-01", "", "4", "2", ""]);
    assert_eq!(plain.1, []);
    let dressed = ["=\"4711\"", "2026-03-01\u{a0}", "0000-00-00 00:00:00", "4,0", "2.00"];
    assert_eq!(read(&dressed), plain);
    assert_eq!(read(&["4711", "2026-03-01", "NaT", "4.0", "2,0", "\\N", ""]), plain);
    let zero: Cells = ["1", "0000-00-00"].into_iter().collect();
    let fault = Fault { field: Field::CreatedAt, reason: Reason::NoCreated };
    assert_eq!(mapping.read(zero.record(), &mut Vec::new()).map(|row| row.is_some()), Err(fault));
}

#[test]
fn a_header_that_maps_to_nothing_is_not_listed_whole_and_json_has_no_line_for_it() {
    let names: Vec<String> = (1..=1_240).map(|number| format!("c{number}")).collect();
    let (_, _, problems) = decided(DESK, &[("data/a.csv", &format!("{}\n", names.join(",")))]);
    let said = problems.to_string();
    assert!(said.contains("`c39`, `c40` and 1,200 more\n"), "{said}");
    assert!(!said.contains("`c41`"), "{said}");
    assert!(said.contains("--> data/a.csv:1\n"), "{said}");
    let (_, _, problems) = decided(DESK, &[("data/a.csv", "{\"colour\":\"red\"}\n")]);
    assert!(problems.to_string().contains("--> data/a.csv\n"), "{problems}");
}

#[test]
fn the_fingerprint_is_that_of_what_decides_a_row() {
    let rows = "id,created_at,csat,team,first_reply_s,ces,Name\n1,2026-03-25,4,a,3,6,b\n";
    let of = |text: &str| {
        let (mut mappings, _, problems) = decided(text, &[("data/a.csv", rows)]);
        mappings.remove(0).unwrap_or_else(|| panic!("{problems}")).fingerprint()
    };
    let plain = of(DESK);
    for same in [
        DESK.replace("desk", "helpdesk"),
        format!("emotions = [\"glad\"]\n{DESK}"),
        format!("{DESK}preset = \"canonical\"\n"),
        format!("{DESK}[sources.columns]\nteam = \"Team\"\n"),
    ] {
        assert_eq!(of(&same), plain, "{same}");
    }
    let mut seen = vec![plain];
    for keys in [
        "time_zone = \"Europe/Paris\"\n",
        "date_format = \"M/D/Y\"\n",
        "null = [\"a\"]\n",
        "csat_scale = \"1-10\"\n",
        "csat_scale = \"none\"\n",
        "ces_scale = \"1-5-effort\"\n",
        "[sources.columns]\nteam = \"Name\"\n",
        "[sources.units]\nfirst_reply_s = \"minutes\"\n",
        "[sources.values.team]\na = \"b\"\n",
        "[sources.values.team]\na = \"\"\n",
    ] {
        let print = of(&format!("{DESK}{keys}"));
        assert!(!seen.contains(&print), "{keys}");
        seen.push(print);
    }
    let preset = |keys: &str| {
        let own = "[[presets]]\nname = \"canonical\"\n";
        let columns = "[presets.columns]\nid = \"id\"\ncreated_at = \"created_at\"\n";
        of(&format!("{DESK}{own}{keys}{columns}"))
    };
    let own = preset("");
    assert_ne!(preset("trailer = \"Sum\"\n"), own);
    assert_ne!(preset("take = {id = \"last path part\"}\n"), own);
    assert_eq!(preset("title = \"Ours\"\n"), own);
}

#[test]
fn story_pages_show_a_rating_on_its_own_scale() {
    for (rating, expected) in [("good", "Rated good"), ("3", "Rated 3 of 3")] {
        let project = Project::good();
        let rows = project.read("data/interactions/2026-02.csv").replace(",5\n", ",3\n");
        project
            .write("data/interactions/2026-02.csv", &rows.replace(",3\n", &format!(",{rating}\n")));
        let scale = if rating == "3" { "csat_scale = \"1-3\"\n" } else { "" };
        let files = "files = \"data/interactions/*.csv\"\n";
        let text = project.read("moments.toml").replace(files, &format!("{files}{scale}"));
        project.write("moments.toml", &text);
        project.build(&[]);
        let page = project.read("public/stories/the-blue-key/index.html");
        let words = super::markup::visible(&page);
        assert!(words.contains(expected), "{words}");
        assert!(!page.contains("class=\"rating\""), "five dots would say something else");
    }
}
