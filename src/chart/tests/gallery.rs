//! A page with every state of every drawing, to be looked at: `target/tmp/gallery/index.html`.
#![allow(clippy::disallowed_methods, reason = "the gallery is written for people who look at it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::states;
use crate::chart::markup::escape;
use crate::chart::{draw, standalone};
use crate::words::Words;

pub(super) const TOKENS: &str = include_str!("../../../themes/default/theme.toml");
const STYLES: [&str; 2] = [
    include_str!("../../../themes/default/static/base.css"),
    include_str!("../../../themes/default/static/chart.css"),
];

/// The tokens of a group of the built-in theme, by name.
pub(super) fn tokens(group: &str) -> BTreeMap<String, String> {
    let start = format!("[tokens.{group}]");
    let lines = TOKENS.lines().skip_while(|line| **line != start).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let token = |line: &str| {
        let (name, value) = line.split_once(" = ")?;
        // The value stands between two quotes of either kind; a comment may follow.
        let (quote, rest) = value.split_at_checked(1)?;
        Some((name.to_owned(), rest.split(quote).next()?.to_owned()))
    };
    lines.filter_map(token).collect()
}

fn style() -> String {
    let properties = |group: &str| -> String {
        tokens(group).iter().map(|(name, value)| format!("--{name}:{value};")).collect()
    };
    let light = ["light", "type", "space"].map(properties).concat();
    let dark = properties("dark");
    format!(
        ":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}{}\
         body{{padding:1rem}}section{{margin:0 auto 4rem;max-width:1120px}}.chart{{margin-top:1rem}}\
         .chart.panel,.chart.spark{{max-width:240px}}",
        STYLES.concat()
    )
}

#[test]
fn a_page_shows_every_state_of_every_drawing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp/gallery");
    std::fs::create_dir_all(&folder).unwrap();
    let (words, palette) = (Words::english(), tokens("light"));
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Charts</title>\
         <meta name=viewport content='width=device-width'><style>{}</style>",
        style()
    );
    for (number, state) in states::all().into_iter().enumerate() {
        let (name, id) = (state.name, format!("chart-{number}"));
        let figure = states::figure(state, &id);
        let file = format!("{id}.svg");
        std::fs::write(folder.join(&file), standalone(&figure, &palette, &words)).unwrap();
        let chart = draw(&figure.drawing, &id, &figure.title, figure.room, &words);
        let room = serde_json::to_value(figure.room).unwrap();
        let views = chart.views.iter();
        let views = views.map(|v| format!("<div class=\"view {}\">{}</div>", v.class, v.svg));
        let _ = write!(
            page,
            "<section><h2>{}</h2><p class=note><a href={file}>As a file</a></p>\
             <div class=\"chart {}\">{}</div></section>",
            escape(name),
            room.as_str().unwrap(),
            views.collect::<String>()
        );
    }
    std::fs::write(folder.join("index.html"), page).unwrap();
}
