//! What a comparison of a copy with the server's board says.

use super::Board;

/// How a copy stands to the server's board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same.
    Same,
    /// The same figures; rows of the feed are missing, as they may be after a burst.
    LacksRows,
    /// At the same revision other figures: a mistake.
    Drifted,
    /// The copy stands before the server's board: patches are on their way, or lost.
    IsBehind,
    /// The copy has gone beyond the server's answer.
    IsAhead,
}

impl Board {
    /// Compares with the server's board of the same scope.
    ///
    /// Equal boards of one log are equal whatever the revisions: of several servers one may count events that changed nothing
    /// which is shown. Figures that differ are a mistake at one revision only.
    pub fn held_against(&self, server: &Self) -> Verdict {
        let is_one_log = self.epoch == server.epoch;
        let is_exact = is_one_log && self.digest() == server.digest();
        if is_exact && self.feed == server.feed {
            Verdict::Same
        } else if !is_one_log || self.revision < server.revision {
            Verdict::IsBehind
        } else if self.revision > server.revision {
            Verdict::IsAhead
        } else if is_exact {
            Verdict::LacksRows
        } else {
            Verdict::Drifted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain_model::{Model, Step};
    use super::*;

    fn sale(minor: i64) -> Step {
        Step::Sale { outlet: 1, currency: 0, hour: 9, item: 1, minor, thousandths: 1_000 }
    }

    #[test]
    fn figures_that_differ_are_compared_at_one_revision_only() {
        let mut model = Model::new();
        model.take(sale(500));
        let before = model.board();
        model.take(sale(700));
        let after = model.board();
        assert_eq!(after.held_against(&after.clone()), Verdict::Same);
        assert_eq!(before.held_against(&after), Verdict::IsBehind);
        assert_eq!(after.held_against(&before), Verdict::IsAhead);
        let restored = Board { epoch: "another log".to_owned(), ..after.clone() };
        assert_eq!(after.held_against(&restored), Verdict::IsBehind);
        let further = Board { revision: after.revision + 1, ..after.clone() };
        assert_eq!(after.held_against(&further), Verdict::Same, "what came in changed nothing that is shown");
    }

    #[test]
    fn a_wrong_figure_is_a_mistake_and_a_late_row_is_none() {
        let mut model = Model::new();
        model.take(sale(500));
        let server = model.board();
        let mut wrong = server.clone();
        wrong.totals[0].gross.minor += 1;
        assert_eq!(wrong.held_against(&server), Verdict::Drifted);
        let short = Board { feed: vec![], ..server.clone() };
        assert_eq!(short.held_against(&server), Verdict::LacksRows);
    }
}
