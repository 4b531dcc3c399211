//! The reading half of an import: a thread of its own that is never far ahead of the ledger.

use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use super::entry::Form;
use super::gather::{Gathered, Gatherer, Slip};
use super::reader::{FileError, Reader, Row};

/// Lines of about this many make a portion, which becomes one batch for the writer.
const PORTION_LINES: usize = 4_000;
/// Or of about this many bytes, where lines are long.
const PORTION_SIZE: usize = 8 * 1_024 * 1_024;
/// More entries than this do not fit a batch.
const PORTION_SLIPS: usize = 500;

/// What came out of the file since the last portion.
#[derive(Debug, Default)]
pub struct Portion {
    /// Lines of the slips and strays, and no others: what is read and not handed out is left to the next run.
    pub rows: u64,
    pub slips: Vec<Slip>,
    /// Lines that belong to no sale, with the reason.
    pub strays: Vec<(Row, String)>,
    lines: usize,
    size: usize,
}

/// How the reading ended.
#[derive(Debug)]
pub enum End {
    Whole,
    /// Somebody asked to stop, or nobody takes the portions any more.
    Stopped,
    /// The file cannot be read further.
    Broken(FileError),
}

/// Reads to the end of the file, or until `stop`.
///
/// Sales that may still go on where the reading stops are not handed out: half a sale would take its id for good. Where
/// the file itself breaks off, their lines are handed out as strays, since another run would come no further.
pub fn feed(mut reader: Reader, form: &Form, portions: &Sender<Portion>, stop: &CancellationToken) -> End {
    let mut gatherer = Gatherer::new(form.mapping.look_ahead);
    let mut portion = Portion::default();
    for row in reader.by_ref() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                gatherer.finish(|gathered| portion.add_cut_off(gathered, &error));
                // What is complete goes in; nobody taking it is no reason to hide the error.
                let _ = portions.blocking_send(portion);
                return End::Broken(error);
            }
        };
        match form.id_of(&row) {
            Ok(id) => gatherer.push(id, row, |gathered| portion.add(gathered)),
            Err(reason) => portion.add_stray(row, reason),
        }
        if portion.is_full() && portions.blocking_send(std::mem::take(&mut portion)).is_err() {
            return End::Stopped;
        }
        if stop.is_cancelled() {
            return End::Stopped;
        }
    }
    gatherer.finish(|gathered| {
        portion.add(gathered);
        if portion.is_full() {
            let _ = portions.blocking_send(std::mem::take(&mut portion));
        }
    });
    match portions.blocking_send(portion) {
        Ok(()) => End::Whole,
        Err(_) => End::Stopped,
    }
}

impl Portion {
    fn add(&mut self, gathered: Gathered) {
        match gathered {
            Gathered::Slip(slip) => {
                self.rows += slip.rows.len() as u64;
                self.lines += slip.rows.len();
                self.size += slip.rows.iter().map(Row::size).sum::<usize>();
                self.slips.push(slip);
            }
            Gathered::Straggler(row) => {
                let reason =
                    "stands too far from the other lines of its sale: raise look_ahead, or sort the file";
                self.add_stray(row, reason.to_owned());
            }
        }
    }

    fn add_cut_off(&mut self, gathered: Gathered, error: &FileError) {
        let rows = match gathered {
            Gathered::Slip(slip) => slip.rows,
            Gathered::Straggler(row) => vec![row],
        };
        for row in rows {
            self.add_stray(row, format!("{error}, where this sale may go on"));
        }
    }

    fn add_stray(&mut self, row: Row, reason: String) {
        self.rows += 1;
        self.size += row.size();
        self.strays.push((row, reason));
    }

    fn is_full(&self) -> bool {
        self.lines >= PORTION_LINES
            || self.slips.len() >= PORTION_SLIPS
            || self.strays.len() >= PORTION_LINES
            || self.size >= PORTION_SIZE
    }
}
