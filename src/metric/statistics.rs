//! Intervals: how far a number may be from the truth by chance alone, 19 times in 20.

use crate::rollup::Histogram;
use crate::units::Interval;

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The Wilson score interval of `part` of `whole` (Wilson 1927); nothing of nothing.
///
/// ```
/// let interval = moments::metric::wilson(9, 10).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", interval.low, interval.high), "0.5958 0.9821");
/// ```
pub fn wilson(part: u64, whole: u64) -> Option<Interval> {
    if whole == 0 {
        return None;
    }
    let n = whole as f64;
    let share = part as f64 / n;
    let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    let middle = share + Z * Z / (2.0 * n);
    // At none and at all the formula gives 0 and 1, and arithmetic with rounding nearly so.
    Some(Interval {
        low: if part == 0 { 0.0 } else { ((middle - spread) / scale).max(0.0) },
        high: if part == whole { 1.0 } else { ((middle + spread) / scale).min(1.0) },
    })
}

/// The standard deviation of a share of so many, if each is a yes with that share.
pub(super) fn deviation(share: f64, n: f64) -> f64 {
    (share * (1.0 - share) / n).sqrt()
}

/// The net promoter score in points: the share of `promoters` of all `n` answers minus that of
/// `detractors`, times 100, with its 95 % interval from the standard error of that difference;
/// nothing of nothing.
///
/// ```
/// let (score, interval) = moments::metric::net_promoter(60, 15, 100).unwrap();
/// assert_eq!(format!("{score} {:.1} {:.1}", interval.low, interval.high), "45 30.5 59.5");
/// ```
pub fn net_promoter(promoters: u64, detractors: u64, n: u64) -> Option<(f64, Interval)> {
    if n == 0 {
        return None;
    }
    // In whole numbers as long as it can be, so that no score is 44.99999.
    let net = promoters as f64 - detractors as f64;
    let difference = net / n as f64;
    let sum = (promoters + detractors) as f64 / n as f64;
    let spread = 100.0 * Z * ((sum - difference * difference) / n as f64).sqrt();
    let score = 100.0 * net / n as f64;
    Some((score, Interval { low: (score - spread).max(-100.0), high: (score + spread).min(100.0) }))
}

/// The distribution-free interval of a median from order statistics, from n = 6 on.
pub fn median_interval(histogram: &Histogram) -> Option<Interval> {
    let (low, high) = median_ranks(histogram.count())?;
    Some(Interval { low: histogram.ranked(low)?, high: histogram.ranked(high)? })
}

/// The ranks, from 1, between which the median lies with at least 95 %: the largest rank `l` such
/// that at most 2.5 % of fair coin tosses have fewer than `l` heads, and its mirror.
pub fn median_ranks(n: u64) -> Option<(u64, u64)> {
    if n < 6 {
        return None;
    }
    // Binomial weights downwards from the middle, relative to the middle one, until they vanish.
    let middle = n / 2;
    let mut weights = vec![1.0];
    let mut k = middle;
    while k > 0 && weights[weights.len() - 1] > 1e-20 {
        weights.push(weights[weights.len() - 1] * k as f64 / (n - k + 1) as f64);
        k -= 1;
    }
    let half: f64 = weights.iter().sum();
    let total = if n.is_multiple_of(2) { 2.0 * half - 1.0 } else { 2.0 * half };
    let mut tail = 0.0;
    let mut rank = middle + 1 - weights.len() as u64;
    for weight in weights.iter().rev() {
        tail += weight;
        if tail > 0.025 * total {
            break;
        }
        rank += 1;
    }
    (rank > 0).then_some((rank, n + 1 - rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_vectors() {
        for (part, whole, low, high) in [
            (0, 5, 0.0, 0.4345),
            (5, 5, 0.5655, 1.0),
            (9, 10, 0.5958, 0.9821),
            (13, 15, 0.6212, 0.9626),
            (45, 50, 0.7864, 0.9565),
            (450, 500, 0.8706, 0.9233),
            (30, 30, 0.8865, 1.0),
        ] {
            let interval = wilson(part, whole).unwrap();
            assert!((interval.low - low).abs() < 5e-5, "{part}/{whole}: {interval:?}");
            assert!((interval.high - high).abs() < 5e-5, "{part}/{whole}: {interval:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn none_and_all_end_at_0_and_1_exactly() {
        for n in 1..2_000 {
            assert_eq!(wilson(n, n).unwrap().high.to_string(), "1", "{n} of {n}");
            assert_eq!(wilson(0, n).unwrap().low.to_string(), "0", "0 of {n}");
        }
    }

    #[test]
    fn median_ranks_are_those_of_the_tables() {
        // From exact binomial sums in whole numbers, worked out by an independent program.
        for (n, ranks) in [
            (5, None),
            (6, Some((1, 6))),
            (10, Some((2, 9))),
            (17, Some((5, 13))),
            (20, Some((6, 15))),
            (44, Some((16, 29))),
            (50, Some((18, 33))),
            (100, Some((40, 61))),
            (1001, Some((470, 532))),
            (1837, Some((877, 961))),
        ] {
            assert_eq!(median_ranks(n), ranks, "n = {n}");
        }
    }

    #[test]
    fn a_median_interval_reads_its_ranks() {
        let mut histogram = Histogram::default();
        (1..=10).for_each(|seconds| histogram.add(seconds));
        assert_eq!(median_interval(&histogram), Some(Interval { low: 2.0, high: 9.0 }));
    }
}
