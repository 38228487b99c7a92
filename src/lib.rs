//! `moments` turns customer-service interactions and success stories into a static intranet site.
//!
//! [`build`] is the table of contents: each stage is a module that takes the values of the stages
//! before it and returns a new one. `ARCHITECTURE.md` says why it is made this way.

pub mod calendar;
pub mod chart;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod gate;
pub mod inspect;
pub mod interaction;
pub mod metric;
pub mod moment;
pub mod output;
pub mod page;
pub mod picture;
pub mod privacy;
pub mod rollup;
pub mod search;
pub mod site;
pub mod source;
pub mod store;
pub mod story;
mod summary;
pub mod theme;
pub mod tree;
pub mod units;
pub mod words;

pub use summary::Summary;

use std::collections::BTreeSet;
use std::path::PathBuf;

use calendar::{Day, Stamp};
use config::{Config, Project};
use diagnostic::{Outcome, Problem, Problems};
use gate::Inspection;
use interaction::Mapping;
use moment::Candidates;
use output::{Audience, Staging};
use page::{Data, OutFile};
use picture::Shelf;
use privacy::{Identities, Names, People};
use rollup::Rollup;
use site::Material;
use source::Sources;
use store::{Caching, Store};
use story::{Desk, Reference, Stories};

/// What a build is asked for.
pub struct BuildOptions<'a> {
    /// The moment of the build; `today` is its day in the project's zone unless it is given.
    pub now: Stamp,
    /// The day to build for.
    pub today: Option<Day>,
    /// Whether drafts and stories of the future are published too.
    pub with_drafts: bool,
    /// Whether warnings fail the build.
    pub is_strict: bool,
    /// Where the site stands, over the configuration's `base_url`.
    pub base_url: Option<String>,
    /// How far what the last build left is trusted.
    pub caching: Caching,
    /// Where the site goes; `public` in the project if left out.
    pub out: Option<PathBuf>,
    /// Where the site goes a second time, with the newsroom in it, for those who write.
    pub newsroom: Option<PathBuf>,
    /// Told the name of each stage when it begins.
    pub progress: &'a dyn Fn(&'static str),
}

/// Makes the site and publishes it.
///
/// # Errors
/// With everything that is wrong; the old site then stands as it was.
pub fn build(project: &Project, options: &BuildOptions<'_>) -> Outcome<Summary> {
    let store = Store::open(project, options.caching)?;
    let _lock = store.lock()?;
    let out = options.out.clone().unwrap_or_else(|| project.folder.join("public"));
    let newsroom = options.newsroom.as_deref();
    for folder in newsroom.into_iter().chain([out.as_path()]) {
        project.refuse_as_output(folder)?;
    }
    let mut staging = Staging::new(&out, newsroom)?;
    let mut made =
        make(project, options, &store, &mut |file, audience| staging.put(file, audience))?;
    (options.progress)("pictures");
    for file in page::pictures(project, &made.stories, &store)? {
        staging.put(&file, Audience::Everybody)?;
    }
    (options.progress)("publish");
    made.summary.published = Some(staging.publish()?);
    store.tidy();
    Ok(made.summary)
}

/// Does everything that a build does and writes nothing.
///
/// # Errors
/// With everything that is wrong.
pub fn check(project: &Project, options: &BuildOptions<'_>) -> Outcome<Summary> {
    let store = Store::aside(project, options.caching)?;
    Ok(make(project, options, &store, &mut |_, _| Ok(()))?.summary)
}

/// What is left of the work when all pages are made.
struct Made {
    stories: Stories,
    summary: Summary,
}

/// The moments in the data that no story names, the first `limit` of them. Writes nothing.
///
/// # Errors
/// With everything that is wrong with the configuration, the stories and the data.
pub fn candidates(
    project: &Project,
    limit: Option<usize>,
    options: &BuildOptions<'_>,
) -> Outcome<Candidates> {
    let store = Store::aside(project, options.caching)?;
    let mut problems = Problems::default();
    let gathered = gather(project, options, &store, &mut problems)?;
    problems.fail_on(options.is_strict)?;
    (options.progress)("candidates");
    let closed = gathered.closed();
    moment::candidates(gathered.search(&closed), limit, &mut Identities::default())
}

/// A story that somebody wants to write.
#[derive(Clone, Debug)]
pub struct NewStory {
    /// Its title.
    pub title: String,
    /// The interaction that it begins with.
    pub from: Option<String>,
    /// The id of its kind of moment; the project's first if left out.
    pub kind: Option<String>,
}

/// A story's file as it begins: where it goes in the project, and its text. Writes nothing.
///
/// # Errors
/// When the title makes no address or one that is taken, the kind is unknown, or the interaction is
/// not in the data; with it, also with all that is wrong with stories and data.
pub fn new_story(
    project: &Project,
    story: &NewStory,
    options: &BuildOptions<'_>,
) -> Outcome<(PathBuf, String)> {
    let mut problems = Problems::default();
    let config = configure(project, options, &mut problems)?;
    problems.fail_on(options.is_strict)?;
    let today = options.today.unwrap_or_else(|| config.zone.local_day(options.now));
    let begun = story::Draft::begin(&story.title, story.kind.as_deref(), today, &config)?;
    let draft = match &story.from {
        None => begun,
        Some(id) => {
            let store = Store::aside(project, options.caching)?;
            let gathered = gather(project, options, &store, &mut problems)?;
            problems.fail_on(options.is_strict)?;
            moment::draft(gathered.search(&BTreeSet::new()), id, begun)?
        }
    };
    let file = draft.file();
    let documents = source::documents(project, &mut problems);
    if let Some(other) = story::in_the_way(&file, &documents)? {
        let message = format!("a story has that address already: `{}`", other.file.display());
        return Err(Problem::error(message).help("give the new one another title").into());
    }
    Ok((file, draft.text(&config)))
}

/// What the project's files say.
struct Gathered {
    config: Config,
    today: Day,
    sources: Sources,
    names: Names,
    stories: Stories,
    mappings: Vec<Option<Mapping>>,
    rollup: Rollup,
}

fn gather(
    project: &Project,
    options: &BuildOptions<'_>,
    store: &Store,
    problems: &mut Problems,
) -> Outcome<Gathered> {
    let stage = options.progress;
    stage("configuration");
    let config = configure(project, options, problems)?;
    let today = options.today.unwrap_or_else(|| config.zone.local_day(options.now));
    let is_header = |source: &config::Source, header: &[String]| {
        interaction::is_header(source, header, &config)
    };
    let mut sources = source::discover(project, &config, &is_header, problems);
    let known = sources.companions.until(today);
    sources.companions = privacy::without_the_gone(known, (&config, today), problems);
    let is_known = |id: &str| !config.is_forgotten(id);
    sources.companions.nominations.retain(|nomination| is_known(&nomination.interaction));
    stage("stories");
    let shelf = Shelf::new(project, &sources.pictures);
    let desk = Desk { today, with_drafts: options.with_drafts };
    let names = Names::of(&sources.companions.people);
    let people = People::new(&sources.companions.people, &names, &config, today);
    let facts = sources.companions.facts.as_slice();
    let reference = Reference { config: &config, shelf: &shelf, people, facts };
    let stories = story::parse(&sources.documents, reference, desk, problems);
    let ids = stories.named().into_iter().map(str::to_owned).collect();
    let written = (sources.documents.as_slice(), &sources.companions);
    privacy::check_texts(written, ids, (people, &config), problems);
    stage("interactions");
    let mappings = interaction::mappings(&sources.tables, &config, problems);
    let tables = (sources.tables.as_slice(), mappings.as_slice());
    let rollup = rollup::compute(tables, &config, store, today, problems);
    Ok(Gathered { config, today, sources, names, stories, mappings, rollup })
}

impl Gathered {
    /// The tables, with how each is read.
    fn tables(&self) -> moment::Tables<'_> {
        (&self.sources.tables, &self.mappings)
    }

    /// The ids of interactions that need no story any more.
    fn closed(&self) -> BTreeSet<&str> {
        let dismissed = self.config.candidates.dismissed.iter();
        let mut closed = self.stories.named();
        closed.extend(dismissed.map(|dismissed| dismissed.id.trim()));
        closed
    }

    /// Where to look for interactions that no story names.
    fn search<'a>(&'a self, closed: &'a BTreeSet<&'a str>) -> moment::Search<'a> {
        moment::Search {
            tables: self.tables(),
            rollup: &self.rollup,
            closed,
            nominations: &self.sources.companions.nominations,
            config: &self.config,
            people: People::new(
                &self.sources.companions.people,
                &self.names,
                &self.config,
                self.today,
            ),
        }
    }
}

/// Makes the site and hands each file to `put`, until something is wrong with the site.
fn make(
    project: &Project,
    options: &BuildOptions<'_>,
    store: &Store,
    put: &mut (dyn FnMut(&OutFile, Audience) -> Outcome<()> + Send),
) -> Outcome<Made> {
    let mut problems = Problems::default();
    let stage = options.progress;
    let gathered = gather(project, options, store, &mut problems)?;
    let Gathered { config, today, sources, stories, rollup, .. } = &gathered;
    store.write("rejected.csv", &page::rejected_csv(&rollup.reading))?;
    store.remember();
    stage("figures");
    let told = (stories.list.as_slice(), sources.companions.events.as_slice());
    let metrics = metric::evaluate(rollup, told, config, *today);
    let mut moments = moment::join(gathered.tables(), rollup, stories, config, &mut problems);
    let candidates = newsroom(&gathered, options, &mut moments.identities, &mut problems);
    // The memory of weeks and months is free for the pages.
    let Gathered { config, today, sources, names, stories, rollup, .. } = gathered;
    let rollup = rollup.without_periods();
    let people = People::new(&sources.companions.people, &names, &config, today);
    people.keep_in(&mut moments.identities);
    stage("pages");
    let theme = theme::load(project, &config, &mut problems);
    let material = Material {
        config: &config,
        metrics: &metrics,
        stories: &stories,
        moments: &moments,
        rollup: &rollup,
        companions: &sources.companions,
        people,
        candidates: candidates.as_ref(),
        style: &theme.style,
        script: theme.statics.get("moments.js").map_or(&[], Vec::as_slice),
        today,
    };
    let site = site::assemble(material, &mut problems);
    let stories = stories.without_bodies();
    stage("search");
    let index = search::index(&site, &config.words);
    stage("writing");
    let data = Data { metrics: &metrics, reading: &rollup.reading, index };
    let extent = site.extent();
    let paths = site.pages.iter().map(|page| page.head.path.clone());
    let mut inspection = Inspection::new(paths, (&stories, &moments.identities));
    let mut is_sound = !problems.has_errors();
    let rendered = page::render(site, data, &theme, &config).and_then(|files| {
        output::hand_over(files, |file| {
            is_sound &= inspection.look(&file);
            let is_public = config.newsroom.publish || !file.path.starts_with("newsroom/");
            let audience = if is_public { Audience::Everybody } else { Audience::Writers };
            if is_sound { put(&file, audience) } else { Ok(()) }
        })
    });
    stage("inspection");
    rendered.map_err(|found| problems.clone().with(found))?;
    let weights = inspection.finish(rollup.is_whole, &mut problems);
    problems.fail_on(options.is_strict)?;
    let summary = Summary::new(&rollup.reading, (&stories, &moments), extent, weights, problems);
    Ok(Made { stories, summary })
}

/// The moments that nobody has written up, where there is a newsroom to show them.
fn newsroom(
    gathered: &Gathered,
    options: &BuildOptions<'_>,
    identities: &mut Identities,
    problems: &mut Problems,
) -> Option<Candidates> {
    if options.newsroom.is_none() && !gathered.config.newsroom.publish {
        return None;
    }
    let closed = gathered.closed();
    let found = moment::candidates(gathered.search(&closed), Some(site::CANDIDATES), identities);
    found.map_err(|found| problems.merge(found)).ok()
}

fn configure(
    project: &Project,
    options: &BuildOptions<'_>,
    problems: &mut Problems,
) -> Outcome<Config> {
    let mut config = config::load(project, problems)?;
    if let Some(base_url) = &options.base_url {
        config.keys.base_url.value.clone_from(base_url);
    }
    Ok(config)
}
