//! Classes in place of colours: the theme decides what they look like.

use plotters::style::{BLACK, Color, RGBAColor, ShapeStyle};
use plotters_backend::BackendColor;

/// The names that come out in `class`, in the order of the numbers in [`Paint`].
const CLASSES: [&str; 25] = [
    "ink", "muted", "pine", "harbour", "buoy", "paper", "axis", "rule", "band", "edge", "lim",
    "limnew", "other", "hit", "s1", "s2", "s3", "s4", "s5", "s6", "q0", "q1", "q2", "q3", "q4",
];

/// A colour by the name of the theme's token, and how much of it: what `chart.css` says of a class.
pub(super) struct Tone {
    pub(super) token: &'static str,
    pub(super) opacity: Option<&'static str>,
}

/// A class that travels through plotters as the red part of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paint(u8);

impl Paint {
    pub(super) const INK: Paint = Paint(0);
    pub(super) const MUTED: Paint = Paint(1);
    pub(super) const PINE: Paint = Paint(2);
    pub(super) const HARBOUR: Paint = Paint(3);
    pub(super) const BUOY: Paint = Paint(4);
    pub(super) const PAPER: Paint = Paint(5);
    pub(super) const AXIS: Paint = Paint(6);
    pub(super) const RULE: Paint = Paint(7);
    pub(super) const BAND: Paint = Paint(8);
    pub(super) const EDGE: Paint = Paint(9);
    pub(super) const LIM: Paint = Paint(10);
    pub(super) const LIM_NEW: Paint = Paint(11);
    pub(super) const OTHER: Paint = Paint(12);
    pub(super) const HIT: Paint = Paint(13);

    /// The colour of a series, counted from 0; six of them take turns.
    pub(super) fn series(number: usize) -> Paint {
        Paint(14 + (number % 6) as u8)
    }

    /// One of the five steps of a calendar, 0 to 4.
    pub(super) fn step(step: u8) -> Paint {
        Paint(20 + step.min(4))
    }

    /// Every paint there is.
    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = Paint> {
        (0..CLASSES.len() as u8).map(Paint)
    }

    pub(super) fn class(self) -> &'static str {
        CLASSES.get(usize::from(self.0)).copied().unwrap_or(CLASSES[0])
    }

    /// The colour of its class.
    pub(super) fn tone(self) -> Tone {
        let (token, opacity) = match self.class() {
            "edge" => ("harbour", Some(".55")),
            "other" => ("axis", Some(".6")),
            "hit" => ("muted", Some("0")),
            "q0" => ("axis", Some(".16")),
            "q1" => ("harbour", Some(".28")),
            "q2" => ("harbour", Some(".5")),
            "q3" => ("harbour", Some(".74")),
            "q4" | "s1" => ("harbour", None),
            class => (class, None),
        };
        Tone { token, opacity }
    }

    /// A line, its width in hundredths of a pixel.
    pub(super) fn stroke(self, width: u32) -> ShapeStyle {
        Brush { paint: self, finish: Finish::Plain }.style(false, width)
    }

    /// A dotted line.
    pub(super) fn dotted(self, width: u32) -> ShapeStyle {
        Brush { paint: self, finish: Finish::Dotted }.style(false, width)
    }

    /// An area.
    pub(super) fn fill(self) -> ShapeStyle {
        Brush { paint: self, finish: Finish::Plain }.style(true, 0)
    }

    /// An area with an edge of paper, which keeps it apart from what it lies on.
    pub(super) fn haloed(self, width: u32) -> ShapeStyle {
        Brush { paint: self, finish: Finish::Halo }.style(true, width)
    }
}

/// What a shape has beside its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    Plain,
    Halo,
    Dotted,
}

/// A paint with its finish, which travels as the green part of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Brush {
    pub(super) paint: Paint,
    pub(super) finish: Finish,
}

impl Brush {
    /// What was sent through plotters as a colour.
    pub(super) fn received(color: BackendColor) -> Brush {
        let finish = match color.rgb.1 {
            1 => Finish::Halo,
            2 => Finish::Dotted,
            _ => Finish::Plain,
        };
        Brush { paint: Paint(color.rgb.0), finish }
    }

    fn style(self, filled: bool, width: u32) -> ShapeStyle {
        let BackendColor { rgb, alpha } = self.to_backend_color();
        let color = RGBAColor(rgb.0, rgb.1, rgb.2, alpha);
        ShapeStyle { color, filled, stroke_width: width }
    }
}

impl Color for Brush {
    fn to_backend_color(&self) -> BackendColor {
        let finish = match self.finish {
            Finish::Plain => 0,
            Finish::Halo => 1,
            Finish::Dotted => 2,
        };
        BackendColor { rgb: (self.paint.0, finish, 0), alpha: BLACK.alpha() }
    }
}
