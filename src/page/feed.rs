//! The Atom feed and the site map; both need full addresses.

use atom_syndication::{Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::OutFile;
use crate::config::Config;
use crate::site::Site;
use crate::site::content::{Card, Content};

/// The feed has so many of the newest stories.
const NEWEST: usize = 20;

pub(super) fn files(site: &Site, config: &Config) -> Vec<OutFile> {
    if config.base_url.is_empty() {
        return Vec::new();
    }
    vec![OutFile::text("feed.xml", feed(site, config)), OutFile::text("sitemap.xml", map(site))]
}

/// The full address of a page: folders end in a slash.
pub(crate) fn address(base_url: &str, path: &str) -> String {
    format!("{}/{}", base_url.trim_end_matches('/'), path.trim_end_matches("index.html"))
}

fn feed(site: &Site, config: &Config) -> String {
    let stories = site.pages.iter().filter_map(|page| match &page.content {
        // A feed tells the day, which a story told with care keeps to itself.
        Content::Story(story) if !story.card.hides_day => {
            Some((&story.card, page.head.description.as_str()))
        }
        _ => None,
    });
    let mut stories: Vec<_> = stories.collect();
    stories.sort_by(|a, b| b.0.iso_date.cmp(&a.0.iso_date).then_with(|| a.0.path.cmp(&b.0.path)));
    stories.truncate(NEWEST);
    let updated = stories.first().map_or(site.today.to_string(), |(card, _)| card.iso_date.clone());
    let base = address(&config.base_url, "");
    let feed = Feed {
        title: Text::plain(config.title.clone()),
        id: base.clone(),
        updated: midnight(&updated),
        authors: vec![Person { name: config.title.clone(), ..Person::default() }],
        links: vec![link(&base, "alternate"), link(&address(&config.base_url, "feed.xml"), "self")],
        generator: Some(Generator { value: "moments".into(), ..Generator::default() }),
        entries: stories.iter().map(|(card, text)| entry(card, text, config)).collect(),
        ..Feed::default()
    };
    feed.to_string() + "\n"
}

fn entry(card: &Card, summary: &str, config: &Config) -> Entry {
    let address = address(&config.base_url, &card.path);
    Entry {
        title: Text::plain(card.title.clone()),
        id: format!("urn:uuid:{}", uuid(&card.path)),
        updated: midnight(&card.iso_date),
        published: Some(midnight(&card.iso_date)),
        links: vec![link(&address, "alternate")],
        summary: Some(Text::plain(summary.to_owned())),
        ..Entry::default()
    }
}

fn link(address: &str, rel: &str) -> Link {
    Link { href: address.to_owned(), rel: rel.to_owned(), ..Link::default() }
}

fn midnight(iso_date: &str) -> FixedDateTime {
    format!("{iso_date}T00:00:00Z").parse().unwrap_or_default()
}

/// A name that stays when the site moves: a UUID of version 8, made of the hash of the path.
fn uuid(path: &str) -> String {
    let hash = blake3::hash(path.as_bytes());
    let mut bytes: [u8; 16] = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn map(site: &Site) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset \
         xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    // The newsroom may be left out of the site, and an old address is that of another page.
    let is_listed = |page: &&crate::site::Page| {
        !matches!(page.content, Content::Newsroom(_) | Content::Alias(_))
    };
    let listed = site.pages.iter().filter(is_listed);
    for url in listed.filter_map(|page| page.head.canonical_url.as_ref()) {
        let url = url.replace('&', "&amp;").replace('<', "&lt;");
        text.push_str(&format!("<url><loc>{url}</loc></url>\n"));
    }
    text + "</urlset>\n"
}
