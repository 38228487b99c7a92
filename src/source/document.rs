//! A markdown file and where its front matter stands.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Place;

/// A markdown file.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path relative to the project: `content/stories/2026-10-09-poles.md`.
    pub file: PathBuf,
    /// Its text.
    pub text: Arc<str>,
}

/// Where front matter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fenced {
    /// The line before it and after it: `+++` for TOML, `---` for YAML.
    pub fence: &'static str,
    /// The bytes between the two.
    pub inside: Range<usize>,
    /// The first byte after them.
    pub body: usize,
}

impl Document {
    /// The place of some bytes of its text.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::span(&self.file, &self.text, span)
    }

    /// Its front matter; nothing where it has none, or one that does not end.
    pub fn fenced(&self) -> Option<Fenced> {
        fenced(&self.text)
    }
}

fn fenced(text: &str) -> Option<Fenced> {
    let fence = ["+++", "---"].into_iter().find(|fence| text.starts_with(fence))?;
    let mut at = text.find('\n')? + 1;
    if text[..at].trim_end() != fence {
        return None;
    }
    let start = at;
    for line in text[start..].split_inclusive('\n') {
        let body = at + line.len();
        if line.trim_end() == fence {
            return Some(Fenced { fence, inside: start..at, body });
        }
        at = body;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Fenced, fenced};

    #[test]
    fn front_matter_stands_between_two_fences() {
        let at = |fence, inside, body| Some(Fenced { fence, inside, body });
        assert_eq!(fenced("+++\na = 1\n+++\nbody"), at("+++", 4..10, 14));
        assert_eq!(fenced("---\r\na: 1\r\n---\r\nbody"), at("---", 5..11, 16));
        assert_eq!(fenced("---\n---"), at("---", 4..4, 7));
        assert_eq!(fenced("+++\na = 1\n"), None);
        assert_eq!(fenced("# a story"), None);
    }
}
