//! The last look at all pages: links, anchors, what stands about people, requests to other hosts,
//! inline code, sizes.

mod identity;
mod scan;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Place, Problem, Problems};
use crate::page::OutFile;
use crate::picture::thumbnail_path;
use crate::privacy::{Identities, Origin};
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

/// What must hold of the site as a whole, gathered file by file as they are made.
#[derive(Debug)]
pub struct Inspection<'a> {
    stories: &'a Stories,
    identities: &'a Identities,
    /// Where the files of the site stand, those too that are still to come.
    paths: FxHashSet<String>,
    /// Where the files stand that were looked at, and those of them that stand there twice.
    seen: FxHashSet<String>,
    twice: BTreeSet<String>,
    /// The ids on each page.
    ids: FxHashMap<String, Vec<Box<str>>>,
    /// Links to files that may be still to come, and to parts of pages: page, path and id.
    links: Vec<(String, String, String)>,
    /// Where something about people stands that must not get out.
    exposed: BTreeMap<&'a Origin, BTreeSet<String>>,
    /// What writers cannot mend: a fault of the theme or of the program.
    faults: Problems,
    weights: Weights,
}

impl<'a> Inspection<'a> {
    /// The inspection of a site with pages at these paths.
    pub fn new(
        pages: impl Iterator<Item = String>,
        (stories, identities): (&'a Stories, &'a Identities),
    ) -> Inspection<'a> {
        let pictures = stories
            .pictures()
            .flat_map(|picture| [picture.path.clone(), thumbnail_path(&picture.path)]);
        Inspection {
            stories,
            identities,
            paths: pages.chain(pictures).collect(),
            seen: FxHashSet::default(),
            twice: BTreeSet::new(),
            ids: FxHashMap::default(),
            links: Vec::new(),
            exposed: BTreeMap::new(),
            faults: Problems::default(),
            weights: Weights::default(),
        }
    }

    /// Looks at a file: pages come after what all of them load. Whether nothing stands in the way of
    /// the site, as far as that can be seen in the files by themselves.
    pub fn look(&mut self, file: &OutFile) -> bool {
        let path = &file.path;
        for origin in identity::exposed(file, self.identities) {
            self.exposed.entry(origin).or_default().insert(path.clone());
        }
        if !self.seen.insert(path.clone()) {
            self.twice.insert(path.clone());
        }
        if !self.paths.contains(path) {
            self.paths.insert(path.clone());
        }
        if path.ends_with(".html") {
            match std::str::from_utf8(&file.bytes) {
                Ok(html) => self.look_at_page(path, scan(html)),
                Err(_) => {
                    let problem = Problem::error(format!("`{path}` is not UTF-8"));
                    self.faults.add(problem.help("save the file of the theme as UTF-8"));
                }
            }
        } else {
            self.look_at_file(file);
        }
        self.weights.add(file);
        self.exposed.is_empty() && self.twice.is_empty() && !self.faults.has_errors()
    }

    fn look_at_page(&mut self, path: &str, found: Found<'_>) {
        for request in &found.forbidden {
            let message = format!("`{path}` has {request}, which no page may have");
            self.faults.add(Problem::error(message));
        }
        for source in found.scripts.iter().filter(|source| !is_own_script(path, source)) {
            let message = format!("`{path}` has a script `{source}`, which no page may have");
            let help = format!("what a theme adds to the script stands in its `{SCRIPT}`");
            self.faults.add(Problem::error(message).help(help));
        }
        let ids: Vec<Box<str>> = found.ids.into_iter().map(Box::from).collect();
        for link in found.links.iter().chain(&found.scripts) {
            self.look_at_link(path, link, &ids);
        }
        self.ids.insert(path.to_owned(), ids);
    }

    /// A link that a template made, on a page with these ids.
    fn look_at_link(&mut self, page: &str, link: &str, ids: &[Box<str>]) {
        // Only the page for addresses that are not there links from the site's own path.
        if is_outside(link) || (link.starts_with('/') && page == "404.html") {
            return;
        }
        let end = memchr::memchr2(b'?', b'#', link.as_bytes()).unwrap_or(link.len());
        let (target, rest) = link.split_at(end);
        let anchor = memchr::memchr(b'#', rest.as_bytes()).map_or("", |at| &rest[at + 1..]);
        let Some(path) = resolve(page, target) else {
            self.faults.add(Problem::error(format!("`{page}` links out of the site: `{link}`")));
            return;
        };
        let is_whole = anchor.is_empty() || (*path == *page && has_id(ids, anchor));
        if !(is_whole && self.paths.contains(&*path)) {
            self.links.push((page.to_owned(), path.into_owned(), anchor.to_owned()));
        }
    }

    /// A file that pages load or offer.
    fn look_at_file(&mut self, file: &OutFile) {
        let ending = file.path.rsplit('.').next().unwrap_or_default();
        let is_script = ending == "js" && file.path.starts_with("static/");
        if !is_script && !["css", "svg"].contains(&ending) {
            return;
        }
        let text = String::from_utf8_lossy(&file.bytes);
        let request = match is_script {
            true => text.contains("://").then_some("://"),
            false => foreign_request(&text),
        };
        if let Some(request) = request {
            let (path, help) = (&file.path, "put the file into the theme's `static/`");
            let message = format!("`{path}` asks another host: `{request}`");
            self.faults.add(Problem::error(message).help(help));
        }
    }

    /// Adds what is wrong with the site to `problems`; the links that writers wrote have a place of
    /// their own. Returns the weights of the home page and of the heaviest pages. Where the data
    /// could not be read there are no pages of figures, and links to them are not what is wrong.
    pub fn finish(mut self, is_data_read: bool, problems: &mut Problems) -> Vec<Weight> {
        let exposed = std::mem::take(&mut self.exposed);
        identity::report(exposed, (self.stories, self.identities), problems);
        one_file_a_path(&self.seen, &self.twice, self.stories, problems);
        self.written_links(is_data_read, problems);
        if problems.has_errors() {
            // What the theme or the program did wrong shows only where nothing else is wrong.
            return Vec::new();
        }
        for (page, path, anchor) in &self.links {
            let is_part = |ids: &Vec<Box<str>>| anchor.is_empty() || has_id(ids, anchor);
            let what = match self.ids.get(path) {
                None if !self.paths.contains(path) => format!("`{path}`"),
                Some(ids) if !is_part(ids) => format!("`#{anchor}` on `{path}`"),
                Some(_) | None => continue,
            };
            let message = format!("`{page}` links to {what}, which is not there");
            self.faults.add(Problem::error(message));
        }
        problems.merge(self.faults);
        self.weights.told(problems)
    }

    /// The links that writers wrote: a broken one is an error at its line.
    fn written_links(&self, is_data_read: bool, problems: &mut Problems) {
        let is_excused = |link: &&InnerLink| {
            let of_data = ["figures/", "teams/", "channels/", "topics/"];
            self.stories.unread.contains(&link.path)
                || (!is_data_read && of_data.iter().any(|root| link.path.starts_with(root)))
        };
        for link in self.stories.links().filter(|link| !is_excused(link)) {
            if !self.paths.contains(&link.path) {
                let shown = link.path.trim_end_matches("index.html");
                let problem =
                    Problem::error(format!("the link leads to `/{shown}`, which is no page"));
                let folders = self.paths.iter().filter_map(|path| path.strip_suffix("index.html"));
                let near = crate::diagnostic::nearest(shown, folders);
                problems.add(problem.at(link.place.clone()).help(match near {
                    Some(near) => format!("did you mean `/{near}`?"),
                    None => "look at the built site for the addresses there are".to_owned(),
                }));
            } else if let Some(ids) = self.ids.get(&link.path).filter(|_| !link.anchor.is_empty())
                && !has_id(ids, &link.anchor)
            {
                let message =
                    format!("there is no part `#{}` on the page it leads to", link.anchor);
                let near = crate::diagnostic::nearest(&link.anchor, ids.iter().map(|id| &**id));
                let problem = Problem::error(message).at(link.place.clone());
                problems.add(match near {
                    Some(near) => problem.help(format!("did you mean `#{near}`?")),
                    None => {
                        problem.help("anchors are made of headings: `## Our plan` is `#our-plan`")
                    }
                });
            }
        }
    }
}

/// Whether a link leads to another site, or to no page at all.
fn is_outside(link: &str) -> bool {
    let is = |scheme: &str| {
        link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    // Most links begin with a dot or have no scheme.
    !link.starts_with('.') && ["https:", "http:", "mailto:", "tel:"].into_iter().any(is)
}

/// Whether an id is one of these, which are sorted.
fn has_id(ids: &[Box<str>], id: &str) -> bool {
    ids.binary_search_by(|known| (**known).cmp(id)).is_ok()
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
fn one_file_a_path(
    seen: &FxHashSet<String>,
    twice: &BTreeSet<String>,
    stories: &Stories,
    problems: &mut Problems,
) {
    let message = |path: &str| format!("two files would stand at `{path}`");
    for path in twice {
        let problem = Problem::error(message(path));
        problems.add(problem.help("give one of the pages another name"));
    }
    let mut sources: BTreeMap<String, &Path> = BTreeMap::new();
    for picture in stories.pictures() {
        let file = picture.file.as_path();
        for path in [picture.path.clone(), thumbnail_path(&picture.path)] {
            let is_taken = seen.contains(&path);
            let before = sources.insert(path.clone(), file);
            if is_taken || before.is_some_and(|before| before != file) {
                let problem = Problem::error(message(&path)).at(Place::file(file));
                problems.add(problem.help("give one of them another name"));
            }
        }
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
    let depth = page.bytes().filter(|byte| *byte == b'/').count();
    let (mut up, mut rest) = (0, target);
    while let Some(after) = rest.strip_prefix("../") {
        (up, rest) = (up + 1, after);
    }
    let is_at_root = depth.checked_sub(up)? == 0;
    let has_dots = rest.starts_with('.') || rest.as_bytes().windows(2).any(|pair| pair == b"/.");
    // Most links lead up to the root, then down; one from the root of the host leads to no file.
    if (is_at_root && !has_dots) || rest.starts_with('/') {
        return Some(rest.into());
    }
    let mut path: Vec<&str> = page.split('/').take(depth - up).collect();
    for part in rest.split('/') {
        match part {
            "." => {}
            ".." => drop(path.pop()?),
            part => path.push(part),
        }
    }
    Some(path.join("/").into())
}

fn compressed(bytes: &[u8], effort: Compression) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), effort);
    // Writing to memory cannot fail.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |bytes| bytes.len())
}

/// So many of the heaviest pages are weighed.
const WEIGHED: usize = 5;

/// What each page loads.
const SHARED: [&str; 3] = ["static/style.css", "static/favicon.svg", SCRIPT];

/// How heavy pages are.
#[derive(Debug, Default)]
struct Weights {
    /// What all pages load, compressed, in bytes.
    shared: usize,
    home: Option<Weight>,
    /// The longest pages, longest first.
    longest: Vec<OutFile>,
    /// Pages that are too heavy and not among these.
    heavy: Vec<Weight>,
}

impl Weights {
    /// Looks at a file: pages come after what they load.
    fn add(&mut self, file: &OutFile) {
        if SHARED.contains(&file.path.as_str()) {
            self.shared += compressed(&file.bytes, Compression::default());
        } else if file.path == "index.html" {
            self.home = Some(self.weight(file));
        } else if file.path.ends_with(".html") {
            let longer = |other: &OutFile| {
                (other.bytes.len(), Reverse(&other.path)) > (file.bytes.len(), Reverse(&file.path))
            };
            let at = self.longest.partition_point(longer);
            if at < WEIGHED {
                self.longest.insert(at, file.clone());
                if let Some(shorter) = self.longest.get(WEIGHED) {
                    self.heavy.extend(self.heavy(shorter));
                    self.longest.truncate(WEIGHED);
                }
            } else {
                self.heavy.extend(self.heavy(file));
            }
        }
    }

    /// The weight of a page that may be too heavy: what is small enough as it stands, or compressed
    /// in haste, is small enough.
    fn heavy(&self, file: &OutFile) -> Option<Weight> {
        let is_large = |size: usize| size + self.shared > PAGE_LIMIT;
        let is_heavy =
            is_large(file.bytes.len()) && is_large(compressed(&file.bytes, Compression::fast()));
        is_heavy.then(|| self.weight(file))
    }

    fn weight(&self, file: &OutFile) -> Weight {
        let page = compressed(&file.bytes, Compression::default());
        Weight { path: file.path.clone(), page, total: page + self.shared }
    }

    /// The weights of the home page and of the longest pages; adds a warning for each page that is
    /// too heavy.
    fn told(self, problems: &mut Problems) -> Vec<Weight> {
        let longest = self.longest.iter().map(|file| self.weight(file));
        let weights: Vec<Weight> = self.home.iter().cloned().chain(longest).collect();
        for weight in weights.iter().chain(&self.heavy) {
            let limit = if weight.path == "index.html" { HOME_LIMIT } else { PAGE_LIMIT };
            if weight.total > limit {
                let message = format!(
                    "`{}` weighs {} kB compressed, the limit is {} kB",
                    weight.path,
                    weight.total / 1_000,
                    limit / 1_000
                );
                problems.add(Problem::warning(message));
            }
        }
        weights
    }
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
        assert_eq!(resolve("index.html", "/../x").as_deref(), Some("/../x"));
        assert_eq!(resolve("a/index.html", "./b/./c.html").as_deref(), Some("a/b/c.html"));
    }

    /// What is wrong with a site of these files.
    fn messages(files: &[OutFile]) -> Vec<String> {
        let (stories, identities) = (Stories::default(), Identities::default());
        let pages = files.iter().map(|file| file.path.clone());
        let mut inspection = Inspection::new(pages, (&stories, &identities));
        for file in files {
            inspection.look(file);
        }
        let mut problems = Problems::default();
        inspection.finish(true, &mut problems);
        problems.sorted().into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn broken_links_foreign_requests_and_inline_code_are_found() {
        let page = "<p id=\"a\"><a href=\"b.html\">b</a><a href=\"#a\">a</a><a href=\"#c\">c</a>\
                    <img src=\"https://elsewhere.example/x.png\"><p style=\"color:red\">";
        assert_eq!(
            messages(&[OutFile::text("index.html", page)]),
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
            messages(&[OutFile::text(SCRIPT, ""), OutFile::text(page, script)])
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
