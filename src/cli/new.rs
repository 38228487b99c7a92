//! Begins files for people to write.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::progress::Progress;
use super::{Reading, fail};
use crate::NewStory;
use crate::diagnostic::{Outcome, Place, Problem};

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
}

/// Begins a file, and says where it is and what comes next.
pub(super) fn begin(project: Option<&Path>, what: &What) -> ExitCode {
    let progress = Progress::new(std::io::stderr().is_terminal());
    let begun = story(project, what, &progress);
    drop(progress.finish());
    match begun {
        Ok(file) => {
            let file = file.display();
            super::print(&format!(
                "{file}\nWrite it, then see it with `moments build --drafts`. To publish it, take \
                 `draft = true` out.\n"
            ));
            ExitCode::SUCCESS
        }
        Err(problems) => fail(&problems),
    }
}

fn story(project: Option<&Path>, what: &What, progress: &Progress) -> Outcome<PathBuf> {
    let What::Story { title, from, kind, reading } = what;
    let stage = |stage| progress.stage(stage);
    let options = reading.options(&stage)?;
    let project = super::find(project)?;
    let story = NewStory { title: title.clone(), from: from.clone(), kind: kind.clone() };
    let (file, text) = crate::new_story(&project, &story, &options)?;
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
