//! What a metric needs, held against what there is.

use std::collections::BTreeSet;

use super::definition::{Asks, Definition};
use crate::config::{Config, CsatScale, Field};
use crate::rollup::Scales;

/// What decides whether a metric can be worked out.
#[derive(Clone, Debug)]
pub struct Supply {
    /// The fields that the data has, and those that are worked out from them.
    pub fields: BTreeSet<Field>,
    /// What of [`Asks`] is there.
    pub has: Vec<Asks>,
}

impl Supply {
    pub(super) fn of(
        fields: BTreeSet<Field>,
        (has_open, has_stories): (bool, bool),
        scales: Scales,
        config: &Config,
    ) -> Supply {
        let has_top = matches!(scales.csat, Some(CsatScale::OneToFive | CsatScale::OneToTen));
        let has_thresholds = !config.first_response_thresholds.is_empty();
        let all = [
            (Asks::Nothing, true),
            (Asks::OpenOnes, has_open),
            (Asks::Thresholds, has_thresholds),
            (Asks::TopRating, has_top),
            (Asks::Stories, has_stories),
        ];
        let has = all.into_iter().filter(|(_, is_there)| *is_there).map(|(asks, _)| asks);
        Supply { fields, has: has.collect() }
    }
}

impl Definition {
    /// Whether there is everything that it needs.
    pub fn is_fed_by(&self, supply: &Supply) -> bool {
        self.lacking(supply).next().is_none() && supply.has.contains(&self.asks)
    }

    /// The lists of fields of which the data has none.
    pub fn lacking<'s>(
        &'s self,
        supply: &'s Supply,
    ) -> impl Iterator<Item = &'static [Field]> + use<'s> {
        let has_any = |any: &&[Field]| any.iter().any(|field| supply.fields.contains(field));
        self.needs.iter().copied().filter(move |any| !has_any(any))
    }
}
