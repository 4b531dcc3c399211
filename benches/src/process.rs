//! CPU time and memory of the server under test, from the kernel's own accounts.

use std::fs;

use anyhow::{Context, Result};

/// What a process has used until now.
#[derive(Clone, Copy)]
pub(crate) struct Usage {
    /// User and system time, microseconds.
    pub(crate) cpu_us: u64,
    /// Resident memory, KiB.
    pub(crate) resident_kib: u64,
    /// The most it ever was, KiB.
    pub(crate) peak_kib: u64,
}

/// Clock ticks of `/proc/PID/stat` are a hundredth of a second on every Linux.
const MICROS_PER_TICK: u64 = 10_000;

/// Reads the usage of the process `pid`.
pub(crate) fn usage(pid: u32) -> Result<Usage> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))
        .with_context(|| format!("there is no process {pid}"))?;
    // The name in parentheses may hold spaces; the fields after it do not.
    let after_name = stat.rsplit_once(')').context("stat has no process name")?.1;
    let field = |number: usize| -> Result<u64> {
        Ok(after_name.split_whitespace().nth(number - 3).context("stat is too short")?.parse()?)
    };
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kib = |name: &str| -> Result<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let value = line.and_then(|line| line.split_whitespace().next());
        Ok(value.with_context(|| format!("status has no {name}"))?.parse()?)
    };
    Ok(Usage {
        cpu_us: (field(14)? + field(15)?) * MICROS_PER_TICK,
        resident_kib: kib("VmRSS:")?,
        peak_kib: kib("VmHWM:")?,
    })
}
