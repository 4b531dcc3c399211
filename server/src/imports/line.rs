//! One line of a file as a line of a sale.

use std::borrow::Cow;

use app::units::decimal::divide_half_away;
use app::units::{Currency, UnixMs};
use chrono::TimeZone;
use chrono_tz::Tz;

use super::entry::{Form, field};
use super::notation::Moment;
use super::reader::Row;
use crate::sales::EntryKind;
use crate::sales::draft::LineDraft;
use crate::sales::exact::Number;
use crate::sales::text::{ItemCode, Text};

impl Form {
    /// What this row sells or takes back. Errors: the heading of the column that is wrong, and how.
    pub(super) fn line(&self, row: &Row, kind: EntryKind, currency: Currency) -> Result<LineDraft, String> {
        let columns = &self.places.columns;
        let is_turned = kind == EntryKind::Return && self.mapping.returns.is_negative;
        let item = ItemCode::parse(field(row, columns.item))
            .map_err(|problem| format!("{} {problem}", self.heading_of(columns.item)))?
            .ok_or_else(|| format!("{} is empty", self.heading_of(columns.item)))?;
        let qty = self.number(row, columns.qty, is_turned)?;
        let unit_price = self.number(row, columns.unit_price, false)?;
        let discount = self.optional_number(row, columns.discount, is_turned)?;
        let tax = self.optional_number(row, columns.tax, is_turned)?;
        let total = match self.optional_number(row, columns.total, is_turned)? {
            Some(total) => total,
            None => {
                let added_tax = tax.filter(|_| !self.mapping.prices_include_tax);
                line_total(qty, unit_price, discount, added_tax, currency)
                    .ok_or_else(|| "quantity times price is out of range".to_owned())?
            }
        };
        Ok(LineDraft {
            item,
            name: self.text(row, columns.name)?,
            category: self.text(row, columns.category)?,
            qty,
            unit_price,
            discount,
            tax,
            tax_rate: self.optional_number(row, columns.tax_rate, false)?,
            tax_code: None,
            total,
        })
    }

    /// A number of the file; `is_turned`: with its sign turned, as the figures of returns are positive here.
    fn number(&self, row: &Row, place: usize, is_turned: bool) -> Result<Number, String> {
        let written = field(row, place);
        let normalised = self.mapping.numbers.normalise(written);
        let turned = if is_turned { turned(normalised) } else { normalised };
        turned.parse().map_err(|problem| format!("{} {problem}: {written:?}", self.heading_of(place)))
    }

    fn optional_number(
        &self,
        row: &Row,
        place: Option<usize>,
        is_turned: bool,
    ) -> Result<Option<Number>, String> {
        match place {
            Some(place) if !field(row, place).is_empty() => self.number(row, place, is_turned).map(Some),
            _ => Ok(None),
        }
    }

    /// The instant that this row tells; its wall clock is that of the mapping, else of the outlet.
    pub(super) fn instant(&self, row: &Row, of_outlet: Tz) -> Result<UnixMs, String> {
        let place = self.places.columns.at;
        let written = field(row, place);
        let zone = self.mapping.time_zone.unwrap_or(of_outlet);
        match self.mapping.dates.read(written) {
            None => {
                let format = self.mapping.dates.format();
                Err(format!("{} is {written:?}: expected a time as {format}", self.heading_of(place)))
            }
            Some(Moment::Exact(moment)) => Ok(UnixMs(moment.timestamp_millis())),
            // An hour that the clock shows twice is taken for its first showing.
            Some(Moment::Wall(wall)) => match zone.from_local_datetime(&wall).earliest() {
                Some(moment) => Ok(UnixMs(moment.timestamp_millis())),
                None => Err(format!("{written} did not exist in {zone}: the clocks went forward over it")),
            },
        }
    }

    fn text(&self, row: &Row, place: Option<usize>) -> Result<Option<Text>, String> {
        let Some(place) = place else { return Ok(None) };
        Text::parse(field(row, place)).map_err(|problem| format!("{} {problem}", self.heading_of(place)))
    }
}

fn turned(number: Cow<'_, str>) -> Cow<'_, str> {
    match number.strip_prefix('-') {
        Some(positive) => Cow::Owned(positive.to_owned()),
        None => Cow::Owned(format!("-{number}")),
    }
}

/// round(qty × unit price) − discount + tax, half away from zero to the currency's decimals.
fn line_total(
    qty: Number,
    unit_price: Number,
    discount: Option<Number>,
    tax: Option<Number>,
    currency: Currency,
) -> Option<Number> {
    let decimals = currency.decimals();
    let price = qty.units().checked_mul(unit_price.units())?;
    let price_minor = divide_half_away(price, 10_i128.checked_pow(12 - u32::from(decimals))?)?;
    let minor = |number: Option<Number>| number.map_or(0, |number| number.rounded(decimals));
    let total = price_minor.checked_sub(minor(discount))?.checked_add(minor(tax))?;
    Some(Number::from_scaled(i64::try_from(total).ok()?, decimals))
}
