//! Begins files for people to write.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::progress::Progress;
use super::{Reading, fail};
use crate::NewStory;
use crate::config::Project;
use crate::diagnostic::{Outcome, Place, Problem};
use crate::theme;

/// What is begun.
#[derive(Subcommand)]
pub(super) enum What {
    /// A story, with every key of its front matter explained.
    Story {
        /// Its title.
        title: String,
        /// The interaction that it tells of: what the data knows is filled in.
        #[arg(long, value_name = "ID")]
        from: Option<String>,
        /// Its kind of moment, an id of `types` [default: the first].
        #[arg(long = "type", value_name = "TYPE")]
        kind: Option<String>,
        #[command(flatten)]
        reading: Reading,
    },
    /// A theme: a file of colours, fonts and measures, each explained.
    Theme {
        /// Its name, which is that of its folder in `themes/`.
        name: String,
    },
}

/// Begins a file, and says where it is and what comes next.
pub(super) fn begin(project: Option<&Path>, what: &What) -> ExitCode {
    let begun = super::find(project).and_then(|project| match what {
        What::Story { title, from, kind, reading } => {
            let story = NewStory { title: title.clone(), from: from.clone(), kind: kind.clone() };
            let next = "Write it, then see it with `moments build --drafts`. To publish it, take \
                        `draft = true` out.";
            Ok((put(&project, text_of_story(&project, &story, reading)?)?, next.to_owned()))
        }
        What::Theme { name } => {
            let next = format!(
                "Change its colours, fonts and measures. To see it, write in `moments.toml`:\n\n\
                 [theme]\nname = \"{name}\"\n\nthen `moments build`."
            );
            Ok((put(&project, theme::begin(&project, name)?)?, next))
        }
    });
    match begun {
        Ok((file, next)) => {
            super::print(&format!("{}\n{next}\n", file.display()));
            ExitCode::SUCCESS
        }
        Err(problems) => fail(&problems),
    }
}

fn text_of_story(
    project: &Project,
    story: &NewStory,
    reading: &Reading,
) -> Outcome<(PathBuf, String)> {
    let progress = Progress::new(std::io::stderr().is_terminal());
    let stage = |stage| progress.stage(stage);
    let begun = reading.options(&stage).and_then(|o| crate::new_story(project, story, &o));
    drop(progress.finish());
    begun
}

/// Writes what was begun; returns where it is.
fn put(project: &Project, (file, text): (PathBuf, String)) -> Outcome<PathBuf> {
    match write(&project.folder.join(&file), &text) {
        Ok(()) => Ok(file),
        Err(error) => {
            let message = match error.kind() {
                io::ErrorKind::AlreadyExists => "the file is there already".to_owned(),
                _ => format!("cannot be written: {error}"),
            };
            Err(Problem::error(message).at(Place::file(file)).into())
        }
    }
}

/// Writes a new file; one that is there is left alone.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}
