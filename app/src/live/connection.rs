//! How far the page on this device may be trusted to be live.

/// Data younger than this is not worth a word while all is well: the server speaks up every 15 s.
pub const QUIET_S: u64 = 20;

/// The state of the stream, as the reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Being opened. `again` after it had been live.
    Connecting { again: bool },
    /// Frames arrive, and every one so far is in the picture.
    Live,
    /// Connected, waiting for the picture that closes a gap.
    CatchingUp,
    /// Nobody has confirmed the figures for longer than the server may be silent.
    Stale,
    /// The device has no network, and the line brings nothing either.
    Offline,
}

impl Connection {
    /// The word that stands beside the dot.
    pub fn label(self) -> &'static str {
        match self {
            Self::Connecting { again: false } => "Connecting",
            Self::Connecting { again: true } => "Reconnecting",
            Self::Live => "Live",
            Self::CatchingUp => "Catching up",
            Self::Stale => "No answer",
            Self::Offline => "No network",
        }
    }

    /// The name of the state for stylesheets and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connecting { .. } => "connecting",
            Self::Live => "live",
            Self::CatchingUp => "catching-up",
            Self::Stale => "stale",
            Self::Offline => "offline",
        }
    }

    /// Whether what is shown may pass for the figures of this moment. `age_s`: seconds since they were confirmed.
    pub fn is_current(self, age_s: u64) -> bool {
        match self {
            Self::Live => true,
            // The page has just brought them.
            Self::Connecting { again: false } => age_s < QUIET_S,
            _ => false,
        }
    }

    /// Whether what is shown may have been overtaken, so that it is shown greyed.
    pub fn is_old(self) -> bool {
        matches!(self, Self::Stale | Self::Offline)
    }
}
