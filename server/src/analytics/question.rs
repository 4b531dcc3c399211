//! What can be asked and kept.

use app::analytics::Grain;
use app::analytics::report::{Breakdown, PlaceBy, TimeBy};

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
            Self::Overview(_)
            | Self::TopCustomers(_)
            | Self::Segments(_)
            | Self::SegmentLists(_)
            | Self::Outlets(_) => true,
            Self::Items(span) => span.scope == ScopeId::NETWORK,
            Self::Periods(..)
            | Self::Categories(_)
            | Self::WeekHours(_)
            | Self::Comparison(_)
            | Self::Report(..) => false,
        }
    }

    /// Whether the answer is worth its place: a thousand of them must not fill the memory. Reports of many rows are not kept, though
    /// some are dear: rows for outlets, for days, or for both places and times. Nor are lists of customers, which come from memory.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match self {
            Self::SegmentLists(_) => false,
            Self::Periods(span, Grain::Day) => span.days() <= LONGEST_KEPT_DAYS,
            Self::Report(_, by) => match by.place {
                PlaceBy::Whole => by.time != TimeBy::Day,
                PlaceBy::Region | PlaceBy::Franchise => by.time == TimeBy::Whole,
                PlaceBy::Outlet => false,
            },
            _ => true,
        }
    }
}

const LONGEST_KEPT_DAYS: i32 = 400;
