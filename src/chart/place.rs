//! Where labels go, so that none lies on another.

use super::text::Block;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The middle of its height.
    pub(super) fn middle(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }

    /// The same without an edge of so many pixels.
    pub(super) fn inset(&self, by: f64) -> Area {
        Area {
            left: self.left + by,
            top: self.top + by,
            right: self.right - by,
            bottom: self.bottom - by,
        }
    }

    pub(super) fn meets(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// How high a piece of a stroke is, and how many there may be.
const PIECE: f64 = 10.0;
const MOST_PIECES: f64 = 40.0;

/// What is taken already.
#[derive(Default)]
pub(super) struct Taken {
    words: Vec<Area>,
    strokes: Vec<Area>,
}

impl Taken {
    /// Takes the first of the places that is free; where all are crossed by strokes, the first that
    /// no words stand in. Nothing where there is none.
    pub(super) fn first_free(&mut self, places: impl IntoIterator<Item = Block>) -> Option<Block> {
        let meets = |areas: &[Area], area: &Area| areas.iter().any(|other| other.meets(area));
        let mut crossed = None;
        for block in places {
            let area = block.area();
            if meets(&self.words, &area) {
                continue;
            }
            if !meets(&self.strokes, &area) {
                self.take(area);
                return Some(block);
            }
            crossed = crossed.or(Some(block));
        }
        self.words.extend(crossed.iter().map(Block::area));
        crossed
    }

    /// Takes the first of the places that neither words nor strokes touch.
    pub(super) fn first_clear(&mut self, places: impl IntoIterator<Item = Block>) -> Option<Block> {
        let is_clear =
            |area: &Area| self.words.iter().chain(&self.strokes).all(|other| !other.meets(area));
        let block = places.into_iter().find(|block| is_clear(&block.area()))?;
        self.take(block.area());
        Some(block)
    }

    /// No words will stand here.
    pub(super) fn take(&mut self, area: Area) {
        self.words.push(area);
    }

    /// Words will stand on a stroke from spot to spot only if there is no other place for them.
    pub(super) fn cross_line(&mut self, (x, y): (f64, f64), (end_x, end_y): (f64, f64)) {
        // A steep stroke takes less than the rectangle around it: it is taken piece by piece.
        let pieces = ((end_y - y).abs() / PIECE).ceil().clamp(1.0, MOST_PIECES);
        let at = |part: f64| (x + (end_x - x) * part / pieces, y + (end_y - y) * part / pieces);
        for piece in 0..pieces as u32 {
            let ((left, a), (right, b)) = (at(f64::from(piece)), at(f64::from(piece + 1)));
            self.cross(Area { left, top: a.min(b) - 1.0, right, bottom: a.max(b) + 1.0 });
        }
    }

    /// Words will stand here only if there is no other place for them.
    pub(super) fn cross(&mut self, area: Area) {
        self.strokes.push(area);
    }
}

/// Moves things on a line apart, as little as can be: each has a wish for its middle and a size,
/// in order of their wishes. They end up between `low` and `high` if there is room for all.
pub(super) fn apart(wishes: &[(f64, f64)], low: f64, high: f64) -> Vec<f64> {
    // With the room that all before it need taken off, each wish need only not pass the next:
    // neighbours that would are pooled at their mean, which is the least movement in squares.
    let mut before = 0.0;
    let mut pools: Vec<(f64, u32)> = Vec::new();
    for &(wish, size) in wishes {
        pools.push((wish - before - size / 2.0, 1));
        before += size;
        while let [.., (a, m), (b, n)] = pools[..] {
            if a <= b {
                break;
            }
            let mean = (a * f64::from(m) + b * f64::from(n)) / f64::from(m + n);
            pools.truncate(pools.len() - 2);
            pools.push((mean, m + n));
        }
    }
    let last = (high - before).max(low);
    let starts = pools.iter().flat_map(|&(start, count)| (0..count).map(move |_| start));
    let mut before = 0.0;
    let mut placed = Vec::with_capacity(wishes.len());
    for (start, &(_, size)) in starts.zip(wishes) {
        placed.push(start.clamp(low, last) + before + size / 2.0);
        before += size;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::super::paint::Paint;
    use super::super::text::Type;
    use super::*;

    #[test]
    fn things_with_room_stay_and_others_share_the_way() {
        let is = |got: Vec<f64>, want: &[f64]| {
            assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-9), "{got:?}");
        };
        is(apart(&[(10.0, 4.0), (50.0, 4.0)], 0.0, 100.0), &[10.0, 50.0]);
        is(apart(&[(49.0, 10.0), (51.0, 10.0)], 0.0, 100.0), &[45.0, 55.0]);
        is(apart(&[(0.0, 10.0), (1.0, 10.0)], 0.0, 100.0), &[5.0, 15.0]);
        is(apart(&[(99.0, 10.0), (99.0, 10.0), (100.0, 10.0)], 0.0, 100.0), &[75.0, 85.0, 95.0]);
    }

    #[test]
    fn a_place_is_given_once_and_strokes_are_crossed_only_without_another() {
        let block = |x: f64| Block::line("12", x, 10.0, Type::new(10.0, Paint::INK));
        let mut taken = Taken::default();
        assert!(taken.first_free([block(0.0)]).is_some());
        assert!(taken.first_free([block(1.0)]).is_none());
        taken.cross(block(30.0).area());
        assert!(taken.first_free([block(30.0), block(60.0)]).is_some_and(|b| b.x > 50.0));
        assert!(taken.first_free([block(30.0), block(60.0)]).is_some_and(|b| b.x < 50.0));
    }
}
