//! Arguments, progress, exit codes, and the clock.

mod candidates;
mod inspect;
mod new;
mod progress;
mod report;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::calendar::{Day, Stamp};
use crate::config::Project;
use crate::diagnostic::{self, Outcome, Problem, Problems};
use crate::store::Caching;
use crate::{BuildOptions, Summary};
use progress::Progress;

/// Turns customer-service data and success stories into a static intranet site.
#[derive(Parser)]
#[command(name = "moments", version)]
struct Arguments {
    /// The project: the folder with `moments.toml` [default: here or the nearest folder above].
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes the site and publishes it.
    Build {
        /// Where the site goes [default: `public` in the project].
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Put the site there too, with the newsroom in it, for those who write.
        #[arg(long, value_name = "DIR")]
        newsroom: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Checks everything that `build` checks and writes nothing.
    Check {
        #[command(flatten)]
        common: Common,
    },
    /// Lists the moments in the data that no story names, each with why.
    Candidates(candidates::Arguments),
    /// Begins a file for somebody to write.
    New {
        #[command(subcommand)]
        what: new::What,
    },
    /// Says what an export is, and what to write for it in `moments.toml`; needs no project.
    Inspect {
        /// The export.
        file: PathBuf,
        /// How it is written to standard output.
        #[arg(long, value_enum, default_value_t = Printed::Human)]
        format: Printed,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Printed {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

/// How the project's files are read.
#[derive(Args)]
struct Reading {
    /// The day to build for, such as 2026-03-01 [default: today in the project's time zone].
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Day>,
    /// Read everything anew and keep nothing for the next build.
    #[arg(long)]
    no_cache: bool,
    /// Read every file to see whether it has changed, and not only its size and time stamp.
    #[arg(long, conflicts_with = "no_cache")]
    verify_cache: bool,
}

impl Reading {
    fn options<'a>(&self, progress: &'a dyn Fn(&'static str)) -> Outcome<BuildOptions<'a>> {
        let caching = match (self.no_cache, self.verify_cache) {
            (true, _) => Caching::Ignore,
            (_, true) => Caching::Verify,
            _ => Caching::Trust,
        };
        Ok(BuildOptions {
            caching,
            now: now()?,
            today: self.today,
            with_drafts: false,
            is_strict: false,
            base_url: None,
            out: None,
            newsroom: None,
            progress,
        })
    }
}

#[derive(Args)]
struct Common {
    #[command(flatten)]
    reading: Reading,
    /// Publish drafts and stories of the future too.
    #[arg(long)]
    drafts: bool,
    /// Fail on warnings.
    #[arg(long)]
    strict: bool,
    /// Where the site will stand, over `base_url` in `moments.toml`.
    #[arg(long, value_name = "URL", value_parser = address)]
    base_url: Option<String>,
    /// Write the summary as JSON to this file, also when the build fails.
    #[arg(long, value_name = "FILE", value_parser = json_file)]
    report: Option<PathBuf>,
    /// How problems are written to standard error.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// A JSON object a line.
    Json,
    /// Annotations for a GitHub log.
    Github,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a date such as 2026-03-01".to_owned())
}

fn address(text: &str) -> Result<String, String> {
    let is_address = crate::config::is_address(text);
    is_address.then(|| text.to_owned()).ok_or_else(|| "write `https://…`".to_owned())
}

/// A report never takes the place of a project's own file.
fn json_file(text: &str) -> Result<PathBuf, String> {
    let file = PathBuf::from(text);
    let is_json = file.extension().is_some_and(|extension| extension == "json");
    is_json.then_some(file).ok_or_else(|| "name a file that ends in `.json`".to_owned())
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let project = arguments.project.as_deref();
    match arguments.command {
        Command::Build { out, newsroom, common } => make(project, &common, (out, newsroom), false),
        Command::Check { common } => make(project, &common, (None, None), true),
        Command::Candidates(asked) => candidates::print(project, &asked),
        Command::New { what } => new::begin(project, &what),
        Command::Inspect { file, format } => inspect(project, &file, format),
    }
}

/// Looks at a file, and says what it is.
fn inspect(project: Option<&Path>, file: &Path, printed: Printed) -> ExitCode {
    let format = diagnostic_format(Format::Human, std::io::stderr().is_terminal());
    let found = match project {
        Some(folder) => Project::at(folder).map(Some),
        None => Ok(Project::find(Path::new(".")).ok()),
    };
    let inspection =
        found.and_then(|project| crate::inspect::inspect(file, project.as_ref(), now()?));
    match inspection {
        Ok(inspection) => {
            let text = match printed {
                Printed::Human => inspect::human(&inspection),
                Printed::Json => inspect::json(&inspection),
            };
            print(&text);
            say(&diagnostic::draw(&inspection.warnings, format));
            ExitCode::SUCCESS
        }
        Err(problems) => fail(&problems),
    }
}

/// Where the site goes, and where it goes with the newsroom in it.
type Folders = (Option<PathBuf>, Option<PathBuf>);

/// Makes the site, or checks it.
fn make(project: Option<&Path>, common: &Common, folders: Folders, is_check: bool) -> ExitCode {
    let is_terminal = std::io::stderr().is_terminal();
    let progress = Progress::new(is_terminal && common.format == Format::Human);
    let result = run(project, common, folders, is_check, &progress);
    let stages = progress.finish();
    let written = match &common.report {
        Some(file) => report::write(file, &result, &stages),
        None => Ok(()),
    };
    let format = diagnostic_format(common.format, is_terminal);
    let code = match &result {
        Ok(summary) => {
            say(&diagnostic::draw(&summary.warnings, format));
            if common.format == Format::Human {
                say(&report::human(summary, &stages));
            }
            ExitCode::SUCCESS
        }
        Err(problems) => {
            say(&diagnostic::draw(problems, format));
            if common.format == Format::Human {
                say(&report::failure(problems, is_check));
            }
            ExitCode::FAILURE
        }
    };
    if let Err(problem) = written {
        say(&diagnostic::draw(&problem.into(), format));
        return ExitCode::FAILURE;
    }
    code
}

fn run(
    project: Option<&Path>,
    common: &Common,
    (out, newsroom): Folders,
    is_check: bool,
    progress: &Progress,
) -> Outcome<Summary> {
    let project = find(project)?;
    let stage = |stage| progress.stage(stage);
    let options = BuildOptions {
        with_drafts: common.drafts,
        is_strict: common.strict,
        base_url: common.base_url.clone(),
        out,
        newsroom,
        ..common.reading.options(&stage)?
    };
    if is_check { crate::check(&project, &options) } else { crate::build(&project, &options) }
}

/// The project in a folder, or in the nearest one above.
fn find(project: Option<&Path>) -> Outcome<Project> {
    match project {
        Some(folder) => Project::at(folder),
        None => Project::find(Path::new(".")),
    }
}

/// Says what is wrong.
fn fail(problems: &Problems) -> ExitCode {
    let format = diagnostic_format(Format::Human, std::io::stderr().is_terminal());
    say(&diagnostic::draw(problems, format));
    ExitCode::FAILURE
}

/// Writes to standard output. Whoever stops reading has seen enough.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// The one place that asks what time it is.
fn now() -> Outcome<Stamp> {
    #[allow(clippy::disallowed_methods, reason = "`cli` asks the clock, and nothing else does")]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(UNIX_EPOCH);
    let seconds = since.map(|since| since.as_secs()).map_err(|_| {
        Problems::from(Problem::error("the clock of this machine stands before 1970"))
    })?;
    Ok(Stamp(seconds as i64))
}

fn diagnostic_format(format: Format, is_terminal: bool) -> diagnostic::Format {
    #[allow(clippy::disallowed_methods, reason = "`cli` reads the environment")]
    let no_colour = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
    match format {
        Format::Human => diagnostic::Format::Human { colours: is_terminal && !no_colour },
        Format::Json => diagnostic::Format::Json,
        Format::Github => diagnostic::Format::Github,
    }
}

/// Writes to standard error; if nobody listens there, there is nobody to tell.
fn say(text: &str) {
    let mut out = std::io::stderr().lock();
    drop(out.write_all(text.as_bytes()));
    drop(out.flush());
}
