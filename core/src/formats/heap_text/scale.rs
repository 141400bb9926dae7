//! From what a sampler saw to what was most likely there.

/// Scales `count` objects of together `bytes`, sampled once per `rate` bytes on average.
///
/// An object of `s` bytes is sampled with probability `1 − exp(−s / rate)`; each seen stands for
/// the inverse of that. A rate of 1 saw everything, one below is unknown: neither is scaled.
/// (google/pprof `scaleHeapSample`; results are cut to integers as there.)
pub fn scale(count: i64, bytes: i64, rate: i64) -> (i64, i64) {
    if count == 0 || bytes == 0 {
        return (0, 0);
    }
    if rate <= 1 {
        return (count, bytes);
    }
    let mean_bytes = bytes as f64 / count as f64;
    let scale = 1.0 / (1.0 - (-mean_bytes / rate as f64).exp());
    ((count as f64 * scale) as i64, (bytes as f64 * scale) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_reference_scales() {
        assert_eq!(scale(1, 512, 524_288), (1024, 524_544));
        assert_eq!(scale(2, 2048, 524_288), (1025, 1_049_600));
        assert_eq!(scale(3, 96, 1), (3, 96));
        assert_eq!(scale(3, 96, 0), (3, 96));
        assert_eq!(scale(3, 0, 524_288), (0, 0));
        // A block far larger than the rate is seen for certain.
        assert_eq!(scale(1, 1 << 40, 524_288), (1, 1 << 40));
    }
}
