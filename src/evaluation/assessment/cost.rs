//! What a run costs.

use std::time::{Duration, Instant};

/// What a run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Wall time of the reconciliation, reading left out.
    pub elapsed: Duration,
    /// Peak resident memory of the process during the run, both populations included, in bytes; of the process so far where
    /// the system does not forget an earlier peak; `None` where it tells none.
    pub peak_memory: Option<u64>,
}

impl Cost {
    /// Runs `work` and measures it.
    pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Self) {
        forget_peak();
        let start = Instant::now();
        let done = work();
        let elapsed = start.elapsed();
        (done, Self { elapsed, peak_memory: peak_memory() })
    }
}

/// Writing 5 resets the peak, since Linux 4.0 (proc_pid_clear_refs(5)); elsewhere nothing happens.
fn forget_peak() {
    if cfg!(target_os = "linux") {
        // Best effort, as the measure's description says.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
}

/// `VmHWM` of proc_pid_status(5), which counts in units of 1,024 bytes.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_peak_covers_what_was_allocated() {
        let (bytes, cost) = Cost::measure(|| vec![1_u8; 64 << 20]);
        assert!(cost.peak_memory.unwrap() >= bytes.len() as u64, "{cost:?}");
    }
}
