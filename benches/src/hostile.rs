//! Bodies that no till sends: deep, long, doubled and broken JSON. The server refuses each and keeps nothing of them.

use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use crate::process::usage;
use crate::rig::Rig;
use crate::tills::Till;

const CONNECTIONS: usize = 16;
const MEBIBYTE: usize = 1024 * 1024;
/// What the server reads of a body at most.
const LARGEST_BODY: usize = 4 * MEBIBYTE;

/// What refusing took.
pub(crate) struct Refused {
    pub(crate) answered: u64,
    /// Bodies in the middle of which the server closed the connection, after an answer that did not reach us.
    pub(crate) cut_off: u64,
    /// The peak of the server's resident memory above what it was before, KiB.
    pub(crate) peak_growth_kib: u64,
    /// The longest that one took from its first byte to the answer.
    pub(crate) slowest: Duration,
}

/// Posts every body again and again for `time`. Errors: when one is answered with anything but a refusal.
pub(crate) async fn run(rig: &Rig, time: Duration) -> Result<Refused> {
    let bodies = Rc::new(bodies());
    let before = usage(rig.pid())?;
    let end = Instant::now() + time;
    let mut tills = JoinSet::new();
    for number in 0..CONNECTIONS {
        let (address, key) = (rig.address, rig.key.clone());
        let bodies = Rc::clone(&bodies);
        tills.spawn_local(async move {
            let mut till = Till::connect(address, &key).await?;
            let (mut answered, mut cut_off, mut slowest) = (0, 0, Duration::ZERO);
            for body in bodies.iter().cycle().skip(number) {
                if Instant::now() >= end {
                    break;
                }
                let begun = Instant::now();
                match till.post("/api/v1/sales", body.clone()).await {
                    Ok((status, _)) => {
                        ensure!(
                            status.is_client_error(),
                            "a body of {} bytes was answered with {status}",
                            body.len()
                        );
                        answered += 1;
                        slowest = slowest.max(begun.elapsed());
                    }
                    // Of a body that is too long it reads no more, which may reach us before its answer does.
                    Err(_) if body.len() > LARGEST_BODY => {
                        cut_off += 1;
                        till = Till::connect(address, &key).await?;
                    }
                    Err(error) => return Err(error),
                }
            }
            anyhow::Ok((answered, cut_off, slowest))
        });
    }
    let (mut answered, mut cut_off, mut slowest) = (0, 0, Duration::ZERO);
    while let Some(finished) = tills.join_next().await {
        let counts = finished??;
        answered += counts.0;
        cut_off += counts.1;
        slowest = slowest.max(counts.2);
    }
    let after = usage(rig.pid())?;
    let peak_growth_kib = after.peak_kib.saturating_sub(before.resident_kib);
    Ok(Refused { answered, cut_off, peak_growth_kib, slowest })
}

fn bodies() -> Vec<Vec<u8>> {
    let digits = "9".repeat(MEBIBYTE);
    let text = "x".repeat(MEBIBYTE);
    let doubled = r#""id":1,"#.repeat(100_000);
    [
        "[".repeat(100_000),
        r#"{"sales":"#.repeat(100_000),
        format!(r#"{{"total":{digits}}}"#),
        format!(r#"{{"number":"{text}"}}"#),
        format!(r#"{{"sales":[{}{{}}]}}"#, "{},".repeat(300_000)),
        format!(r#"{{{doubled}"lines":NaN}}"#),
        r#"{"number":"\ud800"}"#.to_owned(),
        format!(r#"{{"number":"{}"}}"#, "y".repeat(10 * MEBIBYTE)),
    ]
    .map(String::into_bytes)
    .into()
}
