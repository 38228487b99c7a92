//! Strings that break programs and pages, through every text field of every file. What is built is
//! read by real parsers: of HTML by that of a browser engine, of XML and JSON by those of libraries.

use std::fs;

use moments::privacy::personal;
use scraper::{Html, Selector};

use super::common::Project;
use super::markup::{assert_links_resolve, assert_self_contained, pages};

/// Strings that a project of one's own can hold: no personal detail, which would stop the build,
/// nothing blank, no control character, and no braces of a shortcode.
fn strings() -> Option<Vec<String>> {
    let folder = super::common::repository().join("../shared/real/hostile");
    if !folder.exists() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    let mut strings = Vec::new();
    for file in ["naughty-strings.txt", "xss.txt"] {
        let text = String::from_utf8_lossy(&fs::read(folder.join(file)).unwrap()).into_owned();
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        strings.extend(lines.map(|line| line.replace("{{", "{ {")));
    }
    assert!(strings.len() > 7_000);
    // A control character is an error of its own.
    strings.retain(|string| personal(string).is_none() && !string.chars().any(char::is_control));
    assert!(strings.len() > 6_800, "{}", strings.len());
    Some(strings)
}

/// A text as TOML and YAML both read it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || ('\u{7f}'..='\u{9f}').contains(&c) => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A string as a paragraph: what markdown would take for a link or a picture is parted, since a
/// broken one is an error.
fn paragraph(text: &str) -> String {
    let text = text.replace("](", "] (").replace("]:", "] :").replace("+++", "+ +");
    let colon = text.find(':').unwrap_or(0);
    let has_scheme = text[..colon].rfind('<').is_some_and(|open| {
        let scheme = &text[open + 1..colon];
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
    });
    if has_scheme { text.replace(':', " :") } else { text }
}

/// The keys of front matter that hold any text, as lines.
const LINES: [&str; 15] = [
    "summary",
    "noticed",
    "did",
    "effect",
    "learned",
    "next",
    "discuss",
    "award",
    "channel",
    "acknowledged_by",
    "root_cause",
    "fix",
    "rule_bent",
    "why_right",
    "cleared_by",
];

/// A story whose every text is one of `strings`.
fn story(number: usize, strings: &[&String]) -> String {
    let text = |at: usize| quoted(strings[at % strings.len()]);
    let mut front = format!(
        "title = {}\ndate = 2026-02-01\ntype = \"everyday\"\nstage = \"follow-up\"\noutcome = \
         \"recovered\"\nteams = [\"desk\"]\nfix_status = \"open\"\n",
        quoted(&format!("{number} {}", strings[0]))
    );
    for (at, key) in LINES.iter().enumerate() {
        front.push_str(&format!("{key} = {}\n", text(at + 1)));
    }
    front.push_str(&format!("tags = [{}, {}]\n", text(17), text(18)));
    front.push_str(&format!(
        "quote = {{ text = {}, source = {}, consent = true }}\n",
        quoted(&format!("a{}", strings[2 % strings.len()])),
        quoted(&format!("b{}", strings[3 % strings.len()]))
    ));
    front.push_str(&format!(
        "timeline = [{{ date = 2026-01-31, what = {}, actor = {}, went = \"wrong\" }}]\n",
        text(4),
        quoted(&format!("c{}", strings[5 % strings.len()]))
    ));
    front.push_str("[heard]\n");
    for (at, key) in ["hear", "empathize", "apologize", "resolve", "diagnose"].iter().enumerate() {
        front.push_str(&format!("{key} = {}\n", quoted(&format!("d{}", strings[at]))));
    }
    front.push_str(&format!("[extra]\nany = {}\n", text(6)));
    let body: Vec<String> = strings.iter().map(|string| paragraph(string)).collect();
    format!("+++\n{front}+++\nA text.\n\n{}\n", body.join("\n\n"))
}

fn project(strings: &[String]) -> Project {
    let project = Project::empty();
    let at = |number: usize| quoted(&format!("x{}", strings[number]));
    let mut config = format!(
        "title = {}\nbase_url = \"https://moments.example/\"\n[[sources]]\nname = \"desk\"\nfiles = \
         \"data/in/*.csv\"\n[[teams]]\nid = \"desk\"\nname = {}\n",
        at(0),
        at(1)
    );
    for (number, list) in ["types", "stages", "practices", "standards"].iter().enumerate() {
        let id = ["everyday", "follow-up", "sorry", "mend"][number];
        config.push_str(&format!(
            "[[{list}]]\nid = \"{id}\"\nname = {}\ndefinition = {}\nhow_to_spot = {}\n",
            at(100 + number),
            at(200 + number),
            at(300 + number)
        ));
    }
    config.push_str(&format!(
        "[decide]\nlimit = 50\ncurrency = \"GBP\"\nsource = {}\n[newsroom]\npublish = true\n",
        at(400)
    ));
    project.write("moments.toml", &config);
    for (number, strings) in strings.chunks(24).enumerate() {
        let mut strings: Vec<&String> = strings.iter().collect();
        while strings.len() < 5 {
            strings.push(strings[0]);
        }
        let file = format!("content/stories/2026-02-01-story-{number}.md");
        project.write(&file, &story(number, &strings));
    }
    let rows = |header: &str, row: &dyn Fn(usize, &str) -> String| {
        let chosen = strings.iter().step_by(37).enumerate();
        let rows = chosen.map(|(number, string)| row(number, &cell(&format!("y{string}"))));
        format!("{header}\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let write = |name: &str, text: String| project.write(&format!("data/{name}.csv"), &text);
    write(
        "people",
        rows("id,name,team,naming,photo,joined,left,agent", &|n, text| {
            format!("p{n},{text},desk,full,no,,,")
        }),
    );
    write(
        "nominations",
        rows("date,interaction,by,why", &|n, text| format!("2026-01-31,T-{n},{text},{text}")),
    );
    write(
        "barriers",
        rows("id,barrier,raised,owner,status,removed", &|n, text| {
            format!("b{n},{text},2026-01-31,{text},open,")
        }),
    );
    write(
        "basics",
        rows("item,dimension,state,checked", &|_, text| format!("{text},speed,met,2026-01-31")),
    );
    write(
        "voice",
        rows("date,comment,consent,change,changed", &|_, text| {
            format!("2026-01-31,{text},yes,{text},")
        }),
    );
    write("facts", rows("id,statement,source,year", &|n, text| format!("f{n},{text},{text},2007")));
    write(
        "events",
        rows("date,name,kind,scope", &|n, text| {
            format!("2025-{:02}-01,{text},event,all", n % 12 + 1)
        }),
    );
    let header = "id,created_at,first_reply_at,resolved_at,channel,topic,team,priority,csat,\
                  csat_comment,assignments";
    let kinds = strings.iter().step_by(97).collect::<Vec<_>>();
    let data = (0..4_000).map(|number| {
        let kind = |step: usize| cell(&format!("z{}", kinds[number * step % kinds.len()]));
        let day = number % 365;
        let (month, day) = (day / 31 + 1, day % 28 + 1);
        let comment = cell(&format!("thank you so much for all {}", kinds[number % kinds.len()]));
        format!(
            "T-{number},2025-{month:02}-{day:02}T09:00:00Z,2025-{month:02}-{day:02}T09:10:00Z,\
             2025-{month:02}-{day:02}T{:02}:00:00Z,{},{},{},{},5,{comment},1",
            10 + number % 12,
            kind(1),
            kind(3),
            kind(5),
            kind(7)
        )
    });
    let data: Vec<String> = data.collect();
    project.write("data/in/all.csv", &format!("{header}\n{}\n", data.join("\n")));
    project
}

#[test]
fn hostile_strings_in_every_text_field_break_nothing() {
    let Some(strings) = strings() else { return };
    let project = project(&strings);
    project.build(&[]);
    let site = project.public();
    assert_self_contained(&site);
    assert_links_resolve(&site);
    // The site has one script, which is a file, and one field, for the search.
    let dangerous = "script:not(:empty), script:not([src*='static/moments.js?v=']), style, iframe, \
                     object, embed, form, input:not(#search-field), base, [style], [srcdoc], svg \
                     foreignObject, animate, set";
    let dangerous = Selector::parse(dangerous).unwrap();
    let any = Selector::parse("*").unwrap();
    // The parser tells what is wrong.
    assert!(!Html::parse_document("<!doctype html><p a=1 a=2></b>").errors.is_empty());
    let mut count = 0;
    for (path, html) in pages(&site) {
        let document = Html::parse_document(&html);
        assert_eq!(document.errors, Vec::<String>::new(), "{path}");
        assert!(document.select(&dangerous).next().is_none(), "{path}");
        for element in document.select(&any) {
            for (name, value) in element.value().attrs() {
                assert!(!name.starts_with("on"), "{path}: {name}");
                let value = value.trim().to_lowercase();
                let is_address = matches!(name, "href" | "src" | "action" | "xlink:href");
                let bad = ["javascript:", "data:", "vbscript:"];
                assert!(
                    !is_address || !bad.iter().any(|bad| value.starts_with(bad)),
                    "{path}: {value}"
                );
            }
        }
        count += 1;
    }
    assert!(count > 280, "{count}");
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        match path.rsplit('.').next().unwrap() {
            "svg" | "xml" => assert_xml(path, &text),
            "json" => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
            "csv" => assert_plain_cells(path, &text),
            _ => {}
        }
    }
}

fn assert_xml(path: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
            quick_xml::events::Event::Eof => return,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let name = tag.name();
                let name = String::from_utf8_lossy(name.as_ref()).to_lowercase();
                assert!(!["script", "foreignobject"].contains(&name.as_str()), "{path}: {name}");
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{path}: {error}"));
                    assert!(!attribute.key.as_ref().starts_with(b"on"), "{path}");
                }
            }
            _ => {}
        }
    }
}

/// No cell is a formula to a spreadsheet.
fn assert_plain_cells(path: &str, text: &str) {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for record in reader.records() {
        for cell in record.unwrap_or_else(|error| panic!("{path}: {error}")).iter() {
            let is_number = cell.parse::<f64>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t']), "{path}: {cell}");
        }
    }
}
