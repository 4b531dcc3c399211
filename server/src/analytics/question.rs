//! What can be asked and kept.

use app::analytics::Grain;
use app::analytics::report::Breakdown;

use super::span::Span;
use crate::organisation::ScopeId;

/// One question; equal ones have equal answers while nothing of what they depend on changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    Overview(Span),
    TopCustomers(Span),
    Segments(Span),
    /// Of each as many customers as a list holds.
    SegmentLists(Span),
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
            | Self::SegmentLists(span)
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

    /// Whether it is answered from memory.
    #[must_use]
    pub fn needs_columns(&self) -> bool {
        match self {
            Self::Items(span) => span.scope == ScopeId::NETWORK,
            Self::Categories(_) | Self::Report(..) => false,
            Self::Overview(_)
            | Self::TopCustomers(_)
            | Self::Segments(_)
            | Self::Periods(..)
            | Self::Outlets(_)
            | Self::WeekHours(_)
            | Self::SegmentLists(_)
            | Self::Comparison(_) => true,
        }
    }
}
