//! Mark-up as it is written: numbers as short as they can be, words that never become mark-up.

use plotters_backend::BackendCoord;

/// Mark-up that grows at its end; nothing is made only to be copied into it.
#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Mark-up as it stands.
    pub(super) fn raw(&mut self, text: &str) -> &mut Markup {
        self.0.push_str(text);
        self
    }

    /// The one place where words become mark-up. What XML forbids even when escaped is left out.
    pub(super) fn words(&mut self, text: &str) -> &mut Markup {
        let mut written = 0;
        for (at, character) in text.char_indices() {
            let escaped = match character {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' | '\n' | '\r' => " ",
                '\u{fffe}' | '\u{ffff}' => "",
                c if c.is_control() => "",
                _ => continue,
            };
            self.0.push_str(&text[written..at]);
            self.0.push_str(escaped);
            written = at + character.len_utf8();
        }
        self.raw(&text[written..])
    }

    /// Tenths of a pixel as pixels, in as few characters as possible: `12`, `0.5`, `-3.1`.
    pub(super) fn tenths(&mut self, tenths: i32) -> &mut Markup {
        if tenths < 0 {
            self.0.push('-');
        }
        self.decimal(tenths.unsigned_abs(), 10)
    }

    /// Hundredths of a pixel as pixels: the width of a stroke.
    pub(super) fn hundredths(&mut self, hundredths: u32) -> &mut Markup {
        self.decimal(hundredths, 100)
    }

    /// A number that counts parts of a whole: 10 or 100 of them.
    fn decimal(&mut self, parts: u32, whole: u32) -> &mut Markup {
        let number = parts / whole;
        let mut unit = 1;
        while number / unit > 9 {
            unit *= 10;
        }
        while unit > 0 {
            self.0.push(digit(number / unit));
            unit /= 10;
        }
        let (mut rest, mut unit) = (parts % whole, whole / 10);
        if rest > 0 {
            self.0.push('.');
        }
        while rest > 0 {
            self.0.push(digit(rest / unit));
            (rest, unit) = (rest % unit, (unit / 10).max(1));
        }
        self
    }

    /// An attribute of tenths of a pixel.
    pub(super) fn at(&mut self, name: &str, tenths: i32) -> &mut Markup {
        self.raw(" ").raw(name).raw("=\"").tenths(tenths).raw("\"")
    }

    /// The corners of a path, each as its distance from the one before: short, and it compresses
    /// well.
    pub(super) fn path(&mut self, path: impl IntoIterator<Item = BackendCoord>) -> &mut Markup {
        let mut last = None;
        let mut command = "";
        for (x, y) in path {
            let (across, down) = match last.replace((x, y)) {
                Some((from_x, from_y)) => (x - from_x, y - from_y),
                None => (x, y),
            };
            let (next, numbers): (_, &[i32]) = match (across, down) {
                _ if command.is_empty() => ("M", &[across, down]),
                (0, 0) => continue,
                (_, 0) => ("h", &[across]),
                (0, _) => ("v", &[down]),
                _ => ("l", &[across, down]),
            };
            self.command(&mut command, next, numbers);
        }
        self
    }

    /// Strokes, each from spot to spot; one without length is a spot.
    pub(super) fn strokes(&mut self, strokes: &[[BackendCoord; 2]]) -> &mut Markup {
        let mut last = (0, 0);
        for &[from, to] in strokes {
            self.command(&mut "", "m", &[from.0 - last.0, from.1 - last.1]);
            match (to.0 - from.0, to.1 - from.1) {
                (across, 0) => self.command(&mut "", "h", &[across]),
                (across, down) => self.command(&mut "", "l", &[across, down]),
            };
            last = to;
        }
        self
    }

    /// A command of a path. One that stands already need not be said again, and a minus parts
    /// numbers as well as a space.
    fn command(
        &mut self,
        last: &mut &'static str,
        next: &'static str,
        numbers: &[i32],
    ) -> &mut Markup {
        let mut is_apart = *last != next;
        if is_apart {
            self.raw(next);
        }
        *last = next;
        for &number in numbers {
            if !is_apart && number >= 0 {
                self.raw(" ");
            }
            self.tenths(number);
            is_apart = false;
        }
        self
    }
}

fn digit(number: u32) -> char {
    char::from(b'0' + (number % 10) as u8)
}

/// Words as mark-up.
pub(super) fn escape(text: &str) -> String {
    let mut markup = Markup::default();
    markup.words(text);
    markup.0
}

/// The transform that stretches across and down, then moves right and down.
pub(super) fn stretch((across, down): (f64, f64), (right, below): (f64, f64)) -> String {
    let [across, down, right, below] = [across, down, right, below].map(|number| {
        let number = format!("{number:.5}");
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    });
    format!("matrix({across} 0 0 {down} {right} {below})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markup(write: impl FnOnce(&mut Markup)) -> String {
        let mut markup = Markup::default();
        write(&mut markup);
        markup.0
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let cases = [(0, "0"), (120, "12"), (5, "0.5"), (-31, "-3.1"), (-100, "-10")];
        for (tenths, text) in cases {
            assert_eq!(
                markup(|m| {
                    m.tenths(tenths);
                }),
                text
            );
        }
        for (hundredths, text) in [(225, "2.25"), (100, "1"), (75, "0.75"), (5, "0.05")] {
            assert_eq!(
                markup(|m| {
                    m.hundredths(hundredths);
                }),
                text
            );
        }
    }

    #[test]
    fn paths_are_written_in_steps() {
        let path = |path: &[BackendCoord]| {
            markup(|m| {
                m.path(path.iter().copied());
            })
        };
        assert_eq!(path(&[(0, 100), (15, 90), (25, 90), (25, 105)]), "M0 10l1.5-1h1v1.5");
        assert_eq!(path(&[(0, 0), (10, 10), (20, 30), (10, 20)]), "M0 0l1 1 1 2-1-1");
        let strokes = [[(10, 20), (10, 20)], [(80, 15), (90, 5)]];
        let written = markup(|m| {
            m.strokes(&strokes);
        });
        assert_eq!(written, "m1 2h0m7-0.5l1-1");
    }

    #[test]
    fn words_never_become_mark_up() {
        assert_eq!(escape("<a href='x'>\"&\u{0}\n"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp; ");
        assert_eq!(escape("Zürich"), "Zürich");
    }

    #[test]
    fn transforms_are_short() {
        assert_eq!(stretch((1.5, 1.0), (40.0, 32.5)), "matrix(1.5 0 0 1 40 32.5)");
    }
}
