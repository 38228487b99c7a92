//! The usual range behind points: an area in steps, one a period.

use crate::site::figure::Limits;

use super::place::Area;
use super::run::finite;

/// The limits of each point that is drawn, with the point's place.
pub(super) fn edges(limits: &Limits, points: usize) -> impl Iterator<Item = (usize, (f64, f64))> {
    let places = limits.first..limits.end.min(points);
    let edges = places.zip(limits.edges.iter().copied());
    edges.filter(|(_, (low, high))| finite(low) && finite(high))
}

/// The outline of an area in steps that adjoin, in whatever unit they are counted.
pub(super) fn stepped(steps: &[Area]) -> Vec<(f64, f64)> {
    let mut over: Vec<(f64, f64)> = Vec::new();
    let mut under: Vec<(f64, f64)> = Vec::new();
    for Area { left, top, right, bottom } in steps {
        extend(&mut over, *left, *right, *top);
        extend(&mut under, *left, *right, *bottom);
    }
    over.extend(under.into_iter().rev());
    over
}

/// One step more; a step as high as the one before makes that one longer.
fn extend(edge: &mut Vec<(f64, f64)>, left: f64, right: f64, y: f64) {
    match edge.last_mut() {
        Some(last) if (last.1 - y).abs() < 1e-9 => last.0 = right,
        _ => edge.extend([(left, y), (right, y)]),
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, stepped};

    #[test]
    fn equal_steps_are_one_and_others_turn_corners() {
        let step = |left: f64, top: f64| Area { left, top, right: left + 1.0, bottom: 5.0 };
        let even = stepped(&[step(0.0, 2.0), step(1.0, 2.0)]);
        assert_eq!(even, [(0.0, 2.0), (2.0, 2.0), (2.0, 5.0), (0.0, 5.0)]);
        let uneven = stepped(&[step(0.0, 2.0), step(1.0, 3.0)]);
        let corners = [(0.0, 2.0), (1.0, 2.0), (1.0, 3.0), (2.0, 3.0), (2.0, 5.0), (0.0, 5.0)];
        assert_eq!(uneven, corners);
    }
}
