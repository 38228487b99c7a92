//! A logarithm that is the same on every machine: by a table, linear in between.

/// log2(1 + k/32) for k from 0 to 32.
const TABLE: [f64; 33] = [
    0.0,
    0.044_394_119_358_453,
    0.087_462_841_250_339,
    0.129_283_016_944_966,
    0.169_925_001_442_312,
    0.209_453_365_628_950,
    0.247_927_513_443_585,
    0.285_402_218_862_248,
    0.321_928_094_887_362,
    0.357_552_004_618_084,
    0.392_317_422_778_760,
    0.426_264_754_702_098,
    0.459_431_618_637_297,
    0.491_853_096_329_675,
    0.523_561_956_057_013,
    0.554_588_851_677_637,
    0.584_962_500_721_156,
    0.614_709_844_115_208,
    0.643_856_189_774_725,
    0.672_425_341_971_496,
    0.700_439_718_141_092,
    0.727_920_454_563_199,
    0.754_887_502_163_469,
    0.781_359_713_524_660,
    0.807_354_922_057_604,
    0.832_890_014_164_742,
    0.857_980_995_127_572,
    0.882_643_049_361_841,
    0.906_890_595_608_519,
    0.930_737_337_562_886,
    0.954_196_310_386_875,
    0.977_279_923_499_916,
    1.0,
];

/// The logarithm of a number to base 2; 0 for what is below 1.
pub(super) fn log2(value: f64) -> f64 {
    if !value.is_finite() || value <= 1.0 {
        return 0.0;
    }
    let (mut whole, mut rest) = (0.0, value);
    while rest >= 2.0 {
        rest /= 2.0;
        whole += 1.0;
    }
    let place = (rest - 1.0) * 32.0;
    let below = (place as usize).min(31);
    let (from, to) = (TABLE[below], TABLE[below + 1]);
    whole + from + (to - from) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::log2;

    #[test]
    fn it_is_exact_at_powers_of_two_and_near_between() {
        for (value, expected) in [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (1_024.0, 10.0)] {
            assert!((log2(value) - expected).abs() < 1e-12, "{value}");
        }
        // log2(1,000) and log2(3), from a table of logarithms.
        assert!((log2(1_000.0) - 9.965_784).abs() < 2e-4);
        assert!((log2(3.0) - 1.584_963).abs() < 2e-4);
    }

    #[test]
    fn it_rises() {
        let logs: Vec<f64> = (0..4_000).map(|n| log2(1.0 + f64::from(n) / 7.0)).collect();
        assert!(logs.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
