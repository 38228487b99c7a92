//! Themes: one begun by the program, one that looks entirely different.

use super::common::{Project, Run, Tree};
use super::markup::{assert_links_resolve, assert_self_contained, assert_sound, page};

fn new_theme(project: &Project, name: &str) -> Run {
    Run::of(project.command(&["new", "theme", name]).output().unwrap())
}

#[test]
fn another_theme_tells_the_same_in_another_way() {
    let project = Project::worked_example();
    let config = project.read("moments.toml");
    project.write("moments.toml", &config.replace("name = \"default\"", "name = \"signal\""));
    let run = project.build(&["--strict"]);
    assert!(!run.said.contains("warning"), "{}", run.said);
    let (site, usual) = (project.public(), Project::built_example().public());
    let paths = |site: &Tree| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&site), paths(&usual), "the same pages and files");
    for data in usual.keys().filter(|path| path.ends_with(".csv") || path.ends_with(".xml")) {
        assert_eq!(site[data], usual[data], "{data}");
    }
    assert_ne!(site["index.html"], usual["index.html"]);
    assert_self_contained(&site);
    assert_links_resolve(&site);
    assert_sound(&site);
}

#[test]
fn a_new_theme_is_a_file_of_tokens_that_builds_and_changes_one_thing_at_a_time() {
    let project = Project::good();
    project.build(&[]);
    let usual = project.public();
    let run = new_theme(&project, "ours");
    assert_eq!(run.code, 0, "{}", run.said);
    assert!(run.printed.starts_with("themes/ours/theme.toml\n"), "{}", run.printed);
    assert!(run.printed.contains("[theme]\nname = \"ours\""), "{}", run.printed);
    let config = project.read("moments.toml");
    project.write("moments.toml", &format!("{config}\n[theme]\nname = \"ours\"\n"));
    project.build(&["--strict"]);
    assert!(project.public() == usual, "nothing is different yet");
    let theme = project.read("themes/ours/theme.toml");
    project.write(
        "themes/ours/theme.toml",
        &theme.replace("pine = \"#1d5a45\"", "pine = \"#7a1f3d\""),
    );
    project.build(&["--strict"]);
    let changed = project.public();
    assert!(page(&changed, "static/style.css").contains("--pine:#7a1f3d;"));
    assert!(page(&usual, "static/style.css").contains("--pine:#1d5a45;"));
}

#[test]
fn a_theme_has_a_name_of_its_own() {
    let project = Project::good();
    project.write("themes/ours/theme.toml", "name = \"ours\"\n");
    for (name, said) in [
        ("ours", "is the name of a theme already"),
        ("default", "is the name of a theme already"),
        ("../out", "cannot be the name of a theme"),
        ("", "cannot be the name of a theme"),
    ] {
        let run = new_theme(&project, name);
        assert!(run.code == 1 && run.said.contains(said), "{name}: {}", run.said);
    }
    assert_eq!(project.read("themes/ours/theme.toml"), "name = \"ours\"\n");
}

#[test]
fn colours_in_which_text_can_hardly_be_read_are_said() {
    let project = Project::good();
    let config = project.read("moments.toml");
    project.write("moments.toml", &format!("{config}\n[theme]\nname = \"ours\"\n"));
    project.write("themes/ours/theme.toml", "[tokens.light]\nmuted = \"#999999\"\n");
    let run = project.build(&[]);
    let said = "`muted` can hardly be seen on `paper` in the light mode: the contrast is 2.7";
    assert!(run.said.contains(said), "{}", run.said);
    assert!(!run.said.contains("dark mode"), "the dark mode has a muted of its own: {}", run.said);
    assert_eq!(project.run(&["check", "--strict"]).code, 1);
}

/// A project whose theme has these components and this at the foot of each page.
fn with_foot(components: &str, foot: &str) -> Project {
    let project = Project::good();
    let base = "{% extends \"default/base.html\" %}{% block foot %}";
    let foot = format!("{base}{foot}{{% endblock foot %}}");
    let config = project.read("moments.toml");
    project.write("moments.toml", &format!("{config}\n[theme]\nname = \"ours\"\n"));
    project.write("themes/ours/theme.toml", "[tokens.light]\n");
    project.write("themes/ours/templates/base.html", &foot);
    project.write("themes/ours/templates/components.html", components);
    project
}

#[test]
fn what_is_shared_stands_on_every_page_with_its_own_way_to_the_root() {
    let project = with_foot(
        "{% component outer(@page) %}<p class=\"outer\">\
         <a href=\"{{ page.root }}about/index.html\">about</a>{{ shared(part=\"inner\") }}</p>\
         {% endcomponent outer %}\
         {% component inner(@page) %}<a href=\"{{ page.root }}robots.txt\">robots</a>\
         {% endcomponent inner %}",
        "{{ shared(part=\"outer\") }}",
    );
    // A page of the theme links to what is made after it.
    project.write(
        "themes/ours/static/help.html",
        "<!doctype html><html lang=\"en\"><title>Help</title><a href=\"../robots.txt\">r</a>\
         <a href=\"zoo.html\">z</a></html>",
    );
    project.write("themes/ours/static/zoo.html", "<!doctype html><html><title>Zoo</title></html>");
    project.build(&[]);
    let site = project.public();
    for (path, root) in [
        ("index.html", ""),
        ("about/index.html", "../"),
        ("stories/the-blue-key/index.html", "../../"),
    ] {
        let links = format!(
            "<p class=\"outer\"><a href=\"{root}about/index.html\">about</a>\
             <a href=\"{root}robots.txt\">robots</a></p>"
        );
        assert!(page(&site, path).contains(&links), "{path}: {}", page(&site, path));
    }
}

#[test]
fn what_is_asked_for_with_another_argument_is_another_part() {
    let project = with_foot(
        "{% component note(text, more=\"\") %}[{{ text }}|{{ more }}]{% endcomponent note %}\
         {% component kind(it) %}[{% if it is string %}text{% else %}sign{% endif %}]\
         {% endcomponent kind %}",
        "{{ shared(part=\"note\", text=\"<b>x</b>\" | safe) }}\
         {{ shared(part=\"note\", text=\"<b>x</b>\") }}\
         {{ shared(part=\"note\", text=\"1\\nmore=2\") }}\
         {{ shared(part=\"note\", text=\"1\", more=\"2\") }}\
         {{ shared(part=\"kind\", it=true) }}{{ shared(part=\"kind\", it=\"true\") }}",
    );
    project.build(&[]);
    let site = project.public();
    let home = page(&site, "index.html");
    assert!(home.contains("[<b>x</b>|][&lt;b&gt;x&lt;/b&gt;|]"), "{home}");
    assert!(home.contains("more=2|][1|2][sign][text]"), "{home}");
}

#[test]
fn a_part_that_asks_for_itself_and_a_card_of_no_story_are_errors_at_their_place() {
    for (foot, said) in [
        ("{{ shared(part=\"foot\") }}", "the component `foot` asks for itself"),
        ("{{ card(path=\"nowhere.html\") }}", "there is no story at `nowhere.html`"),
        ("{{ shared(part=\"nothing\") }}", "nothing"),
    ] {
        let foot_of_itself =
            "{% component foot(@page) %}{{ shared(part=\"foot\") }}{% endcomponent foot %}";
        let project = with_foot(foot_of_itself, foot);
        let run = project.run(&["build"]);
        assert_eq!(run.code, 1, "{}", run.said);
        assert!(run.said.contains(said), "{}", run.said);
        assert!(run.said.contains("themes/ours/templates/"), "{}", run.said);
        assert!(!project.has("public") && !project.has("public.new"));
    }
}
