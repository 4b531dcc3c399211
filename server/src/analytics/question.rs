//! What can be asked and kept.

use app::analytics::Grain;
use app::analytics::report::{Breakdown, PlaceBy, TimeBy};

use super::span::Span;

/// One question; equal ones have equal answers while nothing of what they depend on changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    Overview(Span),
    TopCustomers(Span),
    Segments(Span),
    Periods(Span, Grain),
    Outlets(Span),
    Items(Span),
    Categories(Span),
    WeekHours(Span),
    Comparison(Span),
    Report(Span, Breakdown),
}

/// Until when facts matter to an answer; they matter from the first day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Up to the last day asked.
    Range,
    /// All there are: a lifetime goes on after the range.
    Ever,
}

impl Question {
    /// The days and the scope it is about.
    #[must_use]
    pub fn span(&self) -> Span {
        match *self {
            Self::Overview(span)
            | Self::TopCustomers(span)
            | Self::Segments(span)
            | Self::Periods(span, _)
            | Self::Outlets(span)
            | Self::Items(span)
            | Self::Categories(span)
            | Self::WeekHours(span)
            | Self::Comparison(span)
            | Self::Report(span, _) => span,
        }
    }

    /// Which facts its answer depends on.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::TopCustomers(_) => Reach::Ever,
            _ => Reach::Range,
        }
    }

    /// Whether the answer is worth its place: days are read as fast as they are kept, and many of them take much room, as reports do
    /// that have rows for outlets or days.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match self {
            Self::Periods(span, Grain::Day) => span.days() <= LONGEST_KEPT_DAYS,
            Self::Report(_, by) => by.place != PlaceBy::Outlet && by.time != TimeBy::Day,
            _ => true,
        }
    }
}

const LONGEST_KEPT_DAYS: i32 = 400;
