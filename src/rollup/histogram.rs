//! A histogram of whole seconds that is exact below a minute and within 1/64 above.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Counts of durations in buckets: one a second below 64 s, then 32 an octave. Two histograms
/// merge by addition, so that neither the order of files nor the number of threads matters.
///
/// ```
/// use moments::rollup::Histogram;
/// let mut histogram = Histogram::default();
/// for seconds in [10, 20, 30, 40, 100] {
///     histogram.add(seconds);
/// }
/// assert_eq!(histogram.quantile(1, 2), Some(30.0));
/// assert_eq!(histogram.quantile(9, 10), Some(100.5)); // the middle of 100 and 101
/// ```
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    count: u64,
    /// For each eight buckets in a row, where their counts stand in `eights`, from 1; 0 where all
    /// of them are empty.
    places: Vec<u8>,
    /// Counts modulo 65,536: there are many histograms, and few large counts.
    eights: Vec<[u16; 8]>,
    /// How often the count of a bucket has passed 65,535.
    carries: Vec<(Bucket, u32)>,
}

/// The bucket of a duration in seconds; see [`Histogram`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket(u16);

impl Bucket {
    /// The bucket of so many seconds: the number itself below 64; above, 32 equal buckets an
    /// octave. Each octave's buckets continue the count of the one before. A negative number
    /// counts as 0.
    pub fn of(seconds: i64) -> Bucket {
        let seconds = seconds.max(0) as u64;
        if seconds < 64 {
            return Bucket(seconds as u16);
        }
        let shift = seconds.ilog2() - 5;
        Bucket((u64::from(shift) * 32 + (seconds >> shift)) as u16)
    }

    /// Its first second, and how many it has.
    fn bounds(self) -> (u64, u64) {
        if self.0 < 64 {
            return (u64::from(self.0), 1);
        }
        let shift = u32::from(self.0) / 32 - 1;
        ((u64::from(self.0) - u64::from(shift) * 32) << shift, 1 << shift)
    }

    /// The middle of its whole seconds.
    fn middle(self) -> f64 {
        let (low, width) = self.bounds();
        low as f64 + (width - 1) as f64 / 2.0
    }
}

impl Histogram {
    /// Adds a duration in seconds; a negative one counts as 0.
    pub fn add(&mut self, seconds: i64) {
        self.add_to(Bucket::of(seconds), 1);
    }

    /// Adds to the count of a bucket.
    pub fn add_to(&mut self, bucket: Bucket, count: u32) {
        self.count += u64::from(count);
        let (row, column) = (usize::from(bucket.0 / 8), usize::from(bucket.0 % 8));
        if row >= self.places.len() {
            self.places.reserve_exact(row + 1 - self.places.len());
            self.places.resize(row + 1, 0);
        }
        if self.places[row] == 0 {
            if self.eights.len() == self.eights.capacity() {
                self.eights.reserve_exact(self.eights.len() / 4 + 4);
            }
            self.eights.push([0; 8]);
            self.places[row] = self.eights.len() as u8;
        }
        let low = &mut self.eights[usize::from(self.places[row]) - 1][column];
        let sum = u32::from(*low) + (count & 0xffff);
        *low = sum as u16;
        let carry = (sum >> 16) + (count >> 16);
        if carry > 0 {
            self.carry(bucket, carry);
        }
    }

    fn carry(&mut self, bucket: Bucket, carry: u32) {
        match self.carries.iter_mut().find(|(carried, _)| *carried == bucket) {
            Some((_, carried)) => *carried += carry,
            None => self.carries.push((bucket, carry)),
        }
    }

    fn carried(&self, bucket: Bucket) -> u32 {
        self.carries.iter().find(|(carried, _)| *carried == bucket).map_or(0, |(_, n)| n << 16)
    }

    /// The buckets that are not empty, in order, each with its count.
    fn buckets(&self) -> impl Iterator<Item = (Bucket, u32)> {
        let rows = self.places.iter().enumerate().filter(|(_, place)| **place > 0);
        let cells = rows.flat_map(move |(row, &place)| {
            let counts = self.eights[usize::from(place) - 1].into_iter().enumerate();
            counts.map(move |(column, low)| {
                let bucket = Bucket((row * 8 + column) as u16);
                (bucket, u32::from(low) + self.carried(bucket))
            })
        });
        cells.filter(|(_, count)| *count > 0)
    }

    /// The buckets that are not empty, in order: the first second of each, and its count.
    pub fn steps(&self) -> impl Iterator<Item = (u64, u64)> {
        self.buckets().map(|(bucket, count)| (bucket.bounds().0, u64::from(count)))
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Histogram) {
        for (bucket, count) in other.buckets() {
            self.add_to(bucket, count);
        }
    }

    /// How many durations there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The ⌈q·n⌉-th smallest for q = `numerator` / `denominator` (nearest rank), as the middle of
    /// its bucket; nothing without durations.
    pub fn quantile(&self, numerator: u64, denominator: u64) -> Option<f64> {
        self.ranked((self.count * numerator).div_ceil(denominator).max(1))
    }

    /// The value of a rank from 1, as the middle of its bucket.
    pub fn ranked(&self, rank: u64) -> Option<f64> {
        let mut seen = 0;
        let found = self.buckets().find(|(_, count)| {
            seen += u64::from(*count);
            seen >= rank
        });
        found.map(|(bucket, _)| bucket.middle())
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Histogram) -> bool {
        self.buckets().eq(other.buckets())
    }
}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let buckets: Vec<(u16, u32)> = self.buckets().map(|(bucket, n)| (bucket.0, n)).collect();
        buckets.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Histogram {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Histogram, D::Error> {
        let mut histogram = Histogram::default();
        for (bucket, count) in Vec::<(u16, u32)>::deserialize(deserializer)? {
            if bucket > Bucket::of(i64::MAX).0 {
                return Err(D::Error::custom("there is no such bucket"));
            }
            histogram.add_to(Bucket(bucket), count);
        }
        Ok(histogram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bucket_holds_its_own_values_and_is_within_a_64th() {
        let borders = (6..40).flat_map(|octave| {
            let start = 1_i64 << octave;
            (0..32).flat_map(move |step| {
                let border = start + step * (start / 32);
                [border - 1, border, border + 1]
            })
        });
        for seconds in (0..10_000).chain(borders) {
            let bucket = Bucket::of(seconds);
            let error = (bucket.middle() - seconds as f64).abs();
            assert!(error <= seconds as f64 / 64.0, "{seconds}: {}", bucket.middle());
            let next = Bucket::of(seconds + 1).0;
            assert!(next == bucket.0 || next == bucket.0 + 1, "{seconds}");
        }
        // By hand: 100 lies in the octave 64..128, whose buckets are 2 wide: 100 and 101.
        assert_eq!([100, 101, 102].map(|seconds| Bucket::of(seconds).0), [82, 82, 83]);
    }

    #[test]
    fn quantiles_are_nearest_ranks() {
        let mut histogram = Histogram::default();
        for seconds in [5, 1, 4, 2, 3, 6, 7, 8, 9, 10] {
            histogram.add(seconds);
        }
        assert_eq!(histogram.quantile(1, 2), Some(5.0));
        assert_eq!(histogram.quantile(9, 10), Some(9.0));
        assert_eq!(Histogram::default().quantile(1, 2), None);
    }

    #[test]
    fn large_counts_are_counted() {
        let mut histogram = Histogram::default();
        histogram.add_to(Bucket::of(7), 65_535);
        histogram.add_to(Bucket::of(9), 200_000);
        (0..70_000).for_each(|_| histogram.add(7));
        let twice = {
            let mut twice = histogram.clone();
            twice.merge(&histogram);
            twice
        };
        let found: Vec<(u16, u32)> = twice.buckets().map(|(bucket, n)| (bucket.0, n)).collect();
        assert_eq!(found, [(7, 271_070), (9, 400_000)]);
        assert_eq!((twice.count(), twice.ranked(271_070)), (671_070, Some(7.0)));
        assert_eq!(twice.ranked(271_071), Some(9.0));
    }

    #[test]
    fn merging_is_adding() {
        let (mut a, mut b, mut both) =
            (Histogram::default(), Histogram::default(), Histogram::default());
        for seconds in 0..500 {
            if seconds % 3 == 0 {
                a.add(seconds * 97)
            } else {
                b.add(seconds * 97)
            }
            both.add(seconds * 97);
        }
        a.merge(&b);
        assert_eq!(a, both);
    }
}
