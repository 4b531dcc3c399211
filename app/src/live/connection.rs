//! How far the page on this device may be trusted to be live.

/// The state of the stream, as the reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Being opened. `again` after it had been live.
    Connecting { again: bool },
    /// Frames arrive, and every one so far is in the picture.
    Live,
    /// Connected, waiting for the picture that closes a gap.
    CatchingUp,
    /// Nothing was heard for longer than the server may be silent.
    Stale,
    /// The device has no network.
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

    /// Whether what is shown may have been overtaken, so that it is shown greyed.
    pub fn is_old(self) -> bool {
        matches!(self, Self::Stale | Self::Offline)
    }
}
