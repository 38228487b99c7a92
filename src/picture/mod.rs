//! Pictures: measured, turned upright, made small enough, and without anything but the picture.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};

use crate::config::Project;
use crate::diagnostic::{Problem, nearest};
use crate::store::Store;

/// The longest side of a picture as it is published, in pixels.
const LONGEST: u32 = 1_200;
/// The longest side of a thumbnail.
const THUMBNAIL: u32 = 480;
/// The quality of pictures, 1 to 100.
const QUALITY: u8 = 78;
/// The quality of thumbnails.
const THUMBNAIL_QUALITY: u8 = 70;

/// The pictures of a project, measured when they are asked for.
#[derive(Clone, Debug)]
pub struct Shelf<'a> {
    project: &'a Project,
    known: BTreeSet<&'a Path>,
}

/// What is known of a picture before it is prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Its width as published, in pixels.
    pub width: u32,
    /// Its height as published, in pixels.
    pub height: u32,
    /// The ending of its name as published: `jpg`, or `png` where parts of it are transparent.
    pub extension: &'static str,
}

/// A picture as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The picture.
    pub picture: Vec<u8>,
    /// A small version for lists.
    pub thumbnail: Vec<u8>,
}

impl<'a> Shelf<'a> {
    /// The shelf of the files that lie in `content/`.
    pub fn new(project: &'a Project, files: &'a [PathBuf]) -> Shelf<'a> {
        Shelf { project, known: files.iter().map(PathBuf::as_path).collect() }
    }

    /// A picture as it will be published; `written` is how a document names it.
    ///
    /// # Errors
    /// When there is no such picture, or it is none.
    pub fn measure(&self, file: &Path, written: &str) -> Result<Measured, Problem> {
        if !self.known.contains(file) {
            let beside = self.known.iter().filter(|known| known.parent() == file.parent());
            let names = beside.filter_map(|known| known.file_name()?.to_str());
            let problem = Problem::error(format!("there is no picture `{written}`"));
            return Err(match nearest(written, names) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("put it beside the markdown file"),
            });
        }
        let measured = measure(&self.project.folder.join(file));
        measured.map_err(|error| no_picture(file, &error))
    }
}

fn no_picture(file: &Path, error: &ImageError) -> Problem {
    Problem::error(format!("`{}` is no picture that can be read: {error}", file.display()))
        .help("save it as JPEG, PNG or WebP")
}

/// Size and kind after turning and shrinking, from the file's first bytes.
fn measure(path: &Path) -> Result<Measured, ImageError> {
    let mut decoder = ImageReader::open(path)?.with_guessed_format()?.into_decoder()?;
    let extension = if decoder.color_type().has_alpha() { "png" } else { "jpg" };
    let (width, height) = decoder.dimensions();
    let is_turned = matches!(
        decoder.orientation()?,
        image::metadata::Orientation::Rotate90
            | image::metadata::Orientation::Rotate270
            | image::metadata::Orientation::Rotate90FlipH
            | image::metadata::Orientation::Rotate270FlipH
    );
    let (width, height) = if is_turned { (height, width) } else { (width, height) };
    let (width, height) = fitted(width, height, LONGEST);
    Ok(Measured { width, height, extension })
}

/// A size shrunk to fit a square, never enlarged.
fn fitted(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scale = |length: u32| {
        let exact = u64::from(length) * u64::from(side);
        ((exact + u64::from(longest) / 2) / u64::from(longest)).max(1) as u32
    };
    (scale(width), scale(height))
}

/// The bytes of a picture as they are published: encoded anew, so that nothing of where, when and
/// by whom it was taken is left.
///
/// # Errors
/// When it cannot be read as a picture.
pub fn prepare(file: &Path, bytes: &[u8]) -> Result<Prepared, Problem> {
    let work = || -> Result<Prepared, ImageError> {
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        let large = shrunk(&picture, LONGEST);
        let small = shrunk(&large, THUMBNAIL);
        let keep_png = picture.color().has_alpha();
        Ok(Prepared {
            picture: encode(&large, keep_png, QUALITY)?,
            thumbnail: encode(&small, keep_png, THUMBNAIL_QUALITY)?,
        })
    };
    work().map_err(|error| no_picture(file, &error))
}

/// A picture of the project as it is published, from the cache where it has it.
///
/// # Errors
/// When it cannot be read.
pub fn prepared(project: &Project, file: &Path, store: &Store) -> Result<Prepared, Problem> {
    #[allow(clippy::disallowed_methods, reason = "`picture` reads pictures")]
    let bytes = std::fs::read(project.folder.join(file))
        .map_err(|error| Problem::error(format!("cannot be read: {error}")))?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes()).update(&bytes);
    let hash = hasher.finalize().to_hex();
    let names = [format!("{hash}.picture"), format!("{hash}.thumbnail")];
    if let (Some(picture), Some(thumbnail)) = (store.get(&names[0]), store.get(&names[1])) {
        return Ok(Prepared { picture, thumbnail });
    }
    let prepared = prepare(file, &bytes)?;
    // A picture that cannot be kept costs time at the next build, nothing else.
    drop(store.put(&names[0], &prepared.picture));
    drop(store.put(&names[1], &prepared.thumbnail));
    Ok(prepared)
}

/// Where the small version of a picture stands.
pub fn thumbnail_path(path: &str) -> String {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}-small.{extension}")
}

fn shrunk(picture: &DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = fitted(picture.width(), picture.height(), side);
    if width == picture.width() {
        return picture.clone();
    }
    picture.resize_exact(width, height, FilterType::Triangle)
}

fn encode(picture: &DynamicImage, keep_png: bool, quality: u8) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    if keep_png {
        picture.write_with_encoder(PngEncoder::new(&mut bytes))?;
    } else {
        let picture = DynamicImage::from(picture.to_rgb8());
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fit_and_keep_their_shape() {
        assert_eq!(fitted(2_400, 1_800, 1_200), (1_200, 900));
        assert_eq!(fitted(900, 1_200, 1_200), (900, 1_200));
        assert_eq!(fitted(10_000, 1, 1_200), (1_200, 1));
    }

    #[test]
    fn what_a_camera_wrote_into_a_picture_is_gone() {
        let picture = DynamicImage::new_rgb8(8, 6);
        let mut jpeg = encode(&picture, false, 80).unwrap();
        // An Exif segment with a name in it, after the start-of-image mark.
        let exif = b"\xff\xe1\x00\x18Exif\0\0Taken by Nobody X";
        jpeg.splice(2..2, exif[..24 + 2].iter().copied());
        assert!(jpeg.windows(6).any(|w| w == b"Nobody"));
        let prepared = prepare(Path::new("a.jpg"), &jpeg).unwrap();
        assert!(!prepared.picture.windows(6).any(|w| w == b"Nobody"));
        assert!(!prepared.thumbnail.windows(4).any(|w| w == b"Exif"));
    }
}
