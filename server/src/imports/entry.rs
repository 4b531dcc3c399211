//! From the lines of a sale to the draft that every way into the ledger shares.

use app::units::{Currency, UnixMs};
use chrono_tz::Tz;
use csv::StringRecord;
use uuid::Uuid;

use super::columns::Places;
use super::gather::Slip;
use super::mapping::{Mapping, Mark};
use super::reader::{Row, RowFault};
use super::rejection::Rejection;
use crate::organisation::Outlet;
use crate::sales::EntryKind;
use crate::sales::draft::{CustomerDraft, EntryDraft, LineDraft};
use crate::sales::exact::Number;
use crate::sales::text::Text;

/// Under which every imported entry has its id.
const NAMESPACE: Uuid = Uuid::from_u128(0x1560_e1ca_df72_4d25_a477_4836_ddc9_9a3e);
/// Stands between the parts of a sale's number where they are hashed; no text of a file holds it and survives.
const SEPARATOR: &str = "\u{1f}";

/// A slip whose lines can be read and whose number the mapping does not refuse.
#[derive(Debug)]
pub struct Admitted<'a> {
    slip: &'a Slip,
    number: String,
}

/// How the lines of one file become entries.
#[derive(Debug)]
pub struct Form {
    pub mapping: Mapping,
    pub places: Places,
    /// The headings, by which a person finds a wrong field.
    pub heading: StringRecord,
}

impl Form {
    /// The id of the sale that this row belongs to.
    ///
    /// Errors: when the row does not say which sale that is.
    pub fn id_of(&self, row: &Row) -> Result<Uuid, String> {
        let number = self.number_of(row, SEPARATOR).map_err(|reason| match row.fault {
            // Its number may stand beyond the bound.
            Some(fault @ RowFault::TooLong) => fault.to_string(),
            _ => reason,
        })?;
        let name = format!("{}{SEPARATOR}{number}", self.mapping.name);
        Ok(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }

    /// The slip, if it is one whose fields mean what their headings say.
    ///
    /// Errors: lines that cannot be read, or the mapping's own reason for refusing the slip.
    pub fn admitted<'a>(&self, slip: &'a Slip) -> Result<Admitted<'a>, Rejection> {
        check_faults(slip)?;
        let first = slip.rows.first().ok_or_else(|| Rejection::whole("has no line"))?;
        let number = self.number_of(first, "-").map_err(Rejection::whole)?;
        match self.mapping.refuse.iter().find(|refuse| number.starts_with(&refuse.prefix)) {
            Some(refusal) => Err(Rejection::whole(refusal.reason.clone())),
            None => Ok(Admitted { slip, number }),
        }
    }

    /// What the file calls the outlet of this slip.
    ///
    /// Errors: when its lines disagree, name none, or name what cannot be a name.
    pub fn outlet_of<'a>(&self, slip: &'a Slip) -> Result<&'a str, Rejection> {
        let place = self.places.columns.outlet;
        let first = slip.rows.first().ok_or_else(|| Rejection::whole("has no line"))?;
        self.check_agreed(slip, place, first, |text, first| text == first)?;
        let name = field(first, place);
        match Text::parse(name) {
            Ok(Some(_)) => Ok(name),
            Ok(None) => Err(Rejection::whole(format!("{} is empty", self.heading_of(place)))),
            Err(problem) => Err(Rejection::whole(format!("{} {problem}", self.heading_of(place)))),
        }
    }

    /// The draft of an admitted slip.
    ///
    /// Errors: every reason found, with the lines they are about.
    pub fn draft(&self, admitted: &Admitted<'_>, outlet: &Outlet) -> Result<EntryDraft, Rejection> {
        let Admitted { slip, number } = admitted;
        let kind = self.kind_of(slip, number)?;
        let currency = self.currency_of(slip)?;
        let (at, lines) = self.lines(slip, kind, currency, outlet.time_zone)?;
        let total =
            total_of(&lines, currency).ok_or_else(|| Rejection::whole("the total is out of range"))?;
        Ok(EntryDraft {
            kind,
            id: slip.id,
            number: short(number)?,
            outlet: outlet.code.clone(),
            till: self.first_text(slip, self.places.columns.till)?,
            till_seq: None,
            cashier: self.first_text(slip, self.places.columns.cashier)?,
            shift: None,
            at,
            currency,
            prices_include_tax: self.mapping.prices_include_tax.then_some(true),
            customer: self.customer_of(slip)?,
            lines,
            discount: None,
            tax: None,
            rounding: None,
            total,
            tender: None,
            replaces: None,
            sale: None,
            reason: (kind == EntryKind::Return).then(|| self.mapping.returns.reason.clone()),
        })
    }

    /// The lines, and the earliest of their times: that is when it was sold.
    fn lines(
        &self,
        slip: &Slip,
        kind: EntryKind,
        currency: Currency,
        zone: Tz,
    ) -> Result<(UnixMs, Vec<LineDraft>), Rejection> {
        let mut rejection = Rejection::default();
        let mut lines = Vec::with_capacity(slip.rows.len());
        let mut earliest = None;
        for (at, row) in slip.rows.iter().enumerate() {
            match self.instant(row, zone).and_then(|sold_at| Ok((sold_at, self.line(row, kind, currency)?))) {
                Ok((sold_at, line)) => {
                    earliest = Some(earliest.map_or(sold_at, |before: UnixMs| before.min(sold_at)));
                    lines.push(line);
                }
                Err(reason) => rejection.add(at, reason),
            }
        }
        match earliest {
            Some(earliest) if rejection.is_empty() => Ok((earliest, lines)),
            _ => Err(rejection),
        }
    }

    fn number_of(&self, row: &Row, separator: &str) -> Result<String, String> {
        let parts = self.places.columns.sale.iter().map(|&place| match field(row, place) {
            "" => Err(format!("{} is empty, so the line belongs to no sale", self.heading_of(place))),
            part => Ok(part),
        });
        Ok(parts.collect::<Result<Vec<_>, _>>()?.join(separator))
    }

    fn kind_of(&self, slip: &Slip, number: &str) -> Result<EntryKind, Rejection> {
        let is_return = match &self.mapping.returns.mark {
            Mark::Never => false,
            Mark::Prefix(prefix) => number.starts_with(prefix),
            Mark::Negative => {
                slip.rows.iter().all(|row| field(row, self.places.columns.qty).starts_with('-'))
            }
            Mark::Column { value, .. } => {
                let place = self.places.mark.unwrap_or_default();
                let first = slip.rows.first().ok_or_else(|| Rejection::whole("has no line"))?;
                self.check_agreed(slip, place, first, |text, first| (text == value) == (first == value))?;
                field(first, place) == value
            }
        };
        Ok(if is_return { EntryKind::Return } else { EntryKind::Sale })
    }

    /// What the lines name; a line that names no currency has that of the others.
    fn currency_of(&self, slip: &Slip) -> Result<Currency, Rejection> {
        let of_mapping = || self.mapping.currency.ok_or_else(|| Rejection::whole("the currency is missing"));
        let Some(place) = self.places.columns.currency else { return of_mapping() };
        let Some(first) = slip.rows.iter().find(|row| !field(row, place).is_empty()) else {
            return of_mapping();
        };
        self.check_agreed(slip, place, first, |text, first| {
            text.is_empty() || text.eq_ignore_ascii_case(first)
        })?;
        let code = field(first, place);
        code.parse().map_err(|unknown| Rejection::whole(format!("{code:?} is {unknown}")))
    }

    /// Errors: the first line whose field at `place` does not agree with that of `first`.
    fn check_agreed(
        &self,
        slip: &Slip,
        place: usize,
        first: &Row,
        agrees: impl Fn(&str, &str) -> bool,
    ) -> Result<(), Rejection> {
        let expected = field(first, place);
        let Some(at) = slip.rows.iter().position(|row| !agrees(field(row, place), expected)) else {
            return Ok(());
        };
        let (heading, line) = (self.heading_of(place), first.line);
        let reason = format!("{heading} differs from line {line}, of the same sale, which has {expected:?}");
        Err(Rejection::of_line(at, reason))
    }

    fn customer_of(&self, slip: &Slip) -> Result<Option<CustomerDraft>, Rejection> {
        let columns = &self.places.columns;
        let customer = CustomerDraft {
            reference: self.first_text(slip, columns.customer)?,
            name: self.first_text(slip, columns.customer_name)?,
            phone: self.first_text(slip, columns.phone)?,
            email: self.first_text(slip, columns.email)?,
            is_company: None,
        };
        Ok((customer != CustomerDraft::default()).then_some(customer))
    }

    /// Of a column that says the same on every line, or only on one.
    fn first_text(&self, slip: &Slip, place: Option<usize>) -> Result<Option<Text>, Rejection> {
        let Some(place) = place else { return Ok(None) };
        Text::parse(self.first_field(slip, Some(place)))
            .map_err(|problem| Rejection::whole(format!("{} {problem}", self.heading_of(place))))
    }

    fn first_field<'a>(&self, slip: &'a Slip, place: Option<usize>) -> &'a str {
        let written = place
            .and_then(|place| slip.rows.iter().map(|row| field(row, place)).find(|text| !text.is_empty()));
        written.unwrap_or_default()
    }

    pub(super) fn heading_of(&self, place: usize) -> &str {
        self.heading.get(place).unwrap_or_default()
    }
}

/// Rows that cannot be read at all.
fn check_faults(slip: &Slip) -> Result<(), Rejection> {
    let mut rejection = Rejection::default();
    for (at, row) in slip.rows.iter().enumerate() {
        if let Some(fault) = row.fault {
            rejection.add(at, fault.to_string());
        }
    }
    if rejection.is_empty() { Ok(()) } else { Err(rejection) }
}

/// A number as it is shown, of at most 200 characters.
fn short(number: &str) -> Result<Text, Rejection> {
    match Text::parse(number) {
        Ok(Some(number)) => Ok(number),
        Ok(None) => Err(Rejection::whole("the number is empty")),
        Err(problem) => Err(Rejection::whole(format!("the number {problem}"))),
    }
}

pub(super) fn field(row: &Row, place: usize) -> &str {
    row.record.get(place).unwrap_or_default().trim()
}

fn total_of(lines: &[LineDraft], currency: Currency) -> Option<Number> {
    let decimals = currency.decimals();
    let total = lines.iter().try_fold(0_i128, |sum, line| sum.checked_add(line.total.rounded(decimals)))?;
    Some(Number::from_scaled(i64::try_from(total).ok()?, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::testing;

    /// The draft of the one sale that these lines are, or what is said about each line.
    fn drafted(more: &str, sections: &str, lines: &[&str]) -> Result<EntryDraft, Vec<String>> {
        let (form, slip) = testing::slip(more, sections, lines);
        let said = |rejection: Rejection| -> Vec<String> {
            (0..slip.rows.len()).map(|at| rejection.reason_of(at, &slip.rows).into_owned()).collect()
        };
        form.outlet_of(&slip).map_err(said)?;
        form.admitted(&slip).and_then(|admitted| form.draft(&admitted, &testing::outlet())).map_err(said)
    }

    #[test]
    fn a_sale_has_its_earliest_time_and_the_sum_of_its_lines() {
        let lines = ["7,mg-road,2026-07-01 10:01,VAN,3,1.255", "7,mg-road,2026-07-01 10:00,choc,1,0.10"];
        let draft = drafted("", "", &lines).unwrap();
        assert_eq!(draft.at.to_string(), "2026-07-01T09:00:00Z");
        assert_eq!((draft.number.as_ref(), &*draft.lines[0].item), ("7", "van"));
        let totals: Vec<String> = draft.lines.iter().map(|line| line.total.to_string()).collect();
        assert_eq!((totals, draft.total.to_string()), (vec!["3.77".into(), "0.1".into()], "3.87".into()));
    }

    #[test]
    fn a_return_is_known_by_its_mark_and_has_positive_figures() {
        let prefix = "[returns]\nprefix = \"C\"\nreason = \"Melted\"";
        let draft = drafted("", prefix, &["C7,mg-road,2026-07-01 10:00,van,-2,1.50"]).unwrap();
        assert_eq!((draft.kind, draft.total.to_string()), (EntryKind::Return, "3".to_owned()));
        assert_eq!(draft.reason.as_deref(), Some("Melted"));
        let negative = "[returns]\nnegative = true";
        let kind = |lines: &[&str]| drafted("", negative, lines).map(|draft| draft.kind);
        assert_eq!(kind(&["7,a,2026-07-01 10:00,van,-2,1.50"]), Ok(EntryKind::Return));
        let mixed = ["7,a,2026-07-01 10:00,van,-2,1.50", "7,a,2026-07-01 10:00,choc,2,1.50"];
        assert_eq!(kind(&mixed), Ok(EntryKind::Sale), "whose negative line the rules refuse");
    }

    #[test]
    fn one_bad_line_rejects_the_sale_and_each_line_says_why() {
        let lines = [
            "7,a,2026-07-01 10:00,van,1,1.50",
            "7,a,2026-07-01 10:00,,1,1.50",
            "7,a,01/07/2026,van,one,1.50",
            "7,a,2026-07-01 10:00,van,1,1e3",
            "7,a,2026-03-29 01:30,van,1,1.50",
        ];
        insta::assert_snapshot!(drafted("", "", &lines).unwrap_err().join("\n"), @r#"
        line 3, of the same sale, is rejected
        Code is empty
        Time is "01/07/2026": expected a time as %Y-%m-%d %H:%M
        Price is not a number of up to 15 digits with up to 6 decimals: "1e3"
        2026-03-29 01:30 did not exist in Europe/London: the clocks went forward over it
        "#);
    }

    #[test]
    fn what_holds_for_the_sale_is_said_on_each_line() {
        let refuse = "[[refuse]]\nprefix = \"A\"\nreason = \"an adjustment is no sale\"";
        let adjusted = drafted("", refuse, &["A7,a,2026-07-01 10:00,van,1,1.50"]);
        assert_eq!(adjusted, Err(vec!["an adjustment is no sale".to_owned()]));
        let two_shops = ["7,a,2026-07-01 10:00,van,1,1.50", "7,b,2026-07-01 10:00,van,1,1.50"];
        insta::assert_snapshot!(drafted("", "", &two_shops).unwrap_err().join("\n"), @r#"
        line 3, of the same sale, is rejected
        Shop differs from line 2, of the same sale, which has "a"
        "#);
    }

    #[test]
    fn lines_of_one_sale_must_agree_about_the_currency() {
        let currency = |codes: [&str; 3]| {
            let lines = codes.map(|code| format!("7,{code},2026-07-01 10:00,van,1,1.50"));
            let (mut form, slip) = testing::slip("", "", &lines.each_ref().map(String::as_str));
            form.places.columns.currency = Some(form.places.columns.outlet);
            let said = |rejection: Rejection| rejection.reason_of(2, &slip.rows).into_owned();
            let draft = form.admitted(&slip).and_then(|admitted| form.draft(&admitted, &testing::outlet()));
            draft.map(|draft| draft.currency.to_string()).map_err(said)
        };
        assert_eq!(currency(["USD", "USD", "usd"]), Ok("USD".to_owned()));
        assert_eq!(currency(["", "USD", ""]), Ok("USD".to_owned()), "said once, it holds for the sale");
        assert_eq!(currency(["", "", ""]), Ok("GBP".to_owned()));
        let differs = "Shop differs from line 3, of the same sale, which has \"GBP\"";
        assert_eq!(currency(["", "GBP", "USD"]), Err(differs.to_owned()));
        assert!(currency(["GBP", "", "pounds"]).is_err() && currency(["pounds", "", ""]).is_err());
    }

    #[test]
    fn lines_of_one_sale_must_agree_about_its_being_a_return() {
        let column = "[returns]\ncolumn = \"Shop\"\nvalue = \" back \"\nquantities = \"positive\"";
        let kind = |marks: [&str; 2]| {
            let lines = marks.map(|mark| format!("7,{mark},2026-07-01 10:00,van,2,1.50"));
            let (form, slip) = testing::slip("", column, &lines.each_ref().map(String::as_str));
            let said = |rejection: Rejection| rejection.reason_of(1, &slip.rows).into_owned();
            let draft = form.admitted(&slip).and_then(|admitted| form.draft(&admitted, &testing::outlet()));
            draft.map(|draft| draft.kind).map_err(said)
        };
        assert_eq!(kind(["back", "back"]), Ok(EntryKind::Return));
        assert_eq!(kind(["sold", ""]), Ok(EntryKind::Sale));
        let differs =
            |first: &str| format!("Shop differs from line 2, of the same sale, which has {first:?}");
        assert_eq!(kind(["back", "sold"]), Err(differs("back")));
        assert_eq!(kind(["sold", "back"]), Err(differs("sold")));
    }

    #[test]
    fn ids_follow_from_the_mapping_and_the_number_alone() {
        let id = |number: &str, more: &str| testing::slip(more, "", &[&format!("{number},a,t,van,1,1")]).1.id;
        assert_eq!(id("536365", "").to_string(), "04c21b7a-8cea-5428-a585-88f08dcc565b");
        assert_eq!(id("536365", ""), id(" 536365 ", "look_ahead = 5"));
        assert_ne!(id("536365", ""), id("536366", ""));
    }
}
