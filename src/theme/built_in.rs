//! The default theme, embedded in the program.

/// The files of `themes/default/`: path and text.
pub(super) const FILES: [(&str, &str); 31] = [
    ("static/base.css", include_str!("../../themes/default/static/base.css")),
    ("static/chart.css", include_str!("../../themes/default/static/chart.css")),
    ("static/components.css", include_str!("../../themes/default/static/components.css")),
    ("static/favicon.svg", include_str!("../../themes/default/static/favicon.svg")),
    ("static/layout.css", include_str!("../../themes/default/static/layout.css")),
    ("static/moments.js", include_str!("../../themes/default/static/moments.js")),
    ("static/print.css", include_str!("../../themes/default/static/print.css")),
    ("static/script.css", include_str!("../../themes/default/static/script.css")),
    ("templates/404.html", include_str!("../../themes/default/templates/404.html")),
    ("templates/about.html", include_str!("../../themes/default/templates/about.html")),
    ("templates/alias.html", include_str!("../../themes/default/templates/alias.html")),
    ("templates/base.html", include_str!("../../themes/default/templates/base.html")),
    ("templates/basics.html", include_str!("../../themes/default/templates/basics.html")),
    ("templates/components.html", include_str!("../../themes/default/templates/components.html")),
    ("templates/decide.html", include_str!("../../themes/default/templates/decide.html")),
    ("templates/definitions.html", include_str!("../../themes/default/templates/definitions.html")),
    ("templates/figures.html", include_str!("../../themes/default/templates/figures.html")),
    ("templates/group.html", include_str!("../../themes/default/templates/group.html")),
    ("templates/groups.html", include_str!("../../themes/default/templates/groups.html")),
    ("templates/home.html", include_str!("../../themes/default/templates/home.html")),
    ("templates/journey.html", include_str!("../../themes/default/templates/journey.html")),
    ("templates/lessons.html", include_str!("../../themes/default/templates/lessons.html")),
    ("templates/list.html", include_str!("../../themes/default/templates/list.html")),
    ("templates/metric.html", include_str!("../../themes/default/templates/metric.html")),
    ("templates/newsroom.html", include_str!("../../themes/default/templates/newsroom.html")),
    ("templates/page.html", include_str!("../../themes/default/templates/page.html")),
    ("templates/person.html", include_str!("../../themes/default/templates/person.html")),
    ("templates/search.html", include_str!("../../themes/default/templates/search.html")),
    ("templates/story.html", include_str!("../../themes/default/templates/story.html")),
    ("templates/voice.html", include_str!("../../themes/default/templates/voice.html")),
    ("theme.toml", include_str!("../../themes/default/theme.toml")),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_file_of_the_default_theme_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default");
        let walk = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
        let mut found: Vec<String> = walk
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(folder).unwrap().display().to_string())
            .collect();
        found.sort();
        let embedded: Vec<&str> = super::FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(found, embedded);
    }
}
