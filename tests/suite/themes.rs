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
