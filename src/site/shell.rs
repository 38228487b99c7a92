//! What all pages share, and the pages that are only text.

use super::body::Setter;
use super::content::{Content, Head, Heading, Link, Section, Shell, TextPage};
use super::{Page, Work};

/// The sections in the order of the navigation: id, page, and whether the phone's bar has it.
const SECTIONS: [(&str, &str, bool); 8] = [
    ("today", "index.html", true),
    ("stories", "stories/index.html", true),
    ("journey", "journey/index.html", false),
    ("figures", "figures/index.html", true),
    ("basics", "basics/index.html", false),
    ("lessons", "lessons/index.html", false),
    ("decide", "decide/index.html", false),
    ("voice", "voice/index.html", false),
];

/// The shell of a site with these pages: only what is there is in its navigation.
pub(super) fn shell(work: Work<'_>, pages: &[Page]) -> Shell {
    let config = work.m.config;
    let has = |path: &str| pages.iter().any(|page| page.head.path == path);
    let sections = SECTIONS.iter().filter(|(_, path, _)| has(path));
    let nav = sections.map(|&(id, path, is_main)| Section {
        id: id.to_owned(),
        name: work.say(&format!("nav.{id}"), &[]),
        path: path.to_owned(),
        is_main,
    });
    let lists = [
        ("groups.team", "teams/"),
        ("person.list", "people/"),
        ("groups.channel", "channels/"),
        ("groups.topic", "topics/"),
        ("nav.about", "about/"),
    ];
    let lists = lists.iter().map(|(key, folder)| work.link(work.say(key, &[]), folder));
    let written = work.m.stories.pages.iter().filter(|page| !page.slug.is_empty());
    let written = written.map(|page| work.link(page.title.clone(), &format!("{}/", page.slug)));
    let newsroom = config.newsroom.publish;
    let newsroom = newsroom.then(|| work.link(work.say("newsroom.title", &[]), "newsroom/"));
    let footer: Vec<Link> =
        written.chain(lists).chain(newsroom).filter(|link| has(&link.path)).collect();
    let (lead, tail) = match config.title.split_once(" at ") {
        Some((lead, tail)) => (lead.to_owned(), format!("at {tail}")),
        None => (config.title.clone(), String::new()),
    };
    let minimum = config.privacy.minimum_group.value.to_string();
    Shell {
        title: config.title.clone(),
        title_lead: lead,
        title_tail: tail,
        language: config.language.value.clone(),
        nav: nav.collect(),
        footer,
        search: work.link(work.say("nav.search", &[]), "search/"),
        style_path: versioned("static/style.css", work.m.style.as_bytes()),
        script_path: versioned("static/moments.js", work.m.script),
        feed_url: (!config.base_url.is_empty())
            .then(|| format!("{}/feed.xml", config.base_url.trim_end_matches('/'))),
        extra: config.extra.clone(),
        colophon: work.say("shell.colophon", &[("minimum", &minimum)]),
    }
}

/// Says where a page stands among the sections: the page of a section goes by the section's name.
pub(super) fn place(head: &mut Head, shell: &Shell) {
    let own = shell.nav.iter().find(|section| section.path == head.path);
    if let Some(section) = own {
        head.crumb.clone_from(&section.name);
        head.section.clone_from(&section.id);
        head.is_section = true;
    }
    let mut main = shell.nav.iter().filter(|section| section.is_main);
    head.is_in_bar =
        head.path == shell.search.path || main.any(|section| section.id == head.section);
}

/// The path of a file with the version of its content, so that no browser keeps an old one.
fn versioned(path: &str, content: &[u8]) -> String {
    format!("{path}?v={}", &blake3::hash(content).to_hex()[..8])
}

/// The written pages, and the one for addresses that are not there.
pub(super) fn text_pages(work: Work<'_>) -> Vec<Page> {
    let written = work.m.stories.pages.iter().filter(|page| !page.slug.is_empty());
    let page = |page: &crate::story::Page| {
        let folder = format!("{}/", page.slug);
        let mut head = work.head(&folder, page.title.clone(), "", Vec::new());
        head.description = work.words(&page.summary);
        head.edit_url = work.edit_url(&page.document.file);
        let Setter { blocks, figures, .. } = Setter::of_text(work, &head.root, &page.body);
        let heading = |heading: &crate::story::Heading| Heading {
            id: heading.anchor.clone(),
            name: heading.words.clone(),
        };
        let headings = page.headings.iter().map(heading).collect();
        let content = Content::Text(Box::new(TextPage { headings, body: blocks }));
        Page { head, template: "page.html", content, figures }
    };
    let mut pages: Vec<Page> = written.map(page).collect();
    let mut head = work.head("", work.say("missing.title", &[]), "", Vec::new());
    head.path = "404.html".into();
    // It is shown at any address: its links start from the site's own path.
    head.root = base_path(&work.m.config.base_url);
    head.canonical_url = None;
    head.description = work.say("missing.text", &[]);
    let content = Content::Text(Box::new(TextPage { headings: Vec::new(), body: Vec::new() }));
    pages.push(Page { head, template: "404.html", content, figures: Vec::new() });
    pages
}

/// The path of the base URL: `/` or `/moments/`.
fn base_path(base_url: &str) -> String {
    let host = base_url.split_once("://").map_or("", |(_, rest)| rest);
    let path = host.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}
