//! What can be asked and kept.

use app::analytics::Grain;
use app::analytics::report::Breakdown;
use app::units::Day;

use super::compare;
use super::span::Span;
use crate::organisation::ScopeId;
use crate::query::{FIRST_DAY, LAST_DAY};

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

    /// The first and the last day whose facts its answer depends on.
    #[must_use]
    pub fn reach(&self) -> (Day, Day) {
        let span = self.span();
        match self {
            // A lifetime began before the range and goes on after it.
            Self::TopCustomers(_) => (FIRST_DAY, LAST_DAY),
            // Who is new depends on all who came before.
            Self::Overview(_) => (FIRST_DAY, span.to),
            Self::Comparison(_) => {
                let [before, year_before] = compare::earlier(span);
                (before.from.min(year_before.from), span.to)
            }
            Self::Segments(_)
            | Self::SegmentLists(_)
            | Self::Periods(..)
            | Self::Outlets(_)
            | Self::Items(_)
            | Self::Categories(_)
            | Self::WeekHours(_)
            | Self::Report(..) => (span.from, span.to),
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
