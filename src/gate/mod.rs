//! The last look at all pages: links, anchors, what stands about people, requests to other hosts,
//! inline code, sizes.

mod identity;
mod scan;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Place, Problem, Problems};
use crate::page::OutFile;
use crate::picture::thumbnail_path;
use crate::privacy::Identities;
use crate::story::{InnerLink, Stories};
use scan::{Found, scan};

/// A page with all it loads but photographs, compressed.
const PAGE_LIMIT: usize = 100_000;
/// The home page.
const HOME_LIMIT: usize = 40_000;

/// The one script that pages may load.
const SCRIPT: &str = "static/moments.js";

/// How heavy a page is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Weight {
    /// The page.
    pub path: String,
    /// Its markup, compressed, in bytes.
    pub page: usize,
    /// With the style sheet, the script and the icon, compressed, in bytes.
    pub total: usize,
}

/// Inspects the files of the site; the links that writers wrote have a place of their own. Returns
/// the weights of the home page and of the heaviest pages. Where the data could not be read there
/// are no pages of figures, and links to them are not what is wrong.
pub fn inspect(
    files: &[OutFile],
    (stories, identities): (&Stories, &Identities),
    is_data_read: bool,
    problems: &mut Problems,
) -> Vec<Weight> {
    identity::check(files, (stories, identities), problems);
    let is_excused = |link: &&InnerLink| {
        let of_data = ["figures/", "teams/", "channels/", "topics/"];
        stories.unread.contains(&link.path)
            || (!is_data_read && of_data.iter().any(|root| link.path.starts_with(root)))
    };
    let links: Vec<&InnerLink> = stories.links().filter(|link| !is_excused(link)).collect();
    let pictures: Vec<String> = stories
        .pictures()
        .flat_map(|picture| [picture.path.clone(), thumbnail_path(&picture.path)])
        .collect();
    let paths = files.iter().map(|file| file.path.as_str());
    let paths: BTreeSet<&str> = paths.chain(pictures.iter().map(String::as_str)).collect();
    one_file_a_path(files, stories, problems);
    let mut pages = Pages::default();
    for file in files.iter().filter(|file| file.path.ends_with(".html")) {
        match std::str::from_utf8(&file.bytes) {
            Ok(html) => drop(pages.insert(&file.path, scan(html))),
            Err(_) => {
                let problem = Problem::error(format!("`{}` is not UTF-8", file.path));
                problems.add(problem.help("save the file of the theme as UTF-8"));
            }
        }
    }
    written_links(&paths, &pages, &links, problems);
    if problems.has_errors() {
        // What the theme or the program did wrong shows only where nothing else is wrong.
        return Vec::new();
    }
    for (path, found) in files.iter().filter_map(|file| pages.get_key_value(file.path.as_str())) {
        for request in &found.forbidden {
            problems.add(Problem::error(format!("`{path}` has {request}, which no page may have")));
        }
        for source in found.scripts.iter().filter(|source| !is_own_script(path, source)) {
            let message = format!("`{path}` has a script `{source}`, which no page may have");
            let help = format!("what a theme adds to the script stands in its `{SCRIPT}`");
            problems.add(Problem::error(message).help(help));
        }
        for link in found.links.iter().chain(&found.scripts) {
            own_link(path, link, &paths, &pages, problems);
        }
    }
    for file in files {
        let ending = file.path.rsplit('.').next().unwrap_or_default();
        let is_script = ending == "js" && file.path.starts_with("static/");
        if !is_script && !["css", "svg"].contains(&ending) {
            continue;
        }
        let text = String::from_utf8_lossy(&file.bytes);
        let request = match is_script {
            true => text.contains("://").then_some("://"),
            false => foreign_request(&text),
        };
        if let Some(request) = request {
            let (path, help) = (&file.path, "put the file into the theme's `static/`");
            let message = format!("`{path}` asks another host: `{request}`");
            problems.add(Problem::error(message).help(help));
        }
    }
    weigh(files, problems)
}

/// The first address on another host that a style sheet or a drawing would load.
fn foreign_request(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let openings = ["url(", "@import", "image-set(", "href=", "src("];
    openings.iter().flat_map(|opening| lower.match_indices(opening)).find_map(|(at, opening)| {
        let target = text[at + opening.len()..].trim_start_matches([' ', '"', '\'', '(']);
        let target = target.strip_prefix("url(").unwrap_or(target).trim_start_matches(['"', '\'']);
        let end = target.find(['"', '\'', ')', ';', ' ', '>']).unwrap_or(target.len());
        let target = &target[..end];
        (target.contains("://") || target.starts_with("//")).then_some(target)
    })
}

/// No two files may stand at one path; pictures are named by the file they come from.
fn one_file_a_path(files: &[OutFile], stories: &Stories, problems: &mut Problems) {
    let mut seen: BTreeMap<String, Option<&Path>> = BTreeMap::new();
    let files = files.iter().map(|file| (file.path.as_str(), None));
    let files = files.map(|(path, source)| (path.to_owned(), source));
    let pictures = stories.pictures().flat_map(|picture| {
        let file = Some(picture.file.as_path());
        [(picture.path.clone(), file), (thumbnail_path(&picture.path), file)]
    });
    for (path, source) in files.chain(pictures) {
        let before = seen.insert(path.clone(), source);
        let is_same_picture = source.is_some() && before == Some(source);
        if before.is_some() && !is_same_picture {
            let problem = Problem::error(format!("two files would stand at `{path}`"));
            problems.add(match source.or(before.flatten()) {
                Some(file) => problem.at(Place::file(file)).help("give one of them another name"),
                None => problem.help("give one of the pages another name"),
            });
        }
    }
}

/// What each page refers to, by its path.
type Pages<'f> = FxHashMap<&'f str, Found<'f>>;

/// The links that writers wrote: a broken one is an error at its line.
fn written_links(
    paths: &BTreeSet<&str>,
    pages: &Pages<'_>,
    links: &[&InnerLink],
    problems: &mut Problems,
) {
    for link in links {
        if !paths.contains(link.path.as_str()) {
            let shown = link.path.trim_end_matches("index.html");
            let problem = Problem::error(format!("the link leads to `/{shown}`, which is no page"));
            problems.add(problem.at(link.place.clone()).help(match nearest_path(shown, paths) {
                Some(near) => format!("did you mean `/{near}`?"),
                None => "look at the built site for the addresses there are".to_owned(),
            }));
        } else if let Some(page) = pages.get(link.path.as_str()).filter(|_| !link.anchor.is_empty())
            && !page.has_id(&link.anchor)
        {
            let message = format!("there is no part `#{}` on the page it leads to", link.anchor);
            let ids = page.ids.iter().map(|id| &**id);
            let near = crate::diagnostic::nearest(&link.anchor, ids);
            let problem = Problem::error(message).at(link.place.clone());
            problems.add(match near {
                Some(near) => problem.help(format!("did you mean `#{near}`?")),
                None => problem.help("anchors are made of headings: `## Our plan` is `#our-plan`"),
            });
        }
    }
}

fn nearest_path<'a>(shown: &str, paths: &BTreeSet<&'a str>) -> Option<&'a str> {
    let folders = paths.iter().filter_map(|path| path.strip_suffix("index.html"));
    crate::diagnostic::nearest(shown, folders)
}

/// A link that a template made: a broken one is a fault of the theme or of the program.
fn own_link(
    page: &str,
    link: &str,
    paths: &BTreeSet<&str>,
    pages: &Pages<'_>,
    problems: &mut Problems,
) {
    let schemes = ["https:", "http:", "mailto:", "tel:"];
    let has = |scheme: &str| {
        link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    // Only the page for addresses that are not there links from the site's own path.
    let is_outside = schemes.into_iter().any(has) || (link.starts_with('/') && page == "404.html");
    if is_outside {
        return;
    }
    let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = target.split('?').next().unwrap_or(target);
    let Some(path) = resolve(page, target) else {
        problems.add(Problem::error(format!("`{page}` links out of the site: `{link}`")));
        return;
    };
    match pages.get(&*path) {
        Some(found) if !anchor.is_empty() && !found.has_id(anchor) => {
            let message = format!("`{page}` links to `#{anchor}` on `{path}`, which is not there");
            problems.add(Problem::error(message));
        }
        None if !paths.contains(&*path) => {
            problems.add(Problem::error(format!("`{page}` links to `{path}`, which is not there")));
        }
        Some(_) | None => {}
    }
}

/// Whether that is the one script of the site.
fn is_own_script(page: &str, source: &str) -> bool {
    let file = source.split('?').next().unwrap_or(source);
    match file.strip_prefix('/') {
        // Only the page for addresses that are not there loads it from the site's own path.
        Some(rest) => {
            page == "404.html" && (rest == SCRIPT || rest.ends_with(&format!("/{SCRIPT}")))
        }
        None => resolve(page, file).as_deref() == Some(SCRIPT),
    }
}

/// The path that a relative link means; nothing where it leads out of the site.
fn resolve<'l>(page: &'l str, target: &'l str) -> Option<Cow<'l, str>> {
    if target.is_empty() {
        return Some(page.into());
    }
    let mut folder = &page[..page.rfind('/').unwrap_or(0)];
    let mut target = target;
    while let Some(rest) = target.strip_prefix("../") {
        folder = (!folder.is_empty()).then(|| &folder[..folder.rfind('/').unwrap_or(0)])?;
        target = rest;
    }
    let has_dots =
        target.starts_with('.') || target.as_bytes().windows(2).any(|pair| pair == b"/.");
    // Most links lead up to the root, then down.
    if folder.is_empty() && !has_dots {
        return Some(target.into());
    }
    let mut path = folder.to_owned();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            part => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
    Some(path.into())
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |bytes| bytes.len())
}

/// So many of the heaviest pages are weighed.
const WEIGHED: usize = 5;

fn weigh(files: &[OutFile], problems: &mut Problems) -> Vec<Weight> {
    let shared: usize = files
        .iter()
        .filter(|file| {
            ["static/style.css", "static/favicon.svg", SCRIPT].contains(&file.path.as_str())
        })
        .map(|file| compressed(&file.bytes))
        .sum();
    let mut pages: Vec<&OutFile> =
        files.iter().filter(|file| file.path.ends_with(".html")).collect();
    pages.sort_by_key(|file| (file.path != "index.html", std::cmp::Reverse(file.bytes.len())));
    let mut weights = Vec::new();
    for (at, file) in pages.iter().enumerate() {
        // What is small enough as it stands is small enough compressed.
        if at > WEIGHED && file.bytes.len() + shared <= PAGE_LIMIT {
            break;
        }
        let page = compressed(&file.bytes);
        let weight = Weight { path: file.path.clone(), page, total: page + shared };
        let limit = if file.path == "index.html" { HOME_LIMIT } else { PAGE_LIMIT };
        if weight.total > limit {
            let message = format!(
                "`{}` weighs {} kB compressed, the limit is {} kB",
                weight.path,
                weight.total / 1_000,
                limit / 1_000
            );
            problems.add(Problem::warning(message));
        }
        if at <= WEIGHED {
            weights.push(weight);
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_page() {
        assert_eq!(resolve("a/b/index.html", "../../c.css").as_deref(), Some("c.css"));
        assert_eq!(resolve("index.html", "x/index.html").as_deref(), Some("x/index.html"));
        assert_eq!(resolve("index.html", "../x"), None);
        assert_eq!(resolve("a/index.html", "../b/../c.html").as_deref(), Some("c.html"));
        assert_eq!(resolve("a/b/index.html", "../c.html").as_deref(), Some("a/c.html"));
        assert_eq!(resolve("index.html", "/x").as_deref(), Some("/x"));
    }

    #[test]
    fn broken_links_foreign_requests_and_inline_code_are_found() {
        let page = "<p id=\"a\"><a href=\"b.html\">b</a><a href=\"#a\">a</a><a href=\"#c\">c</a>\
                    <img src=\"https://elsewhere.example/x.png\"><p style=\"color:red\">";
        let mut problems = Problems::default();
        let stories = (&Stories::default(), &Identities::default());
        inspect(&[OutFile::text("index.html", page)], stories, true, &mut problems);
        let found: Vec<String> = problems.sorted().into_iter().map(|p| p.message).collect();
        assert_eq!(
            found,
            [
                "`index.html` has a `style` attribute, which no page may have",
                "`index.html` has a request to `https://elsewhere.example/x.png`, which no page \
                 may have",
                "`index.html` links to `#c` on `index.html`, which is not there",
                "`index.html` links to `b.html`, which is not there",
            ]
        );
    }

    #[test]
    fn only_the_script_of_the_site_is_loaded_and_only_from_a_file() {
        let found = |page: &str, script: &str| {
            let mut problems = Problems::default();
            let stories = (&Stories::default(), &Identities::default());
            let files = [OutFile::text(page, script), OutFile::text(SCRIPT, "")];
            inspect(&files, stories, true, &mut problems);
            problems.sorted().into_iter().map(|problem| problem.message).collect::<Vec<_>>()
        };
        let whole = "<script src=\"../static/moments.js?v=1a\" defer data-copy=\"Copy\"></script>";
        assert!(found("a/index.html", whole).is_empty());
        assert!(found("404.html", "<script defer src=/x/static/moments.js></script>").is_empty());
        for script in [
            "<script src=\"../static/moments.js\"></script>",
            "<script defer>alert(1)</script>",
            "<script></script>",
            "<SCRIPT DEFER SRC=../static/moments.js>alert(1)</SCRIPT>",
            "<script src=../static/moments.js defer type=module></script>",
            "<script src=../static/moments.js defer onload=x></script>",
            "<script src=../static/other.js defer></script>",
            "<script src=/static/moments.js defer></script>",
            "<script src=../a/static/moments.js defer></script>",
            "<script src=https://elsewhere.example/static/moments.js defer></script>",
        ] {
            let found = found("a/index.html", script);
            assert!(found.iter().any(|message| message.contains("no page may have")), "{script}");
        }
    }
}
