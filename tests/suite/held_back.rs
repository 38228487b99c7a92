//! What a day brings without anybody's doing: it is held back, and stops no build. And what is held
//! back or told with care gets out nowhere else.

use super::common::Project;
use super::markup::{assert_links_resolve, page, visible};
use super::people::{PEOPLE, project, story, with_customer};

/// The day before Cleo Vane has left, and the day on which she has.
const DAYS: [&str; 2] = ["2026-03-30", "2026-03-31"];

#[test]
fn a_link_to_somebody_who_leaves_is_left_out() {
    let project = project();
    story(&project, "pier", "", "So says [she](/people/cleo/), as does [Ada](/people/ada/).");
    project.build_for(DAYS[0]);
    let pier = page(&project.public(), "stories/the-pier/index.html");
    assert!(pier.contains("<a href=\"../../people/cleo/index.html\">she</a>"), "{pier}");
    project.build_for(DAYS[1]);
    let site = project.public();
    let pier = page(&site, "stories/the-pier/index.html");
    assert!(pier.contains("So says <a>she</a>, as does <a href="), "{pier}");
    assert_links_resolve(&site);
    story(&project, "pier", "", "So says [she](/people/nobody/).");
    assert_eq!(project.run(&["build"]).code, 1, "who was never here is a slip");
}

#[test]
fn links_to_what_stood_on_an_expired_story_alone_are_left_out() {
    let project = project();
    let front = "expires = 2026-03-31\naliases = [\"old-gate\"]\ntags = [\"Wet rope\", \"Tide\"]\n";
    story(&project, "gate", front, "It swings.");
    story(
        &project,
        "pier",
        "tags = [\"Tide\"]\n",
        "See [a](/stories/old-gate/), [b](/tags/wet-rope/), [c](/tags/tide/) and \
         [d](/stories/the-gate/).",
    );
    project.build_for(DAYS[0]);
    assert!(page(&project.public(), "stories/the-pier/index.html").contains("wet-rope/index.html"));
    project.build_for(DAYS[1]);
    let site = project.public();
    let pier = page(&site, "stories/the-pier/index.html");
    let kept = "See <a>a</a>, <a>b</a>, <a href=\"../../tags/tide/index.html\">c</a> and <a>d</a>.";
    assert!(pier.contains(kept), "{pier}");
    assert_links_resolve(&site);
}

#[test]
fn rows_of_tables_with_somebody_who_leaves_are_left_out() {
    let project = project();
    let header = "date,comment,consent,change,changed";
    project.write(
        "data/voice.csv",
        &format!(
            "{header}\n2026-03-01,Thanks to Cleo Vane,yes,,\n2026-03-02,Thanks to you,yes,,\n"
        ),
    );
    project.write("data/events.csv", "date,name,kind,scope\n2026-03-02,Cleo Vane came,event,all\n");
    project.build_for(DAYS[0]);
    assert!(visible(&page(&project.public(), "voice/index.html")).contains("Thanks to Cleo Vane"));
    let run = project.build_for(DAYS[1]);
    for file in ["data/voice.csv:2", "data/events.csv:2"] {
        assert!(run.said.contains(file), "{}", run.said);
    }
    let words = visible(&page(&project.public(), "voice/index.html"));
    assert!(words.contains("Thanks to you") && !words.contains("Cleo"), "{words}");
    assert!(!run.said.contains("Vane"), "{}", run.said);
}

#[test]
fn a_text_whose_address_has_the_name_of_somebody_who_leaves_is_held_back() {
    for (name, front) in [("cleo-vane-again", ""), ("pier", "aliases = [\"with-cleo-vane\"]\n")] {
        let project = project();
        story(&project, name, front, "It stands.");
        project.build_for(DAYS[0]);
        let path = format!("public/stories/the-{name}/index.html");
        assert!(project.has(&path));
        let run = project.build_for(DAYS[1]);
        assert!(!project.has(&path), "{name}");
        assert!(run.said.contains("an address names a person"), "{}", run.said);
    }
}

#[test]
fn an_id_that_is_the_full_name_is_said_at_its_line() {
    let project = Project::good();
    let id = |id: &str, naming: &str| {
        let header = PEOPLE.lines().next().unwrap();
        let row = format!("{id},Tom Askwell,desk,{naming},no,,,");
        project.write("data/people.csv", &format!("{header}\n{row}\n"));
        story(&project, "pier", &format!("people = [\"{id}\"]\n"), "It stands.");
        project.run(&["build"])
    };
    let run = id("tom-askwell", "first");
    assert_eq!(run.code, 1);
    assert!(run.said.contains("data/people.csv:2"), "{}", run.said);
    assert!(run.said.contains("`id` is the full name"), "{}", run.said);
    for (name, naming) in [("tom", "first"), ("tom-askwell", "full"), ("tom-askwell", "none")] {
        let run = id(name, naming);
        assert_eq!(run.code, 0, "{name} {naming}: {}", run.said);
    }
}

#[test]
fn pictures_in_texts_ask_whom_they_show() {
    let project = project();
    let picture = "content/stories/2024-11-29-the-drawer-of-odd-gloves/drawer.jpg";
    let folder = "content/stories/2026-03-09-the-quay";
    std::fs::create_dir_all(project.path(folder)).unwrap();
    let from = super::common::repository().join(picture);
    std::fs::copy(from, project.path(folder).join("quay.jpg")).unwrap();
    let with = |people: &str| {
        story(&project, "quay", "", &format!("![Boats](quay.jpg{people})\n\nThey came."));
        let text = project.read("content/stories/2026-03-09-the-quay.md");
        project.remove("content/stories/2026-03-09-the-quay.md");
        project.write(&format!("{folder}/index.md"), &text);
    };
    let shows = |project: &Project| project.has("public/stories/the-quay/quay.jpg");
    with(" \"people: ada, cleo\"");
    project.build_for(DAYS[0]);
    assert!(shows(&project));
    let run = project.build_for(DAYS[1]);
    assert!(!shows(&project), "she has left");
    assert!(run.said.contains("2026-03-09-the-quay/index.md:9:33"), "{}", run.said);
    let words = page(&project.public(), "stories/the-quay/index.html");
    assert!(!words.contains("<img"), "{words}");
    for (people, said) in [
        (" \"people: ada, ben\"", "`ben` may not be shown in a picture"),
        (" \"people: ada, uwe\"", "there is nobody `uwe`"),
        (" \"with Ada\"", "say nothing that is shown"),
    ] {
        with(people);
        let run = project.run(&["build"]);
        assert!(run.code == 1 && run.said.contains(said), "{people}: {}", run.said);
    }
}

#[test]
fn details_are_found_as_they_are_read() {
    for (text, line) in [
        ("Ring the number 020 7946\n0958 and wait.", 9),
        ("Write to jo&#64;mail.example today.", 9),
        ("A line.\n\nWrite to jo\\@mail.example today.", 11),
        ("Write to *jo*@mail.example today.", 9),
    ] {
        let project = project();
        story(&project, "pier", "", text);
        let run = project.run(&["build"]);
        assert_eq!(run.code, 1, "{text}");
        let place = format!("2026-03-09-the-pier.md:{line}");
        assert!(run.said.contains(&place), "{text}: {}", run.said);
        assert!(!run.said.contains("mail.example") && !run.said.contains("7946"), "{}", run.said);
    }
    let project = project();
    story(&project, "pier", "", "Write to jo@mail.example today.");
    let run = project.run(&["build"]);
    assert_eq!(run.said.matches("an e-mail address").count(), 1, "said once: {}", run.said);
}

#[test]
fn what_drafts_name_is_looked_for_where_their_titles_stand() {
    let project = with_customer("Customer", "Mara Voss");
    story(&project, "pier", "draft = true\ninteractions = [\"L-1\"]\n", "It stands.");
    let draft = project.read("content/stories/2026-03-09-the-pier.md");
    let named = draft.replace("The pier", "For Mara Voss");
    project.write("content/stories/2026-03-09-the-pier.md", &named);
    let folder = project.path("for-writers");
    let run = project.run(&["build", "--newsroom", folder.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{}", run.said);
    assert!(run.said.contains("2026-03-09-the-pier.md:2"), "{}", run.said);
    assert!(!run.said.contains("Voss"), "{}", run.said);
}

#[test]
fn an_id_may_be_missing_where_its_source_does_not_reach() {
    let project = project();
    let config = project.read("moments.toml");
    let sources = "[[sources]]\nname = \"old\"\nfiles = \"data/old/*.csv\"\n\n[[sources]]\nname = \
                   \"helpdesk\"";
    let config = config.replace("[[sources]]\nname = \"helpdesk\"", sources);
    project.write("moments.toml", &config);
    let rows = project.read("data/interactions/2026-02.csv");
    let old = rows.replace("2026-02", "2020-02").replace("L-", "K-");
    project.write("data/old/2020-02.csv", &old);
    let named = |id: &str, day: &str| {
        story(&project, "pier", &format!("interactions = [\"{id}\"]\n"), "It stands.");
        let file = "content/stories/2026-03-09-the-pier.md";
        let text = project.read(file).replace("2026-03-09", day);
        project.remove(file);
        project.write(&format!("content/stories/{day}-the-pier.md"), &text);
        let run = project.run(&["build"]);
        project.remove(&format!("content/stories/{day}-the-pier.md"));
        run
    };
    // Between the two sources there is nothing.
    let run = named("X-9", "2023-05-01");
    assert!(run.code == 0 && run.said.contains("`X-9` lies outside the data"), "{}", run.said);
    assert_eq!(named("X-9", "2026-02-21").code, 1);
    assert_eq!(named("X-9", "2020-02-21").code, 1);
    assert_eq!(named("old:X-9", "2026-02-21").code, 0, "the old source does not reach so far");
    assert_eq!(named("old:X-9", "2020-02-21").code, 1);
}

#[test]
fn who_needs_protection_is_told_of_without_days_on_other_pages_too() {
    let project = project();
    story(&project, "pier", "vulnerable = true\ninteractions = [\"L-2\"]\n", "It stands.");
    let day = "9 February 2026";
    project.write(
        "content/about-us.md",
        "+++\ntitle = \"About us\"\n+++\n{{ interactions(ids=[\"L-2\", \"L-1\"]) }}\n",
    );
    project.build(&[]);
    let words = visible(&page(&project.public(), "about-us/index.html"));
    assert!(words.contains("2 February 2026") && !words.contains(day), "{words}");
}

#[test]
fn how_stories_spread_says_no_day_of_who_needs_protection() {
    let project = project();
    for (name, front) in [("pier", ""), ("gate", ""), ("lamp", "vulnerable = true\n"), ("mast", "")]
    {
        story(&project, name, &format!("practices = [\"sorry\"]\n{front}"), "It stands.");
    }
    project.build(&[]);
    let practice = page(&project.public(), "practices/sorry/index.html");
    let moves = practice.split("class=\"moves").nth(1).expect("the line");
    assert_eq!(moves.matches("<svg class=\"delighted\"").count(), 3, "{moves}");
}
