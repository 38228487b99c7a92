//! Numbers, charts and interactions in texts, and panels: what they say is what the published
//! tables say.

use super::common::{MetricRow, Project, Tree};
use super::markup::{
    assert_links_resolve, assert_self_contained, assert_sound, assert_xml, page, tags, visible,
};

/// The worked example with one more page, and its words.
fn with_page(project: &Project, body: &str) -> (Tree, String) {
    project.write("content/try.md", &format!("+++\ntitle = \"Try\"\n+++\n{body}\n"));
    project.build(&[]);
    let site = project.public();
    let words = visible(&page(&site, "try/index.html"));
    (site, words)
}

fn row(project: &Project, metric: &str, place: &str) -> MetricRow {
    let rows = project.metric(metric);
    rows.into_iter().find(|row| row.place() == place).unwrap_or_else(|| panic!("no {place}"))
}

/// A share as a reader sees it, from 10 % on.
fn percent(row: &MetricRow) -> String {
    let share: f64 = row.value.parse().unwrap();
    assert!((0.1..0.99).contains(&share), "{share}");
    format!("{} %", (share * 100.0).round())
}

/// A duration of less than a day.
fn duration(row: &MetricRow) -> String {
    let seconds: u64 = row.value.parse().unwrap();
    let minutes = (seconds + 30) / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn thousands(row: &MetricRow) -> String {
    let number: u64 = row.value.parse().unwrap();
    if number < 1_000 {
        return number.to_string();
    }
    format!("{},{:03}", number / 1_000, number % 1_000)
}

#[test]
fn numbers_in_a_sentence_are_those_of_the_published_tables() {
    let project = Project::worked_example();
    let calls = [
        r#"metric="first-response-median""#,
        r#"metric="csat", by="team", key="repairs", period="2026-03""#,
        r#"metric="csat", by="team", key="THE BENCH", period="2026-03""#,
        r#"metric="first-response-median", by="channel", key="e-mail", period="2025-06""#,
        r#"metric="first-response-median", by="channel", key="Email", period="2025-06""#,
        r#"metric="volume", period="all""#,
        r#"metric="volume", by="topic", key="where is my order", period="2026-05""#,
        r#"metric="csat", by="team", key="Night desk""#,
        r#"metric="volume", period="2026-11""#,
    ];
    let body = calls.map(|call| format!("<{{{{ value({call}) }}}}>")).join(" ");
    let (site, words) = with_page(&project, &body);
    let get = |metric: &str, place: &str| row(&project, metric, place);
    let repairs = percent(&get("csat", "team/Repairs/month/2026-03-01"));
    let email = duration(&get("first-response-median", "channel/E-mail/month/2025-06-01"));
    // The newest month that is over is October.
    let newest = get("first-response-median", "all//month/2026-10-01");
    assert!(!project.metric("csat").iter().any(|row| row.start.as_str() > "2026-11-15"));
    let expected = [
        duration(&newest),
        repairs.clone(),
        repairs,
        email.clone(),
        email,
        thousands(&get("volume", "all//all/")),
        thousands(&get("volume", "topic/Where is my order/month/2026-05-01")),
        "Hidden: fewer than 5, or beside such a number".to_owned(),
        "still filling; shown from 1 December".to_owned(),
    ];
    assert_eq!(get("csat", "team/Night desk/month/2026-10-01").state, "hidden");
    let expected: Vec<String> = expected.iter().map(|words| format!("< {words} >")).collect();
    assert!(words.contains(&expected.join(" ")), "{words}");
    let links = tags(&page(&site, "try/index.html"));
    let links = links.iter().filter(|tag| tag.get("class") == Some("value"));
    let links: Vec<&str> = links.filter_map(|tag| tag.get("href")).collect();
    assert_eq!(links.len(), calls.len());
    assert_eq!(links[0], "../figures/first-response-median/index.html");
    assert_links_resolve(&site);
}

#[test]
fn every_way_to_show_a_figure_stands_in_a_text() {
    let project = Project::worked_example();
    let (site, words) = with_page(
        &project,
        "## Figure 1\n\nBefore.\n\n\
         {{ figure(metric=\"first-response-median\") }}\n\n\
         {{ figure(metric=\"first-response-median\") }}\n\n\
         {{ figure(metric=\"first-response-median\", by=\"team\", key=\"repairs\") }}\n\n\
         {{ figure(metric=\"csat\", show=\"control\") }}\n\n\
         {{ figure(metric=\"csat\", by=\"team\", key=\"delivery\", show=\"control\") }}\n\n\
         {{ figure(metric=\"csat\", by=\"team\", key=\"night\") }}\n\n\
         {{ figure(metric=\"csat\", show=\"number\") }}\n\
         {{ figure(metric=\"volume\", by=\"team\", key=\"repairs\", show=\"number\") }}\n\n\
         {{ figure(metric=\"resolution-median\", by=\"team\", show=\"splits\") }}\n\n\
         {{ figure(metric=\"volume\", show=\"hours\") }}\n\n\
         {{ figure(metric=\"resolution-median\", show=\"spread\") }}\n\n\
         {{ interactions(ids=[\"HP-117188\"]) }}\n\n\
         {{ interactions(id=\"HP-117188\") }}\n\nAfter.",
    );
    let csat = percent(&row(&project, "csat", "all//month/2026-10-01"));
    let volume = thousands(&row(&project, "volume", "team/Repairs/month/2026-10-01"));
    let first = row(&project, "first-response-median", "team/Repairs/month/2026-03-01");
    for expected in [
        "Half of our customers now hear from us within",
        "First response, Repairs: really better since March",
        // A point of the group's trend, and a row of its table.
        &format!("March 2026: {}, n = {}", duration(&first), first.n),
        "First response, Repairs, newest first",
        "Satisfied customers: steady",
        "Satisfied customers, Delivery: steady so far",
        "Monthly values. The shaded range is what chance alone would do",
        "Satisfied customers, Night desk Hidden: fewer than 5, or beside such a number",
        &format!("Satisfied customers {csat}"),
        &format!("Interactions, Repairs {volume}"),
        "Solved, by team Resolution, month by month, in alphabetical order",
        "Interactions: highest on ",
        "Solved: half within ",
        "By e-mail, about “Refunds”",
        "More on this figure: First response",
    ] {
        assert!(words.contains(expected), "“{expected}” is not in\n{words}");
    }
    assert_eq!(words.matches("By e-mail, about “Refunds”").count(), 2);
    let order = ["Before.", "Half of our", "Solved, by team", "By e-mail", "After."];
    let places = order.map(|text| words.rfind(text).unwrap());
    assert!(places.is_sorted(), "{places:?} in\n{words}");
    assert_sound(&site);
    assert_xml(&site);
    assert_self_contained(&site);
    assert_links_resolve(&site);
}

/// A project of seven answered interactions in March and one in April, which says that March is
/// over.
fn seven(body: &str, more: &str) -> Project {
    let project = Project::empty();
    let source = "[[sources]]\nname = \"desk\"\nfiles = \"data/*.csv\"\n";
    let teams =
        "[[teams]]\nid = \"boats\"\nname = \"Boats\"\n[[teams]]\nid = \"new\"\nname = \"New\"\n";
    let head = "title = \"Seven\"\ntime_zone = \"UTC\"\n";
    project.write("moments.toml", &format!("{head}{source}{teams}{more}"));
    let row = |at: usize| format!("{at},2026-03-0{at} 10:00,600,Boats,Oars\n");
    let rows: String = (1..8).map(row).collect();
    let last = "8,2026-04-20 10:00,600,Boats,Oars\n";
    let header = "id,created_at,first_reply_s,team,topic\n0,2026-02-28 10:00,600,Boats,Oars\n";
    project.write("data/a.csv", &format!("{header}{rows}{last}"));
    project.write("content/try.md", &format!("+++\ntitle = \"Try\"\n+++\n{body}\n"));
    project
}

fn words_of(project: &Project, path: &str) -> String {
    visible(&project.read(&format!("public/{path}")))
}

#[test]
fn what_the_data_does_not_show_is_said_in_words() {
    let body = "<{{ value(metric=\"first-response-median\") }}> \
                <{{ value(metric=\"volume\", by=\"team\", key=\"new\") }}> \
                <{{ value(metric=\"volume\", by=\"team\", key=\"Boats\") }}>\n\n\
                {{ figure(metric=\"first-response-median\", by=\"team\", key=\"boats\") }}\n\n\
                {{ figure(metric=\"volume\", by=\"team\", key=\"new\", show=\"number\") }}\n\n\
                {{ figure(metric=\"first-response-median\", show=\"control\") }}";
    let project = seven(body, "");
    project.build(&[]);
    let words = words_of(&project, "try/index.html");
    for expected in [
        "< Only 7 so far; shown from 10 > < No data > < 7 >",
        "First response, Boats Only 7 so far; shown from 10",
        "Interactions, new No data",
        "First response Only 7 so far; shown from 10",
    ] {
        assert!(words.contains(expected), "“{expected}” is not in\n{words}");
    }
}

#[test]
fn a_group_beyond_the_largest_is_not_told_apart() {
    let body = "<{{ value(metric=\"volume\", by=\"topic\", key=\"sails\") }}>";
    let project = seven(body, "[limits]\nmax_values = 1\n");
    project.write("data/b.csv", "id,created_at,topic\ns,2026-03-09 10:00,Sails\n");
    project.build(&[]);
    let words = words_of(&project, "try/index.html");
    assert!(words.contains("< Not told apart: only the largest are >"), "{words}");
}

#[test]
fn without_data_nothing_is_held_against_it() {
    let body = "<{{ value(metric=\"csat\", by=\"topic\", key=\"anything\", period=\"1999-01\") }}>\n\n\
                {{ figure(metric=\"ces\", by=\"priority\", show=\"splits\") }}\n\n\
                {{ interactions(ids=[\"A\", \"B\"]) }}";
    let panel = "[[panels]]\npage = \"home\"\nmetric = \"ces\"\n";
    let project = seven(body, panel);
    project.remove("data/a.csv");
    let run = project.build(&[]);
    assert!(!run.said.contains("ces"), "{}", run.said);
    let words = words_of(&project, "try/index.html");
    let expected = "<No data> Found it easy No data A and B No data";
    assert!(words.contains(expected), "{words}");
    assert!(words_of(&project, "index.html").contains("Found it easy No data"));
}

#[test]
fn a_month_outside_the_data_is_an_error_and_one_that_is_held_back_is_not() {
    let value = |period: &str| format!("{{{{ value(metric=\"volume\", period=\"{period}\") }}}}");
    // March is the first whole month: the first interaction is of the last day of February.
    let project = seven(&[value("2026-02"), value("2026-05")].join("\n"), "");
    let run = project.run(&["check"]);
    assert_eq!(run.code, 1, "{}", run.said);
    for expected in [
        "`2026-02` is outside the data\n --> content/try.md:4:34",
        "`2026-05` is outside the data\n --> content/try.md:5:34",
        "its first whole month is 2026-03, its last month 2026-04",
    ] {
        assert!(run.said.contains(expected), "{}", run.said);
    }
    let front = "title = \"T\"\ntype = \"everyday\"\nstage = \"follow-up\"\noutcome = \"delighted\"\n\
                 teams = [\"boats\"]\n";
    let story = format!("+++\n{front}date = 2027-01-01\n+++\n{}\n", value("2026-12"));
    let project = seven(&value("2026-04"), "");
    project.write("content/stories/2027-01-01-t.md", &story);
    project.build(&[]);
}

#[test]
fn a_first_paragraph_with_a_number_reads_well_everywhere() {
    let address = "base_url = \"https://seven.example/\"\n";
    let project = seven("Nothing.", "");
    project.write("moments.toml", &format!("{address}{}", project.read("moments.toml")));
    let front = "title = \"Oars\"\ntype = \"everyday\"\nstage = \"follow-up\"\noutcome = \"delighted\"\n\
                 teams = [\"boats\"]\ndate = 2026-04-18\n";
    let text =
        "{{ interactions(id=\"7\") }}\n\nIn March *{{ value(metric=\"volume\") }}* & more wrote.";
    project.write("content/stories/2026-04-18-oars.md", &format!("+++\n{front}+++\n{text}\n"));
    project.build(&[]);
    let expected = "In March 7 & more wrote.";
    for path in ["index.html", "stories/index.html", "stories/oars/index.html"] {
        assert!(words_of(&project, path).contains(expected), "{path}");
    }
    let feed = project.read("public/feed.xml");
    assert!(feed.contains("In March 7 &amp; more wrote."), "{feed}");
    // The interaction is shown in the text alone.
    let story = words_of(&project, "stories/oars/index.html");
    assert!(!story.contains("What the data says"), "{story}");
    assert!(story.contains("First answer after 10 min"), "{story}");
}

#[test]
fn no_name_of_the_data_breaks_a_text() {
    let body = r#"{{ figure(metric="volume", by="topic", key="</script>{{ \"x\" }} | *a* \\ <b onclick=\"y\">") }}

**{{ value(metric="volume", by="topic", key="</SCRIPT>{{ \"x\" }} | *a* \\ <b onclick=\"y\">") }}** and
{{ value(metric="volume", by="topic", key="a-tick") }}."#;
    let project = seven(body, "");
    let mut rows = String::from("id,created_at,topic\n");
    for at in 0..40 {
        let day = at % 28 + 1;
        rows += &format!(
            "x{at},2026-03-{day:02},\"</script>{{{{ \"\"x\"\" }}}} | *a* \\ <b onclick=\"\"y\"\">\"\n"
        );
        rows += &format!("y{at},2026-03-{day:02},a `tick`\n");
    }
    project.write("data/b.csv", &rows);
    project.build(&[]);
    let words = words_of(&project, "try/index.html");
    assert!(
        words.contains("Interactions, </script>{{ \"x\" }} | *a* \\ <b onclick=\"y\">:"),
        "{words}"
    );
    assert!(words.contains("40 and 40 ."), "{words}");
    let site = project.public();
    assert_self_contained(&site);
    assert_sound(&site);
    assert_xml(&site);
}

#[test]
fn panels_compose_the_home_page_and_those_of_teams() {
    let project = Project::worked_example();
    let toml = project.read("moments.toml");
    let toml = toml.split("[[panels]]").next().unwrap();
    let panel = |keys: &str| format!("\n[[panels]]\n{}\n", keys.replace("; ", "\n"));
    let panels = [
        "page = \"home\"; metric = \"csat\"; by = \"team\"; key = \"repairs\"; show = \"number\"",
        "page = \"home\"; metric = \"csat\"; by = \"channel\"; show = \"splits\"; title = \"By 'way'\"",
        "page = \"home\"; metric = \"backlog\"; show = \"number\"; title = \"Still open\"",
        "page = \"home\"; metric = \"first-response-p90\"",
        "page = \"teams\"; metric = \"csat\"; show = \"control\"",
        "page = \"teams\"; metric = \"volume\"; show = \"number\"",
    ];
    project.write("moments.toml", &format!("{toml}{}", panels.map(panel).concat()));
    project.build(&[]);
    let repairs = percent(&row(&project, "csat", "team/Repairs/month/2026-10-01"));
    let open = thousands(&row(&project, "backlog", "all//month/2026-10-01"));
    let home = words_of(&project, "index.html");
    let order = [
        "October. If these are not right",
        &format!("Satisfied customers, Repairs {repairs}"),
        &format!("Still open {open}"),
        "By ‘way’ Satisfied customers, by channel",
        "Nine in ten customers now hear from us within",
        "The moment of the day",
    ];
    let places = order.map(|text| home.find(text).unwrap_or_else(|| panic!("no “{text}”: {home}")));
    assert!(places.is_sorted(), "{places:?}: {home}");
    assert!(!home.contains("Opened again"), "{home}");
    let volume = thousands(&row(&project, "volume", "team/Delivery/month/2026-10-01"));
    let team = words_of(&project, "teams/delivery/index.html");
    assert!(team.contains(&format!("Interactions {volume}")), "{team}");
    assert!(team.contains("Satisfied customers, Delivery: steady so far"), "{team}");
    assert!(!team.contains("First response"), "{team}");
    let night = words_of(&project, "teams/night/index.html");
    let hidden = "Satisfied customers, Night desk Hidden: fewer than 5";
    assert!(night.contains(hidden), "{night}");
    let site = project.public();
    assert_sound(&site);
    assert_links_resolve(&site);
}

#[test]
fn a_panel_that_the_data_cannot_feed_is_left_out_and_warned_of() {
    let panel = |metric: &str| format!("[[panels]]\npage = \"home\"\nmetric = \"{metric}\"\n");
    let project = seven("Nothing.", &[panel("ces"), panel("volume")].concat());
    let run = project.build(&[]);
    assert!(run.said.contains("warning: `ces` needs the column `ces`\n"), "{}", run.said);
    let home = words_of(&project, "index.html");
    assert!(!home.contains("Found it easy") && home.contains("More on this figure"), "{home}");
    assert_eq!(project.run(&["check", "--strict"]).code, 1);
}

#[test]
fn a_page_of_ten_thousand_numbers_is_built_soon() {
    let value = "{{ value(metric=\"volume\", by=\"team\", key=\"boats\") }} and ";
    let project = seven(&value.repeat(10_000), "");
    let started = std::time::Instant::now();
    project.build(&[]);
    // What grows with the square would take many minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert_eq!(project.read("public/try/index.html").matches(">7</a> and").count(), 10_000);
}

#[test]
fn nothing_that_stood_for_a_shortcode_is_in_the_worked_example() {
    for (path, bytes) in Project::built_example().public() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let is_private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
        assert_eq!(text.find(is_private), None, "{path}");
        let is_code = path == "how-to-write-a-story/index.html";
        assert!(is_code || !text.contains("{{"), "{path} has braces");
    }
}
