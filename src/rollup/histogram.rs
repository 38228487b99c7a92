//! A histogram of whole seconds that is exact below a minute and within 1/64 above.

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Bucket and count, sorted by bucket; no bucket is empty.
    buckets: Vec<(u16, u32)>,
    count: u64,
}

impl Histogram {
    /// Adds a duration in seconds; a negative one counts as 0.
    pub fn add(&mut self, seconds: i64) {
        self.add_bucket(bucket(seconds.max(0) as u64), 1);
    }

    fn add_bucket(&mut self, bucket: u16, count: u32) {
        self.count += u64::from(count);
        match self.buckets.binary_search_by_key(&bucket, |&(b, _)| b) {
            Ok(at) => self.buckets[at].1 += count,
            Err(at) => self.buckets.insert(at, (bucket, count)),
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Histogram) {
        for &(bucket, count) in &other.buckets {
            self.add_bucket(bucket, count);
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
        for &(bucket, count) in &self.buckets {
            seen += u64::from(count);
            if seen >= rank {
                return Some(middle(bucket));
            }
        }
        None
    }
}

/// The bucket of a number of seconds: the number itself below 64; above, 32 equal buckets an
/// octave. Each octave's buckets continue the count of the one before.
fn bucket(seconds: u64) -> u16 {
    if seconds < 64 {
        return seconds as u16;
    }
    let shift = seconds.ilog2() - 5;
    (u64::from(shift) * 32 + (seconds >> shift)) as u16
}

/// The middle of a bucket's whole seconds.
fn middle(bucket: u16) -> f64 {
    if bucket < 64 {
        return f64::from(bucket);
    }
    let shift = u32::from(bucket) / 32 - 1;
    let low = (u64::from(bucket) - u64::from(shift) * 32) << shift;
    let width = 1_u64 << shift;
    low as f64 + (width - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bucket_holds_its_own_values_and_is_within_a_64th() {
        let borders = (6..40).flat_map(|octave| {
            let start = 1_u64 << octave;
            (0..32).flat_map(move |step| {
                let border = start + step * (start / 32);
                [border - 1, border, border + 1]
            })
        });
        for seconds in (0..10_000).chain(borders) {
            let number = bucket(seconds);
            let error = (middle(number) - seconds as f64).abs();
            assert!(error <= seconds as f64 / 64.0, "{seconds}: {}", middle(number));
            let next = bucket(seconds + 1);
            assert!(next == number || next == number + 1, "{seconds}");
        }
        // By hand: 100 lies in the octave 64..128, whose buckets are 2 wide: 100 and 101.
        assert_eq!((bucket(100), bucket(101), bucket(102)), (82, 82, 83));
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
