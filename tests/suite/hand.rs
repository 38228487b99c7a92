//! Metrics worked out by hand: a tiny project in New York's time, 38 rows, today 12 June 2025.

use super::common::Project;
use super::markup::visible;

const CONFIGURATION: &str = "title = \"By hand\"
time_zone = \"America/New_York\"
[[sources]]
name = \"hand\"
files = \"data/*.csv\"
[limits]
max_rejected_share = 0.05
";

/// N are of November, M of March, A of April, Y of May, J of June. Rows on a border: N1 and A1 are
/// opened in their month's first second, M2 in its week's first, M4 and M11 in their week's and
/// month's last, J1 in today's last, L1 in tomorrow's first. N6 is opened in the hour that came
/// twice, M3 in the one that was skipped. M7 has no answer, M2 no rating, M3 no reopenings, M5 and
/// J1 no solution, Y3 one after today, R1 no opening.
const ROWS: &str = "\
id,created_at,first_reply_s,resolved_at,team,csat,reopens
N1,2024-11-01 00:00:00,51,2024-11-01 00:01:00,Ash,1,0
N2,2024-11-05 10:00:00,52,2024-11-05 10:01:00,Ash,3,0
N3,2024-11-06 10:00:00,53,2024-11-06 10:01:00,Ash,5,1
N4,2024-11-07 10:00:00,54,2024-11-07 10:01:00,Ash,5,0
N5,2024-11-08 10:00:00,55,2024-11-08 10:01:00,Ash,5,0
N6,2024-11-03 01:30:00,56,2024-11-03 02:30:00,Ash,5,0
N7,2024-11-10 10:00:00,57,2024-11-10 14:00:00,Birch,5,0
N8,2024-11-11 10:00:00,58,2024-11-11 14:00:00,Birch,5,0
N9,2024-11-12 10:00:00,59,2024-11-12 14:00:00,Birch,5,0
N10,2024-11-13 10:00:00,60,2024-11-13 14:00:00,Birch,5,0
N11,2024-11-14 10:00:00,61,2024-11-14 14:00:00,Birch,5,0
M1,2025-03-01 00:00:00,11,2025-03-01 00:01:00,Ash,2,0
M2,2025-03-03 00:00:00,12,2025-03-03 00:01:00,Ash,,0
M3,2025-03-09 02:30:00,13,2025-03-09 03:45:00,Ash,4,
M4,2025-03-09 23:59:59,14,2025-03-10 00:00:59,Ash,4,0
M5,2025-03-10 00:00:00,15,,Ash,4,0
M6,2025-03-20 10:00:00,16,2025-03-20 10:01:00,Ash,4,0
M7,2025-03-21 10:00:00,,2025-03-21 12:00:00,Birch,4,0
M8,2025-03-22 10:00:00,18,2025-03-22 12:00:00,Birch,4,0
M9,2025-03-23 10:00:00,19,2025-03-23 12:00:00,Birch,4,0
M10,2025-03-24 10:00:00,20,2025-03-24 12:00:00,Birch,4,0
M11,2025-03-31 23:59:59,21,2025-04-01 01:59:59,Birch,4,0
A1,2025-04-01 00:00:00,1,2025-04-01 00:00:30,Ash,5,0
A2,2025-04-03 10:00:00,2,2025-04-03 10:00:30,Ash,5,0
A3,2025-04-04 10:00:00,3,2025-04-04 10:00:30,Ash,5,0
A4,2025-04-05 10:00:00,4,2025-04-05 10:00:30,Ash,5,1
A5,2025-04-06 10:00:00,5,2025-04-06 10:00:30,Ash,5,0
A6,2025-04-07 10:00:00,6,2025-04-07 10:00:30,Ash,5,0
A7,2025-04-08 10:00:00,7,2025-04-08 10:00:30,Birch,5,0
A8,2025-04-09 10:00:00,8,2025-04-09 10:00:30,Birch,5,0
A9,2025-04-10 10:00:00,9,2025-04-10 10:00:30,Birch,5,0
A10,2025-04-11 10:00:00,10,2025-04-11 10:00:30,Birch,5,0
Y1,2025-05-05 10:00:00,100,2025-05-05 10:00:10,Ash,,0
Y2,2025-05-06 10:00:00,101,2025-05-06 10:00:10,Ash,,0
Y3,2025-05-07 10:00:00,102,2025-06-20 10:00:00,Ash,,0
J1,2025-06-12 23:59:59,,,Birch,,
L1,2025-06-13 00:00:00,7,,Birch,5,
L2,2025-06-15 09:00:00,7,,Birch,5,
R1,,7,,Birch,5,
";

fn project() -> Project {
    let project = Project::empty();
    project.write("moments.toml", CONFIGURATION);
    project.write("content/home.md", "+++\ntitle = \"By hand\"\n+++\nNumbers.\n");
    project.write("data/rows.csv", ROWS);
    let run = project.build_for("2025-06-12");
    let expected = "39 read, 36 kept, rejected: 1 no-created, 2 after 2025-06-12";
    assert!(run.said.contains(expected), "{}", run.said);
    project
}

/// Metric, by/key/period/start, then value, n, low, high and state. Intervals of medians are ranks:
/// n = 10: 2nd and 9th; 11: 2nd and 10th; 13: 3rd and 11th; 21: 6th and 16th; 34: 11th and 24th.
const EXPECTED: &[(&str, &str, [&str; 5])] = &[
    // Opened in the month. December has none, which is a value; June is not over.
    ("volume", "all//all/", ["36", "36", "", "", "ok"]),
    ("volume", "all//month/2024-11-01", ["11", "11", "", "", "ok"]),
    ("volume", "all//month/2024-12-01", ["0", "0", "", "", "ok"]),
    ("volume", "all//month/2025-03-01", ["11", "11", "", "", "ok"]),
    ("volume", "all//month/2025-04-01", ["10", "10", "", "", "ok"]),
    ("volume", "all//month/2025-05-01", ["3", "3", "", "", "ok"]),
    // Monday to Sunday: M1 alone; M2, M3 and M4; M5 alone.
    ("volume", "all//week/2025-02-24", ["1", "1", "", "", "ok"]),
    ("volume", "all//week/2025-03-03", ["3", "3", "", "", "ok"]),
    ("volume", "all//week/2025-03-10", ["1", "1", "", "", "ok"]),
    // Ash and Birch have 6 and 5, 6 and 5, 6 and 4, 3 and 0. Ash's 3 of May is small; the smallest
    // other of its row is a 6, the first of which is November's. Birch's 4 of April is small; the
    // smallest other is November's 5. April and May then hide both, for the sums of the company.
    ("volume", "team/Ash/month/2024-11-01", ["", "", "", "", "hidden"]),
    ("volume", "team/Birch/month/2024-11-01", ["", "", "", "", "hidden"]),
    ("volume", "team/Ash/month/2025-03-01", ["6", "6", "", "", "ok"]),
    ("volume", "team/Birch/month/2025-03-01", ["5", "5", "", "", "ok"]),
    ("volume", "team/Birch/month/2025-01-01", ["0", "0", "", "", "ok"]),
    ("volume", "team/Ash/month/2025-04-01", ["", "", "", "", "hidden"]),
    ("volume", "team/Birch/month/2025-04-01", ["", "", "", "", "hidden"]),
    ("volume", "team/Ash/month/2025-05-01", ["", "", "", "", "hidden"]),
    ("volume", "team/Birch/month/2025-05-01", ["", "", "", "", "hidden"]),
    ("volume", "team/Ash/all/", ["21", "21", "", "", "ok"]),
    ("volume", "team/Birch/all/", ["14", "14", "", "", "ok"]),
    // Opened and not solved by the end: M5 and M11, which was solved two hours into April; M5; M5
    // and Y3; today J1 as well. At the end of its week M4 was still open.
    ("backlog", "all//month/2024-11-01", ["0", "0", "", "", "ok"]),
    ("backlog", "all//week/2025-03-03", ["1", "1", "", "", "ok"]),
    ("backlog", "all//month/2025-03-01", ["2", "2", "", "", "ok"]),
    ("backlog", "all//month/2025-04-01", ["1", "1", "", "", "ok"]),
    ("backlog", "all//month/2025-05-01", ["2", "2", "", "", "ok"]),
    ("backlog", "all//all/", ["3", "3", "", "", "ok"]),
    // 51 to 61: the 6th of 11; the 2nd and the 10th.
    ("first-response-median", "all//month/2024-11-01", ["56", "11", "52", "60", "ok"]),
    ("first-response-median", "all//month/2024-12-01", ["", "", "", "", "no-data"]),
    // 11 to 21 without 17: the 5th of 10; the 2nd and the 9th.
    ("first-response-median", "all//month/2025-03-01", ["15", "10", "12", "20", "ok"]),
    ("first-response-median", "all//month/2025-04-01", ["5", "10", "2", "9", "ok"]),
    ("first-response-median", "all//month/2025-05-01", ["", "3", "", "", "too-few"]),
    // 1–10, 11–21 without 17, 51–61, 100–102: the 17th of 34; the 11th and the 24th. Nine in ten:
    // the 31st, which is 61.
    ("first-response-median", "all//all/", ["18", "34", "11", "54", "ok"]),
    ("first-response-p90", "all//all/", ["61", "34", "", "", "ok"]),
    ("first-response-p90", "all//month/2024-11-01", ["", "11", "", "", "too-few"]),
    // Birch has four answers in March: hidden, and Ash with it.
    ("first-response-median", "team/Ash/month/2024-11-01", ["", "", "", "", "hidden"]),
    ("first-response-median", "team/Ash/month/2025-02-01", ["", "", "", "", "no-data"]),
    ("first-response-median", "team/Ash/month/2025-03-01", ["", "", "", "", "hidden"]),
    ("first-response-median", "team/Birch/month/2025-03-01", ["", "", "", "", "hidden"]),
    // 1–6, 11–16, 51–56, 100–102: the 11th of 21; the 6th and the 16th.
    ("first-response-median", "team/Ash/all/", ["15", "21", "6", "54", "ok"]),
    // 7–10, 18–21, 57–61: the 7th of 13; the 3rd and the 11th.
    ("first-response-median", "team/Birch/all/", ["20", "13", "9", "59", "ok"]),
    // Five of 60 s, N6 of 2 h (half past one came twice, the first is meant), five of 4 h: the 6th
    // of 11, 7,200 s, whose bucket 7,168 to 7,295 has the middle 7,231.5; 4 h: 14,336 to 14,591.
    ("resolution-median", "all//month/2024-11-01", ["7231", "11", "60", "14463", "ok"]),
    // Four of 60 s, M3 of 15 min (half past two was skipped: half past three), five of 2 h, M5 open:
    // the 5th of 10, 900 s, whose bucket is 896 to 911.
    ("resolution-median", "all//month/2025-03-01", ["903", "10", "60", "7231", "ok"]),
    ("resolution-median", "all//month/2025-04-01", ["30", "10", "30", "30", "ok"]),
    // Y3 is solved after today: two are known.
    ("resolution-median", "all//month/2025-05-01", ["", "2", "", "", "too-few"]),
    // 4 or 5 of 5: 31 ratings but N1, N2 and M1. Wilson's interval of 28 of 31, from its formula.
    (
        "csat",
        "all//all/",
        ["0.9032258064516129", "31", "0.7510006155660716", "0.9665353558368026", "ok"],
    ),
    ("csat", "all//month/2025-03-01", ["", "10", "", "", "too-few"]),
    // N3 and A4, of 11 + 9 (M3 is not known, M5 not solved) + 10 + 2 solved.
    (
        "reopened",
        "all//all/",
        ["0.0625", "32", "0.017310567031640967", "0.20147123144154583", "ok"],
    ),
];

#[test]
fn every_value_is_the_one_worked_out_by_hand() {
    let project = project();
    let mut wrong = Vec::new();
    for (metric, place, expected) in EXPECTED {
        let rows = project.metric(metric);
        let row = rows.iter().find(|row| row.place() == *place);
        let Some(row) = row else {
            wrong.push(format!("{metric} {place}: no such row"));
            continue;
        };
        let found = [&row.value, &row.n, &row.low, &row.high, &row.state];
        if !found.iter().zip(expected).all(|(found, expected)| is_same(found, expected)) {
            wrong.push(format!("{metric} {place}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Equal as text, or as shares that differ by rounding alone.
fn is_same(found: &str, expected: &str) -> bool {
    let number = |text: &str| text.contains('.').then(|| text.parse::<f64>().ok()).flatten();
    match (number(found), number(expected)) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
        _ => found == expected,
    }
}

#[test]
fn periods_that_are_not_over_are_not_published() {
    let project = project();
    for (metric, newest_week) in [("volume", "2025-06-02"), ("first-response-median", "2025-05-26")]
    {
        let rows = project.metric(metric);
        let newest = |period: &str| {
            rows.iter().filter(|r| r.by == "all" && r.period == period).map(|r| &r.start).max()
        };
        assert_eq!(newest("month").unwrap(), "2025-05-01", "{metric}");
        assert_eq!(newest("week").unwrap(), newest_week, "{metric}");
    }
    let rows = project.metric("volume");
    let mut sorted = rows.clone();
    sorted.sort_by_key(|r| [&r.by, &r.key, &r.period, &r.start].map(String::clone));
    assert_eq!(rows, sorted);
}

#[test]
fn skipped_and_doubled_times_are_counted_and_shown() {
    let project = project();
    let about = visible(&project.read("public/about/index.html"));
    assert!(about.contains("a local time that the clocks skipped"), "{about}");
    assert!(about.contains("a local time that came twice"), "{about}");
    assert!(about.contains("does not say when it was opened"), "{about}");
    let rejected = project.read("public/data/rejected.csv");
    let expected = "file,line,column,reason,scope\ndata/rows.csv,40,created_at,no-created,row\n";
    assert_eq!(rejected, expected);
}

/// Closed on Saturdays and open all Sunday, when London sets its clocks.
const HOURS: &str = "title = \"Two clocks\"
time_zone = \"Europe/London\"
[business_hours]
monday = [\"09:00-17:00\"]
sunday = [\"00:00-24:00\"]
holidays = [\"2026-11-16\"]
[[sources]]
name = \"hand\"
files = \"data/*.csv\"
";

/// Ten interactions with these stamps in a month, and scores of how easy it was.
fn ten(month: &str, stamps: &str, scores: [u8; 10]) -> String {
    let row = |(at, score): (usize, &u8)| format!("{month}{at},{stamps},{score}\n");
    scores.iter().enumerate().map(row).collect()
}

#[test]
fn both_clocks_over_both_changes() {
    let project = Project::empty();
    project.write("moments.toml", HOURS);
    project.write("content/home.md", "+++\ntitle = \"Two clocks\"\n+++\nDay and night.\n");
    let rows = [
        "id,created_at,first_reply_at,ces\nF,2026-02-10 10:00,2026-02-10 11:00,\n".to_owned(),
        // In March, the Sunday has an hour less: of 00:00 to 03:00 two hours are left.
        ten("M", "2026-03-28 22:00,2026-03-29 03:00", [1, 2, 3, 4, 5, 6, 7, 5, 6, 7]),
        // All of it on a Saturday: outside all windows.
        ten("J", "2026-06-13 10:00,2026-06-13 11:00", [1, 2, 3, 4, 5, 6, 7, 5, 6, 7]),
        // In October it has an hour more: of 00:00 to 03:00 there are four.
        ten("O", "2026-10-24 22:00,2026-10-25 03:00", [1, 2, 3, 4, 5, 6, 7, 5, 6, 7]),
        // A holiday is a Monday without windows.
        "H,2026-11-16 09:00,2026-11-16 12:00,\n".to_owned(),
    ];
    project.write("data/hand.csv", &rows.concat());
    project.build(&[]);
    let cases = [
        ("first-response-median", [14_400.0, 3_600.0, 21_600.0]),
        ("first-response-business-median", [7_200.0, 0.0, 14_400.0]),
    ];
    for (id, expected) in cases {
        let rows = project.metric(id);
        for (month, expected) in ["2026-03-01", "2026-06-01", "2026-10-01"].iter().zip(expected) {
            let place = format!("all//month/{month}");
            let row = rows.iter().find(|row| row.place() == place).unwrap();
            let found: f64 = row.value.parse().unwrap();
            assert!((found - expected).abs() <= expected / 64.0, "{id}: {row:?}");
            assert_eq!(row.n, "10");
        }
    }
    // 5, 6, 7, 5, 6, 7 of each ten are easy.
    let ces = project.metric("ces");
    let all = ces.iter().find(|row| row.place() == "all//all/").unwrap();
    assert_eq!((all.value.as_str(), all.n.as_str()), ("0.6", "30"));
    let page = visible(&project.read("public/figures/ces/index.html"));
    assert!(page.contains("Answers of 5, 6 or 7 of 7, out of all answers"), "{page}");
}

#[test]
fn on_the_older_scale_little_effort_is_easy() {
    let project = Project::empty();
    let source = "ces_scale = \"1-5-effort\"\n";
    project.write("moments.toml", &format!("{HOURS}{source}"));
    project.write("content/home.md", "+++\ntitle = \"Effort\"\n+++\nHow hard was it?\n");
    let rows = ten("A", "2026-10-01 10:00,2026-10-01 11:00", [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    let rows = [rows.clone(), rows.replace('A', "B"), rows.replace('A', "C")].concat();
    let last = "H,2026-11-16 09:00,2026-11-16 12:00,\n";
    project.write("data/hand.csv", &format!("id,created_at,first_reply_at,ces\n{rows}{last}"));
    project.build(&[]);
    let ces = project.metric("ces");
    let all = ces.iter().find(|row| row.place() == "all//all/").unwrap();
    assert_eq!((all.value.as_str(), all.n.as_str()), ("0.4", "30"));
}

#[test]
fn good_and_bad_are_a_scale_of_their_own() {
    let project = Project::empty();
    project.write("moments.toml", CONFIGURATION);
    project.write("content/home.md", "+++\ntitle = \"Words\"\n+++\nGood or bad?\n");
    let row = |at: usize| {
        let rating = if at < 27 { "good" } else { "bad" };
        format!("R{at},2025-03-10 10:00,{rating}\n")
    };
    let rows: String = (0..36).map(row).collect();
    let last = "L,2025-06-12 10:00,\n";
    project.write("data/hand.csv", &format!("id,created_at,csat\n{rows}{last}"));
    project.build(&["--today", "2025-06-12"]);
    let csat = project.metric("csat");
    let all = csat.iter().find(|row| row.place() == "all//all/").unwrap();
    assert_eq!((all.value.as_str(), all.n.as_str()), ("0.75", "36"));
    let page = visible(&project.read("public/figures/csat/index.html"));
    assert!(page.contains("Ratings of “good”, out of all ratings"), "{page}");
}

/// Ten interactions, each opened on a Saturday before noon, answered half an hour later and
/// solved on the Tuesday of the week after next, at 10:00.
fn a_week_of_work(hours: &str) -> Project {
    let project = Project::empty();
    let keys = "title = \"W\"\ntime_zone = \"UTC\"\n";
    let source = "[[sources]]\nname = \"hand\"\nfiles = \"data/*.csv\"\n";
    project.write("moments.toml", &format!("{keys}{source}{hours}"));
    let row = "2026-03-07 11:00,2026-03-07 11:30,2026-03-17 10:00\n";
    let rows: String = (0..10).map(|id| format!("{id},{row}")).collect();
    // The first day of March, so that March is whole, and April, so that it is over.
    let ends = "a,2026-03-01 10:00,,\nz,2026-04-20 10:00,,\n";
    let header = "id,created_at,first_reply_at,resolved_at\n";
    project.write("data/hand.csv", &format!("{header}{rows}{ends}"));
    project.build(&[]);
    project
}

#[test]
fn business_hours_are_never_said_in_days() {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let windows: String = days.map(|day| format!("{day} = [\"09:00-17:00\"]\n")).concat();
    let project = a_week_of_work(&format!("[business_hours]\n{windows}"));
    // A week of five days of eight hours, eight hours on the Monday, one on the Tuesday: 49 h. By
    // the calendar nearly ten days.
    let page = visible(&project.read("public/figures/resolution-business-median/index.html"));
    assert!(page.contains("solved within 49 h of business hours"), "{page}");
    assert!(!page.contains(" day "), "{page}");
    assert!(page.contains("Columns. “resolved_at”"), "{page}");
    let page = visible(&project.read("public/figures/resolution-median/index.html"));
    assert!(page.contains("solved within 9 days 23 h"), "{page}");
    // Answered on a Saturday: in no time of business hours.
    let page = visible(&project.read("public/figures/first-response-business-median/index.html"));
    assert!(page.contains("First response in business hours: 0 s in March"), "{page}");
}

#[test]
fn what_would_bring_business_hours_is_said() {
    let page = visible(&a_week_of_work("").read("public/figures/index.html"));
    let needs = "It needs your business hours in moments.toml, or the column";
    assert!(page.contains(&format!("{needs} “first_reply_business_s”.")), "{page}");
    assert!(page.contains("It needs the column “ces”."), "{page}");
}
