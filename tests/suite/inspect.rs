//! What `inspect` says of a file, and that what it proposes works.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use moments::config::{self, Source};
use moments::diagnostic::Problems;
use moments::interaction;
use moments::source::Table;
use moments::tree::Text;
use serde_json::Value;

use super::common::{Project, Run, repository, tree};

/// Runs `inspect` in a folder without a project.
fn inspect(file: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moments"));
    let nowhere = tempfile::tempdir().unwrap();
    command.arg("inspect").arg(file).args(arguments).current_dir(nowhere.path());
    Run::of(command.output().unwrap())
}

/// The inspection of a file as JSON.
fn found(file: &Path) -> Value {
    let run = inspect(file, &["--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.said);
    serde_json::from_str(&run.printed).unwrap()
}

/// A file of its own, and the folder that goes with it.
fn file(name: &str, text: &str) -> (Project, PathBuf) {
    let project = Project::empty();
    project.write(name, text);
    let path = project.path(name);
    (project, path)
}

/// The columns of an inspection by header.
fn column<'v>(inspection: &'v Value, header: &str) -> &'v Value {
    let columns = inspection["columns"].as_array().unwrap();
    columns.iter().find(|column| column["header"] == header).unwrap()
}

/// A project that has the file where the block says, and the block.
fn project_with(export: &Path, block: &str) -> Project {
    let project = Project::empty();
    let name = export.file_name().unwrap().to_str().unwrap();
    project.write("moments.toml", &format!("title = \"Pasted\"\n{block}"));
    project.write("content/home.md", "+++\ntitle = \"Pasted\"\n+++\nPasted.\n");
    fs::create_dir_all(project.path("data/interactions")).unwrap();
    fs::copy(export, project.path("data/interactions").join(name)).unwrap();
    project
}

/// The summary of a build, if it went well.
fn built(project: &Project) -> Result<Value, String> {
    let report = project.path("report.json");
    let arguments = ["build", "--report", report.to_str().unwrap()];
    let run = Run::of(project.command(&arguments).output().unwrap());
    assert!([0, 1].contains(&run.code), "{}", run.said);
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    if run.code == 0 { Ok(report["summary"].clone()) } else { Err(run.said) }
}

/// The counts that an inspection and a build have in common.
fn counts(of: &Value) -> [u64; 4] {
    ["rows", "kept", "later", "repeats"].map(|key| of[key].as_u64().unwrap())
}

#[test]
fn a_source_as_proposed_reads_what_was_said() {
    let mut presets = BTreeSet::new();
    let files = tree(&repository().join("tests/presets")).into_keys();
    for name in files.filter(|name| !name.ends_with(".txt")) {
        let export = repository().join("tests/presets").join(&name);
        let inspection = found(&export);
        let preset = name.split('.').next().unwrap();
        assert_eq!(inspection["preset"], preset, "{name}");
        presets.insert(preset.to_owned());
        if preset == "chatwoot-report" {
            assert_eq!(inspection["block"], Value::Null);
            let why = inspection["unreadable"].as_str().unwrap();
            assert!(
                why.ends_with("it has means only, and medians cannot be made of means"),
                "{why}"
            );
            continue;
        }
        let block = inspection["block"].as_str().unwrap();
        let project = project_with(&export, block);
        let summary = built(&project).unwrap_or_else(|said| panic!("{name}:\n{block}\n{said}"));
        assert_eq!(counts(&inspection["reading"]), counts(&summary), "{name}");
    }
    assert_eq!(presets.len(), 13);
}

const DESK: &str = "Report of March
\"all teams\"

Case number;Opened on;First reply;Solved;Reason;Queue;Handled in;Resolution in minutes;Rating;Customer name
D-1;2.3.2026 09:14;2.3.2026 09:31;2.3.2026 11:02;Parcel;Post;1 h 48 min;108;5;Jo Doe
D-2;2.3.2026 10:40;2.3.2026 10:44;13.3.2026 15:20;Parcel;Post;28 h;1680;4;Al Roe
D-3;3.3.2026 16:05;;;Size;Shop;;;;Cy Poe
D-3;3.3.2026 16:05;;;Size;Shop;;;;Cy Poe
;4.3.2026 10:00;;;Size;Shop;;;;Di Coe
D-5;soon;;;Size;Shop;;;;Di Coe
";

#[test]
fn a_file_that_no_preset_knows_gets_columns() {
    let (_folder, path) = file("desk.csv", DESK);
    let inspection = found(&path);
    assert_eq!(inspection["preset"], Value::Null);
    assert_eq!((&inspection["separator"], &inspection["header_line"]), (&";".into(), &4.into()));
    assert_eq!(inspection["date_order"], "D/M/Y");
    assert_eq!(inspection["date_order_line"], 6);
    assert_eq!(inspection["time_zone"], "UTC");
    let expected = "\
[[sources]]
name = \"desk\"
files = \"data/interactions/desk.csv\"
csat_scale = \"1-5\"

[sources.columns]
id = \"Case number\"
created_at = \"Opened on\"
first_reply_at = \"First reply\"
resolved_at = \"Solved\"
full_resolution_s = \"Resolution in minutes\"
topic = \"Reason\"
team = \"Queue\"
csat = \"Rating\"

[sources.units]
full_resolution_s = \"minutes\"

# too many rows cannot be used: mend the export, or let them go
# [limits]
# max_rejected_share = 0.34
";
    assert_eq!(inspection["block"], expected);
    let reading = &inspection["reading"];
    assert_eq!(counts(reading), [6, 3, 0, 1]);
    let rejected = |at: usize| {
        let fault = &reading["rejected"][at];
        (fault["reason"].as_str().unwrap(), fault["first_line"].as_u64().unwrap())
    };
    assert_eq!([rejected(0), rejected(1)], [("no-id", 9), ("unreadable", 10)]);
    let customer = column(&inspection, "Customer name");
    assert_eq!(customer["withheld"], "may be personal");
    assert_eq!(customer["dropped"], "it may be about a customer");
    assert_eq!(column(&inspection, "Opened on")["kind"]["shape"], "D.M.YYYY HH:MM");

    let block = expected.replace("# [limits]\n# max", "[limits]\nmax");
    let summary = built(&project_with(&path, &block)).unwrap();
    assert_eq!(counts(reading), counts(&summary));
}

#[test]
fn an_open_order_of_day_and_month_is_asked_for() {
    let (_folder, path) = file("open.csv", "id,created_at\n1,3/4/2025\n2,4/5/2025\n");
    let inspection = found(&path);
    let why = "`created_at` has dates whose day and month could be either";
    assert_eq!(inspection["unreadable"], why);
    assert_eq!(inspection["reading"], Value::Null);
    let block = inspection["block"].as_str().unwrap();
    assert!(
        block
            .contains("\n# D/M/Y or M/D/Y: no date in the file shows which\ndate_format = \"…\"\n")
    );
    let summary = built(&project_with(&path, &block.replace('…', "M/D/Y"))).unwrap();
    assert_eq!(counts(&summary), [2, 2, 0, 0]);
}

#[test]
fn people_see_a_page_of_plain_lines() {
    let (_folder, path) = file("desk.csv", DESK);
    let run = inspect(&path, &[]);
    assert_eq!(run.code, 0);
    for line in [
        "  size        454 bytes, 6 records of 10 columns",
        "  written     `;` between cells, UTF-8, not packed, header in line 4",
        "  dates       D/M/Y, as line 6 shows",
        "    1  Case number                                           id",
        "       id                                83 %       4 values  D-1 · D-2 · D-3",
        "   10  Customer name                                         – (it may be about a customer)",
        "             3  kept",
        "             1  replaced by a newer row of the same id",
        "             1  rejected: `Case number` has no id, first in line 9",
        "[[sources]]",
    ] {
        assert!(run.printed.lines().any(|printed| printed == line), "{line}\n{}", run.printed);
    }
    assert!(run.said.contains("warning: 1 of 6 rows of `desk` cannot be used"), "{}", run.said);
    assert!(!run.said.contains("error"), "{}", run.said);
}

const PERSONAL: [&str; 12] = [
    "jo.doe@example.org",
    "<al@mail.example.com>",
    "+49 30 123 45 67",
    "(0171) 234 56 78",
    "020 7946 0958",
    "4111 1111 1111 1111",
    "5500-0000-0000-0004",
    "378282246310005",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "Jo Doe, Main Street 5",
    "01711234567",
];

#[test]
fn no_personal_value_is_shown_whatever_its_column_is_called() {
    let headers =
        "id,created_at,status,channel,topic,team,priority,tags,agent,csat_comment,note,x y";
    let mut text = format!("{headers}\n");
    for row in 0..120 {
        let cell = |at: usize| {
            let value = PERSONAL[(row + at) % PERSONAL.len()];
            format!("\"{value}\"")
        };
        let cells: Vec<String> = (2..12).map(cell).collect();
        text += &format!("{row},2026-03-02 10:{:02},{}\n", row % 60, cells.join(","));
    }
    let (_folder, path) = file("personal.csv", &text);
    for arguments in [&[][..], &["--format", "json"]] {
        let run = inspect(&path, arguments);
        assert_eq!(run.code, 0);
        for value in PERSONAL {
            assert!(!run.printed.contains(value) && !run.said.contains(value), "{value}");
        }
    }
    for value in PERSONAL {
        let rows: String = (0..30).map(|row| format!("{row},2026-03-02,{value} {row}\n")).collect();
        let (_folder, path) = file("one.csv", &format!("id,created_at,thing\n{rows}"));
        let run = inspect(&path, &[]);
        assert!(!run.printed.contains(value), "{value}\n{}", run.printed);
    }
}

#[test]
fn nothing_of_a_file_moves_the_terminal() {
    let (_folder, path) = file(
        "a\u{1b}[31m\u{202e}.csv",
        "id,created_at,\"\u{1b}]0;x\u{7}\u{202e}y\u{9b}\",status\n1,2026-03-02,a,\u{1b}[2J\u{2066}x\n\
         2,2026-03-02,a,\u{1b}[2J\u{2066}x\n3,2026-03-02,a,\u{9b}2J\n",
    );
    let is_harmful = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2066}".contains(c));
    for arguments in [&[][..], &["--format", "json"]] {
        let run = inspect(&path, arguments);
        assert_eq!(run.code, 0, "{}", run.said);
        assert!(!run.printed.contains(is_harmful), "{:?}", run.printed);
        assert!(!run.said.contains(is_harmful), "{:?}", run.said);
    }
    let inspection = found(&path);
    assert_eq!(inspection["columns"][2]["header"], "\u{1b}]0;x\u{7}\u{202e}y\u{9b}");
}

#[test]
fn a_header_without_rows_is_a_file_and_an_empty_one_is_none() {
    let (_folder, path) = file("header.csv", "id,created_at,status\n");
    let inspection = found(&path);
    assert_eq!((&inspection["records"], &inspection["reading"]["kept"]), (&0.into(), &0.into()));
    assert_eq!(inspection["columns"][2]["kind"]["name"], "empty");
    assert_eq!(inspection["columns"][2]["filled_share"], Value::Null);
    for (name, bytes, said) in [
        ("empty.csv", "", "the file is empty"),
        ("page.csv", "<!doctype html><title>Log in</title>", "the file is a web page"),
        ("old.zip", "PK\u{3}\u{4}\u{14}", "the file is a zip archive"),
    ] {
        let (_folder, path) = file(name, bytes);
        let run = inspect(&path, &[]);
        assert_eq!((run.code, run.printed.as_str()), (1, ""));
        assert!(run.said.contains(said) && run.said.contains(name), "{}", run.said);
    }
    assert_eq!(inspect(Path::new("not-there.csv"), &[]).code, 1);
}

#[test]
fn a_project_lends_its_zone_its_presets_and_its_sources() {
    let project = Project::empty();
    project.write(
        "moments.toml",
        "title = \"Own\"\ntime_zone = \"Europe/London\"\n[[sources]]\nname = \"desk\"\nfiles = \
         \"data/desk/*.csv\"\ncolumns = { id = \"No\", created_at = \"Begun\" }\n[[presets]]\nname = \
         \"till\"\ncolumns = { id = \"Bon\", created_at = \"Rung\" }\n",
    );
    let text = "No,Begun\n1,2026-03-02 09:00\n";
    project.write("data/desk/march.csv", text);
    project.write("data/till/desk.csv", "Bon,Rung\n1,2026-03-02 09:00\n");
    let look = |file: &str| {
        let file = project.path(file);
        let file = file.to_str().unwrap();
        let run =
            Run::of(project.command(&["inspect", file, "--format", "json"]).output().unwrap());
        assert_eq!(run.code, 0, "{}", run.said);
        serde_json::from_str::<Value>(&run.printed).unwrap()
    };
    let own = look("data/desk/march.csv");
    assert_eq!((&own["source"], &own["block"]), (&"desk".into(), &Value::Null));
    assert_eq!(
        (&own["time_zone"], &own["file"]),
        (&"Europe/London".into(), &"data/desk/march.csv".into())
    );
    assert_eq!(own["reading"]["kept"], 1);
    let new = look("data/till/desk.csv");
    let block =
        "[[sources]]\nname = \"desk-2\"\nfiles = \"data/till/desk.csv\"\npreset = \"till\"\n";
    assert_eq!((&new["source"], &new["block"]), (&Value::Null, &block.into()));
}

/// The collection of files that nobody of this project wrote; nothing, said aloud, without it.
fn collection() -> Option<PathBuf> {
    let folder = repository().join("../shared/real");
    if !folder.exists() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn every_file_of_the_collection_is_looked_at_and_built_without_a_panic() {
    let Some(folder) = collection() else { return };
    let mut numbers = [0; 3];
    for below in ["interactions", "hostile"] {
        for name in tree(&folder.join(below)).into_keys() {
            let export = folder.join(below).join(&name);
            let run = inspect(&export, &["--format", "json"]);
            assert!([0, 1].contains(&run.code), "{name}: {}", run.said);
            numbers[run.code as usize] += 1;
            let generic = "[[sources]]\nname = \"any\"\nfiles = \"data/interactions/*\"\n";
            let inspection: Value = serde_json::from_str(&run.printed).unwrap_or_default();
            let block = inspection["block"].as_str().unwrap_or(generic);
            let Ok(summary) = built(&project_with(&export, block)) else { continue };
            numbers[2] += 1;
            let [rows, kept, later, repeats] = counts(&summary);
            let rejected = summary["rejected"].as_object().unwrap().values();
            let rejected: u64 = rejected.map(|count| count.as_u64().unwrap()).sum();
            assert_eq!(rows, kept + rejected + repeats + later, "{name}");
            if run.code == 0 {
                assert_eq!(counts(&inspection["reading"]), counts(&summary), "{name}");
            }
        }
    }
    println!("looked at {}, refused {}, built {}", numbers[0], numbers[1], numbers[2]);
    assert!(numbers[0] > 50 && numbers[2] > 1);
}

#[test]
fn the_cells_of_the_csv_spectrum_are_the_answers() {
    let Some(folder) = collection() else { return };
    let folder = folder.join("hostile/csv-spectrum");
    let files = tree(&folder.join("csvs"));
    // The answer that lies beside that one is of another row, and no list.
    for name in files.keys().filter(|name| *name != "location_coordinates.csv") {
        let path = folder.join("csvs").join(name);
        let answer = folder.join("json").join(name.replace(".csv", ".json"));
        let answer: Value = serde_json::from_str(&fs::read_to_string(answer).unwrap()).unwrap();
        assert_eq!(cells(&path), answer, "{name}");
    }
    assert_eq!(files.len(), 12);
}

/// The rows of a file as a list of objects.
fn cells(path: &Path) -> Value {
    let text = Text { file: Path::new(config::FILE), text: "" };
    let config = config::parse(text, &mut Problems::default()).unwrap();
    let source = Source::of("any", "any.csv");
    let is_header = |names: &[String]| interaction::is_header(&source, names, &config);
    let mut problems = Problems::default();
    let table = Table::of_file(path, path, &source, &is_header, &mut problems).unwrap();
    let mut rows = Vec::new();
    let each = |row: moments::source::Record<'_>, _| {
        let cells = row.cells().map(|cell| Value::from(String::from_utf8_lossy(cell)));
        let row = table.header.iter().cloned().zip(cells).collect::<serde_json::Map<_, _>>();
        rows.push(Value::from(row));
        ControlFlow::Continue(())
    };
    table.scan(&table.header, each).unwrap();
    Value::from(rows)
}
