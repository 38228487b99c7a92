//! Who is named, who is not, and what is published for whom.

use super::common::Project;
use super::markup::{assert_links_resolve, page, visible};

pub(crate) const PEOPLE: &str = "id,name,team,naming,photo,joined,left,agent\n\
                      ada,Ada Quill,desk,full,yes,2020-01-01,,\n\
                      ben,Ben Tarn,bench,team,no,2021-05-01,,\n\
                      cleo,Cleo Vane,desk,full,yes,2019-03-01,2026-03-31,\n";

/// A story of the good project with more front matter and another text.
pub(crate) fn story(project: &Project, name: &str, front: &str, body: &str) {
    let text = format!(
        "+++\ntitle = \"The {name}\"\ndate = 2026-03-09\ntype = \"everyday\"\nstage = \
         \"problem-solving\"\noutcome = \"delighted\"\nteams = [\"desk\"]\n{front}+++\n{body}\n"
    );
    project.write(&format!("content/stories/2026-03-09-the-{name}.md"), &text);
}

pub(crate) fn project() -> Project {
    let project = Project::good();
    project.write("data/people.csv", PEOPLE);
    story(
        &project,
        "boat",
        "people = [\"ada\", \"ben\", \"cleo\"]\n",
        "{{ person(id=\"cleo\") }} called {{ person(id=\"ben\") }}. {{ person(id=\"cleo\") }} was late.",
    );
    project
}

#[test]
fn people_are_named_as_they_allow_and_are_gone_once_they_have_left() {
    let project = project();
    project.build_for("2026-03-31");
    let site = project.public();
    let before = |path: &str| visible(&page(&site, path));
    assert!(
        before("stories/the-boat/index.html")
            .contains("A colleague called a colleague in The bench.")
    );
    assert!(!site.contains_key("people/cleo/index.html"), "left on that day");
    project.build_for("2026-03-30");
    let site = project.public();
    let words = visible(&page(&site, "stories/the-boat/index.html"));
    assert!(words.contains("Cleo Vane called a colleague in The bench. Cleo was late."), "{words}");
    assert!(site.contains_key("people/cleo/index.html"));
    assert!(site.contains_key("people/ada/index.html"));
    assert!(!site.contains_key("people/ben/index.html"));
    let list = visible(&page(&site, "people/index.html"));
    assert!(list.find("Ada Quill").unwrap() < list.find("Cleo Vane").unwrap());
    assert_links_resolve(&site);
    project.build_for("2026-04-01");
    for (path, bytes) in project.public() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("Cleo") && !text.contains("cleo"), "{path} still knows who left");
        assert!(!text.contains("Tarn"), "{path} names who is not to be named");
    }
}

#[test]
fn a_text_with_a_name_that_is_not_allowed_is_held_back() {
    let project = project();
    story(
        &project,
        "gate",
        "",
        "It was BEN  Tarn’s day.\n\nSo says [the boat](2026-03-09-the-boat.md).",
    );
    story(&project, "pier", "", "See [the gate](2026-03-09-the-gate.md).");
    let run = project.build(&[]);
    assert!(run.said.contains("2026-03-09-the-gate.md: names a person on line 9"), "{}", run.said);
    let site = project.public();
    assert!(!site.contains_key("stories/the-gate/index.html"));
    assert!(page(&site, "stories/the-pier/index.html").contains("See <a>the gate</a>."));
    let strict = project.run(&["build", "--strict"]);
    assert_eq!(strict.code, 1);
    assert!(strict.said.contains("content/stories/2026-03-09-the-gate.md:9"), "{}", strict.said);
    assert!(!strict.said.contains("Tarn"), "{}", strict.said);
}

#[test]
fn somebody_elses_story_has_a_page_and_counts_nowhere() {
    let project = project();
    project.build(&[]);
    let before = project.public();
    story(&project, "legend", "external = true\n", "It happened far away.");
    project.build(&[]);
    let after = project.public();
    assert!(visible(&page(&after, "stories/index.html")).contains("Told elsewhere"));
    for path in
        ["data/metrics/moments-per-thousand.csv", "feed.xml", "journey/index.html", "index.html"]
    {
        assert_eq!(before.get(path), after.get(path), "{path}");
    }
    assert!(visible(&page(&after, "stories/the-legend/index.html")).contains("counted nowhere"));
    assert_links_resolve(&after);
}

#[test]
fn the_newsroom_is_only_for_those_who_ask_for_it() {
    let project = project();
    project
        .write("data/nominations.csv", "date,interaction,by,why\n2026-02-21,L-4,ada,A good one\n");
    project.build(&[]);
    assert!(!project.has("public/newsroom"));
    let folder = project.path("for-writers");
    project.build(&["--newsroom", folder.to_str().unwrap()]);
    assert!(!project.has("public/newsroom"));
    let words = visible(&project.read("for-writers/newsroom/index.html"));
    assert!(words.contains("Named by Ada Quill on 21 February 2026: A good one"), "{words}");
    assert!(project.has("for-writers/stories/the-boat/index.html"));
    let config = project.read("moments.toml");
    project.write("moments.toml", &format!("{config}\n[newsroom]\npublish = true\n"));
    project.build(&[]);
    assert!(project.has("public/newsroom/index.html"));
    assert!(page(&project.public(), "index.html").contains("newsroom/index.html"));
}

#[test]
fn an_old_address_leads_on() {
    let project = project();
    story(&project, "pier", "aliases = [\"the-old-pier\"]\n", "It stands.");
    project.build(&[]);
    let site = project.public();
    let alias = page(&site, "stories/the-old-pier/index.html");
    assert!(alias.contains("content=\"0; url=../../stories/the-pier/index.html\""), "{alias}");
    assert_links_resolve(&site);
}

#[test]
fn who_needs_protection_is_told_of_without_days() {
    let project = project();
    story(&project, "pier", "vulnerable = true\ninteractions = [\"L-1\"]\n", "It stands.");
    project.build(&[]);
    let words = visible(&page(&project.public(), "stories/the-pier/index.html"));
    assert!(words.contains("First answer after 10 min"), "{words}");
    assert!(!words.contains("2 February 2026"), "{words}");
}

#[test]
fn what_customers_are_called_withholds_their_comment() {
    let project = project();
    let rows = (1..20).map(|number| {
        let thanks = "thank you so much for all that you did for me and my old boat this week";
        let comment = if number == 7 { format!("{thanks}, Mara Voss") } else { thanks.to_owned() };
        format!(
            "M-{number},2026-02-02T09:00:00Z,2026-02-02T09:10:00Z,2026-02-02T10:00:00Z,phone,Keys,\
             Front desk,5,\"{comment}\",Mara Voss"
        )
    });
    let rows: Vec<String> = rows.collect();
    project.write(
        "data/interactions/2026-01.csv",
        &format!(
            "id,created_at,first_reply_at,resolved_at,channel,topic,team,csat,csat_comment,Customer \
             name\n{}\n",
            rows.join("\n")
        ),
    );
    let run = project.run(&["candidates", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.said);
    assert!(run.printed.contains("M-7") && run.printed.contains("M-8"));
    assert!(!run.printed.contains("Mara"), "{}", run.printed);
    let draft = project.run(&["new", "story", "A boat", "--from", "M-7"]);
    assert_eq!(draft.code, 0, "{}", draft.said);
    let file = project.path("content/stories/2026-02-02-a-boat.md");
    assert!(!std::fs::read_to_string(file).unwrap().contains("Mara"));
}

#[test]
fn what_is_to_be_forgotten_is_never_read() {
    let project = project();
    let volume = |project: &Project| {
        let rows = project.metric("volume");
        rows.iter().find(|row| row.place() == "all//all/").unwrap().value.clone()
    };
    project.build(&[]);
    assert_eq!(volume(&project), "5");
    project.write("data/forget.txt", "L-4\nhelpdesk:L-5\n\nother:L-1\n");
    project.build(&[]);
    assert_eq!(volume(&project), "3");
    project.write("data/forget.txt", "L-3\n");
    // The story's day lies after what is left, so that its evidence is left out.
    let run = project.build(&[]);
    assert!(run.said.contains("`L-3` lies outside the data"), "{}", run.said);
    assert!(!page(&project.public(), "stories/the-blue-key/index.html").contains("evidence"));
}

/// The good project with these columns about customers beside its own, for its first row.
pub(crate) fn with_customer(columns: &str, cells: &str) -> Project {
    let project = project();
    let rows = project.read("data/interactions/2026-02.csv");
    let empty = ",".repeat(columns.matches(',').count());
    let rows = rows.lines().enumerate().map(|(at, row)| match at {
        0 => format!("{row},{columns}\n"),
        1 => format!("{row},{cells}\n"),
        _ => format!("{row},{empty}\n"),
    });
    project.write("data/interactions/2026-02.csv", &rows.collect::<String>());
    project
}

#[test]
fn what_stands_about_a_customer_is_found_however_it_is_written() {
    for (columns, cells, text) in [
        ("First name,Last name", "Mara,Voss", "Mara Voss came."),
        ("First name,Last name", "Mara,Voss", "Voss Mara came."),
        ("Customer", "\"Voss, Mara\"", "Mara Voss came."),
        ("Customer", "Mrs Mara Voss", "Mara Voss came."),
        ("Requester", "Mara Voss <mara@voss.example>", "Mara Voss came."),
        ("Customer", "Li Wu", "Then Li Wu came."),
        ("Customer", "Jose\u{301} Nu\u{f1}ez", "José Nun\u{303}ez came."),
        ("Customer", "Mara Voss", "Ma\u{ad}ra Voss came."),
        ("Phone", "020 7946 0958 (work)", "Ring 20 7946 0958."),
    ] {
        let project = with_customer(columns, cells);
        story(&project, "pier", "interactions = [\"L-1\"]\n", text);
        let run = project.run(&["build"]);
        assert_eq!(run.code, 1, "{cells}: {text}");
        assert!(run.said.contains("content/stories/2026-03-09-the-pier.md:10"), "{}", run.said);
        assert!(!run.said.contains("Voss") && !run.said.contains("0958"), "{}", run.said);
    }
}

#[test]
fn what_stands_about_a_customer_is_found_in_addresses_and_named_columns() {
    let project = with_customer("Customer", "Mara Voss");
    let front = "interactions = [\"L-1\"]\naliases = [\"mara-voss-again\"]\n";
    story(&project, "pier", front, "It stands.");
    assert_eq!(project.run(&["build"]).code, 1);
    let project = with_customer("Customer", "Lock Gate");
    let config = project.read("moments.toml");
    project
        .write("moments.toml", &format!("{config}\n[privacy]\nidentity_columns = [\"topic\"]\n"));
    let rows =
        project.read("data/interactions/2026-02.csv").replace("phone,Keys", "phone,Lost Keys");
    project.write("data/interactions/2026-02.csv", &rows);
    story(&project, "pier", "interactions = [\"L-1\"]\n", "It stands.");
    let run = project.run(&["build"]);
    assert!(run.code == 1 && run.said.contains("`topic`"), "{}", run.said);
}

#[test]
fn a_name_that_is_typed_another_way_is_the_same_name() {
    let project = project();
    project.write(
        "data/people.csv",
        &format!("{PEOPLE}ann,Ann Öst,desk,none,no,,,\nli,Li Wu,desk,none,no,,,\n"),
    );
    for name in ["Ann O\u{308}st", "Ann Ö\u{ad}st", "Li Wu"] {
        story(&project, "pier", "", &format!("{name} dried it."));
        let run = project.build(&[]);
        assert!(run.said.contains("names a person on line 9"), "{name}: {}", run.said);
    }
    story(&project, "pier", "draft = true\n", "Ann Öst dried it.");
    let run = project.build(&[]);
    assert!(run.said.contains("names a person"), "a draft is held back for the name: {}", run.said);
}

#[test]
fn a_step_that_went_wrong_names_nobody() {
    for (actor, what) in [
        ("{{ person(id='ada') }}", "It fell."),
        ("Ada Quill", "It fell."),
        ("desk", "{{ person(id='ada') }} let it fall."),
        ("desk", "Ada Quill let it fall."),
    ] {
        let (actor, what) = (actor.replace('\'', "\\\""), what.replace('\'', "\\\""));
        let project = project();
        let step = format!(
            "timeline = [{{ date = 2026-03-01, what = \"{what}\", actor = \"{actor}\", went = \
             \"wrong\" }}]\n"
        );
        story(&project, "pier", &step, "It stands.");
        let run = project.run(&["build"]);
        assert_eq!(run.code, 1, "{actor} {what}");
        assert!(
            run.said.contains("names nobody") || run.said.contains("nobody is named"),
            "{}",
            run.said
        );
    }
}

#[test]
fn the_table_with_a_name_is_said_with_its_line() {
    for (file, text) in [
        ("voice", "date,comment,consent,change,changed\n2026-02-01,Thanks to Ben Tarn,yes,,\n"),
        ("events", "date,name,kind,scope\n2026-02-01,Ben Tarn came,event,all\n"),
        (
            "barriers",
            "id,barrier,raised,owner,status,removed\na,A gate,2026-02-01,Ben Tarn,open,\n",
        ),
        ("nominations", "date,interaction,by,why\n2026-02-01,L-4,Ben Tarn,It was good\n"),
    ] {
        let project = project();
        project.write(&format!("data/{file}.csv"), text);
        for command in ["build", "candidates"] {
            let run = project.run(&[command]);
            assert_eq!(run.code, 1, "{file}");
            assert!(run.said.contains(&format!("data/{file}.csv:2")), "{}", run.said);
            assert!(!run.said.contains("Tarn") && !run.printed.contains("Tarn"), "{}", run.said);
        }
    }
}

#[test]
fn the_newsroom_never_stands_in_the_site_for_everybody() {
    let project = Project::good();
    project.build(&[]);
    for folder in ["public", "public/internal", "public.new", "public/../public"] {
        let run = project.run(&["build", "--newsroom", project.path(folder).to_str().unwrap()]);
        assert_eq!(run.code, 1, "{folder}: {}", run.said);
        assert!(run.said.contains("need folders apart"), "{folder}: {}", run.said);
        assert!(!project.has("public/newsroom") && !project.has("public/internal"), "{folder}");
    }
    // The same folder above both, written in another way: the build must not wait for itself.
    let beside = project.path("public/../for-writers");
    project.build(&["--newsroom", beside.to_str().unwrap()]);
    assert!(project.has("for-writers/index.html") && !project.has("public/newsroom"));
}

#[test]
fn the_newsroom_is_in_no_map_and_its_address_is_taken() {
    let project = project();
    let config = project.read("moments.toml");
    project.write("moments.toml", &format!("base_url = \"https://a.example/\"\n{config}"));
    story(&project, "pier", "aliases = [\"old-pier\"]\nvulnerable = true\n", "It stands.");
    let folder = project.path("for-writers");
    project.build(&["--newsroom", folder.to_str().unwrap()]);
    assert!(!project.read("public/sitemap.xml").contains("newsroom"));
    assert_eq!(project.read("public/sitemap.xml").matches("the-pier/").count(), 1);
    assert!(!project.read("public/feed.xml").contains("the-pier"), "a feed tells the day");
    project.write("content/newsroom.md", "+++\ntitle = \"Mine\"\n+++\nText.\n");
    let run = project.run(&["build"]);
    assert!(run.code == 1 && run.said.contains("content/newsroom.md"), "{}", run.said);
}

#[test]
fn a_comment_that_names_a_colleague_or_another_customer_is_withheld() {
    let project = project();
    let thanks = "thank you so much for all that you did for me and my old boat";
    let row = |id: &str, name: &str, more: &str| {
        format!(
            "{id},2026-02-02T09:00:00Z,2026-02-02T09:10:00Z,2026-02-02T10:00:00Z,phone,Keys,Front \
             desk,5,\"{thanks} {more}\",{name}\n"
        )
    };
    let header = "id,created_at,first_reply_at,resolved_at,channel,topic,team,csat,csat_comment,\
                  Customer\n";
    let rows = [
        row("M-1", "Mara Voss", "dear Ben Tarn"),
        row("M-2", "Ivo Tal", "and so does Mara Voss"),
        row("M-3", "Una Ray", "dear Ada Quill"),
    ];
    project.write("data/interactions/2026-01.csv", &format!("{header}{}", rows.concat()));
    let folder = project.path("for-writers");
    project.build(&["--newsroom", folder.to_str().unwrap()]);
    let run = project.run(&["candidates", "--format", "json"]);
    let page = project.read("for-writers/newsroom/index.html");
    for text in [run.printed, page] {
        assert!(text.contains("M-1") && text.contains("M-2"));
        assert!(!text.contains("Tarn") && !text.contains("Voss"), "{text}");
        assert!(text.contains("Ada Quill"), "she may be named: {text}");
    }
}

#[test]
fn what_cannot_be_forgotten_is_said() {
    let project = project();
    project.write("data/forget.txt", "L-4\nL-1 # on 3 May\nL-2, L-3\n");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1);
    assert!(run.said.contains("data/forget.txt:2") && run.said.contains("data/forget.txt:3"));
    project.write("data/forget.txt", "L-4\n");
    project
        .write("data/nominations.csv", "date,interaction,by,why\n2026-02-21,L-4,ada,A good one\n");
    let run = project.run(&["candidates"]);
    assert!(run.code == 0 && !run.printed.contains("L-4"), "{}", run.printed);
}

#[test]
fn pages_of_tables_that_are_not_there_are_left_out() {
    let project = Project::good();
    project.build(&[]);
    let site = project.public();
    for page in ["decide", "basics", "voice", "people", "newsroom"] {
        assert!(!site.contains_key(&format!("{page}/index.html")), "{page}");
    }
    assert!(!page(&site, "index.html").contains("voice/"));
    assert_links_resolve(&site);
}
