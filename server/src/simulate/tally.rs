//! What a simulation sent, and what became of it.

use serde::Serialize;

/// Refusals after which a server that never took anything is given up.
const TRIES: u64 = 20;

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    Sale,
    Return,
    Cancellation,
    /// A sale that was sent before, and answered.
    Repeat,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server has it; whether by this attempt or an earlier one.
    Acknowledged,
    /// The server will not have it.
    Refused { status: u16, message: String },
    /// The simulation ended before there was an answer.
    Open,
}

/// The figures of a simulation, which are its report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Acknowledged ones, each once.
    pub sales: u64,
    pub returns: u64,
    pub cancellations: u64,
    /// Acknowledged again.
    pub repeated: u64,
    pub refused: u64,
    /// Sent without an answer until the end.
    pub open: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// The first refusal.
    pub first_refusal: Option<String>,
}

impl Tally {
    /// Whether it is no use to go on: the server has taken nothing of the first twenty requests.
    pub fn is_hopeless(&self) -> bool {
        self.refused >= TRIES && self.sales + self.returns + self.cancellations + self.repeated == 0
    }

    /// Counts one request.
    pub fn add(&mut self, purpose: Purpose, fate: &Fate, retries: u64) {
        self.retries += retries;
        match fate {
            Fate::Acknowledged => {
                *match purpose {
                    Purpose::Sale => &mut self.sales,
                    Purpose::Return => &mut self.returns,
                    Purpose::Cancellation => &mut self.cancellations,
                    Purpose::Repeat => &mut self.repeated,
                } += 1;
            }
            Fate::Refused { status, message } => {
                self.refused += 1;
                self.first_refusal.get_or_insert_with(|| format!("{status}: {message}"));
            }
            Fate::Open => self.open += 1,
        }
    }
}
