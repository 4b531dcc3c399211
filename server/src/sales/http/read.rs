//! From the JSON of an entry to its draft, with every field that is wrong.

use std::fmt::Display;
use std::str::FromStr;

use app::units::decimal::DecimalProblem;
use app::units::{Code, Currency, UnixMs};
use chrono::DateTime;
use uuid::Uuid;

use super::body::{CancelBody, CustomerBody, EntryBody, LineBody, TenderBody};
use crate::fields::{FieldProblem, Problems};
use crate::json::Warnings;
use crate::sales::EntryKind;
use crate::sales::draft::{CustomerDraft, EntryDraft, LineDraft, TenderDraft};
use crate::sales::exact::{Exact, Number};
use crate::sales::record::instant_field;
use crate::sales::submit::{Delivery, Unreadable};
use crate::sales::text::{ItemCode, Text, TextProblem};

/// Names the fields of the other kind, which this kind ignores like any unknown one.
pub(super) fn warn_of_foreign(body: &EntryBody, kind: EntryKind, prefix: &str, warnings: &mut Warnings) {
    let foreign: &[(&str, bool)] = match kind {
        EntryKind::Sale => &[
            ("returned_at", body.returned_at.is_some()),
            ("sale", body.sale.is_some()),
            ("reason", body.reason.is_some()),
        ],
        EntryKind::Return => &[("sold_at", body.sold_at.is_some()), ("replaces", body.replaces.is_some())],
    };
    for (name, _) in foreign.iter().filter(|(_, is_sent)| *is_sent) {
        warnings.add(format!("{prefix}{name}"));
    }
}

/// Reads every field of `body`. `linked` is the sale that the address names, for a return posted to it.
pub(super) fn entry(mut body: EntryBody, kind: EntryKind, linked: Option<Uuid>) -> Delivery {
    let mut reader = Reader(Problems::default());
    let id = reader.required("id", body.id.take(), Reader::uuid);
    let outlet = reader.required("outlet", body.outlet.take(), Reader::code);
    let draft = reader.draft(Fields { kind, linked, id, outlet: outlet.clone() }, body);
    match draft {
        Some(draft) if reader.0.is_empty() => Ok(draft),
        _ => Err(Unreadable { kind, id, outlet, problems: reader.0.into_vec() }),
    }
}

/// The reason of a cancellation.
pub(super) fn reason(body: CancelBody) -> Result<Text, Vec<FieldProblem>> {
    let mut reader = Reader(Problems::default());
    reader.required("reason", body.reason, Reader::text).ok_or_else(|| reader.0.into_vec())
}

/// What is known before the rest is read.
struct Fields {
    kind: EntryKind,
    linked: Option<Uuid>,
    id: Option<Uuid>,
    outlet: Option<Code>,
}

struct Reader(Problems);

impl Reader {
    /// The draft, if nothing required is missing. All fields are read before the first absence ends it.
    fn draft(&mut self, known: Fields, body: EntryBody) -> Option<EntryDraft> {
        let instant = match known.kind {
            EntryKind::Sale => body.sold_at,
            EntryKind::Return => body.returned_at,
        };
        let number = self.required("number", body.number, Self::text);
        let at = self.required(instant_field(known.kind), instant, Self::instant);
        let currency = self.required("currency", body.currency, Self::currency);
        let total = self.required("total", body.total, Self::number);
        let lines = self.lines(body.lines);
        let till = self.optional("till", body.till, Self::text);
        let till_seq = self.optional("till_seq", body.till_seq, Self::count);
        let cashier = self.optional("cashier", body.cashier, Self::text);
        let shift = self.optional("shift", body.shift, Self::text);
        let discount = self.optional("discount", body.discount, Self::number);
        let tax = self.optional("tax", body.tax, Self::number);
        let rounding = self.optional("rounding", body.rounding, Self::number);
        let customer = body.customer.and_then(|customer| self.customer(customer));
        let tender = body.tender.filter(|rows| !rows.is_empty()).and_then(|rows| self.tender(rows));
        let (replaces, sale, reason) = match known.kind {
            EntryKind::Sale => (self.optional("replaces", body.replaces, Self::uuid), None, None),
            EntryKind::Return => {
                let sale = self.optional("sale", body.sale, Self::uuid);
                let reason = self.required("reason", body.reason, Self::text);
                (None, self.linked_sale(sale, known.linked), reason)
            }
        };
        Some(EntryDraft {
            kind: known.kind,
            id: known.id?,
            number: number?,
            outlet: known.outlet?,
            till,
            till_seq,
            cashier,
            shift,
            at: at?,
            currency: currency?,
            prices_include_tax: body.prices_include_tax,
            customer,
            lines: lines?,
            discount,
            tax,
            rounding,
            total: total?,
            tender,
            replaces,
            sale,
            reason,
        })
    }

    /// The sale of a return: from its address, from its body, or from both when they agree.
    fn linked_sale(&mut self, sent: Option<Uuid>, linked: Option<Uuid>) -> Option<Uuid> {
        if let (Some(sent), Some(linked)) = (sent, linked)
            && sent != linked
        {
            let want = format!("{linked}, as in the address, or nothing");
            self.0.add(FieldProblem::new("sale", "is not the sale of the address", sent, want));
        }
        linked.or(sent)
    }

    fn lines(&mut self, lines: Option<Vec<LineBody>>) -> Option<Vec<LineDraft>> {
        let Some(lines) = lines else {
            self.0.add(FieldProblem::new("lines", "is missing", "", "1 to 5000 lines"));
            return None;
        };
        // Read all of them before the first absence ends it: each has its own problems to tell.
        let read: Vec<_> = lines
            .into_iter()
            .enumerate()
            .map(|(at, line)| self.line(&format!("lines[{at}]"), line))
            .collect();
        read.into_iter().collect()
    }

    fn line(&mut self, path: &str, line: LineBody) -> Option<LineDraft> {
        let field = |name: &str| format!("{path}.{name}");
        let item = self.required(&field("item"), line.item, Self::item);
        let qty = self.required(&field("qty"), line.qty, Self::number);
        let unit_price = self.required(&field("unit_price"), line.unit_price, Self::number);
        let total = self.required(&field("total"), line.total, Self::number);
        let name = self.optional(&field("name"), line.name, Self::text);
        let category = self.optional(&field("category"), line.category, Self::text);
        let discount = self.optional(&field("discount"), line.discount, Self::number);
        let tax = self.optional(&field("tax"), line.tax, Self::number);
        let tax_rate = self.optional(&field("tax_rate"), line.tax_rate, Self::number);
        let tax_code = self.optional(&field("tax_code"), line.tax_code, Self::text);
        Some(LineDraft {
            item: item?,
            name,
            category,
            qty: qty?,
            unit_price: unit_price?,
            discount,
            tax,
            tax_rate,
            tax_code,
            total: total?,
        })
    }

    /// `None` for a customer of whom nothing is said.
    fn customer(&mut self, customer: CustomerBody) -> Option<CustomerDraft> {
        let draft = CustomerDraft {
            reference: self.optional("customer.ref", customer.reference, Self::text),
            name: self.optional("customer.name", customer.name, Self::text),
            phone: self.optional("customer.phone", customer.phone, Self::text),
            email: self.optional("customer.email", customer.email, Self::text),
            is_company: customer.is_company,
        };
        (draft != CustomerDraft::default()).then_some(draft)
    }

    fn tender(&mut self, rows: Vec<TenderBody>) -> Option<Vec<TenderDraft>> {
        rows.into_iter().enumerate().map(|(at, row)| self.tender_row(&format!("tender[{at}]"), row)).collect()
    }

    fn tender_row(&mut self, path: &str, row: TenderBody) -> Option<TenderDraft> {
        let field = |name: &str| format!("{path}.{name}");
        let kind = self.required(&field("kind"), row.kind, Self::text);
        let amount = self.required(&field("amount"), row.amount, Self::number);
        let change = self.optional(&field("change"), row.change, Self::number);
        let currency = self.optional(&field("currency"), row.currency, Self::currency);
        let rate = self.optional(&field("rate"), row.rate, Self::exact);
        Some(TenderDraft { kind: kind?, amount: amount?, change, currency, rate })
    }

    /// The field's value; a problem when it is absent, empty or wrong.
    fn required<T>(
        &mut self,
        path: &str,
        sent: Option<impl AsRef<str>>,
        read: impl Fn(&str) -> Result<Option<T>, Wrong>,
    ) -> Option<T> {
        let missing = || Wrong::new("is missing", "", "a value");
        let read = sent.map_or_else(|| Err(missing()), |sent| read(sent.as_ref())?.ok_or_else(missing));
        self.or_problem(path, read)
    }

    /// The field's value, `None` when it is absent or empty; a problem when it is wrong.
    fn optional<T>(
        &mut self,
        path: &str,
        sent: Option<impl AsRef<str>>,
        read: impl Fn(&str) -> Result<Option<T>, Wrong>,
    ) -> Option<T> {
        let read = read(sent?.as_ref());
        self.or_problem(path, read).flatten()
    }

    fn or_problem<T>(&mut self, path: &str, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|wrong| self.0.add(wrong.at(path))).ok()
    }

    fn text(sent: &str) -> Result<Option<Text>, Wrong> {
        Text::parse(sent).map_err(|problem| Wrong::text(problem, sent))
    }

    fn item(sent: &str) -> Result<Option<ItemCode>, Wrong> {
        ItemCode::parse(sent).map_err(|problem| Wrong::text(problem, sent))
    }

    fn code(sent: &str) -> Result<Option<Code>, Wrong> {
        let want = "a code of up to 64 letters a–z, digits and hyphens";
        parsed(sent.trim(), "is not a code", want)
    }

    fn currency(sent: &str) -> Result<Option<Currency>, Wrong> {
        parsed(sent.trim(), "is not a currency in use", "an ISO 4217 code such as INR")
    }

    fn uuid(sent: &str) -> Result<Option<Uuid>, Wrong> {
        match sent.trim() {
            "" => Ok(None),
            text => match Uuid::try_parse(text) {
                Ok(id) if !id.is_nil() => Ok(Some(id)),
                _ => Err(Wrong::new("is not a UUID", text, "a UUID that the sender made, not the nil one")),
            },
        }
    }

    /// Milliseconds; what stands behind them is cut off.
    fn instant(sent: &str) -> Result<Option<UnixMs>, Wrong> {
        match sent.trim() {
            "" => Ok(None),
            text => DateTime::parse_from_rfc3339(text)
                .map(|instant| Some(UnixMs(instant.timestamp_millis())))
                .map_err(|_| {
                    let want = "an RFC 3339 instant with its offset, such as 2026-11-20T18:04:05+05:30";
                    Wrong::new("is not an instant", text, want)
                }),
        }
    }

    fn number(sent: &str) -> Result<Option<Number>, Wrong> {
        Self::exact(sent)
    }

    fn exact<const DECIMALS: u8>(sent: &str) -> Result<Option<Exact<DECIMALS>>, Wrong> {
        match Exact::from_str(sent) {
            Ok(number) => Ok(Some(number)),
            Err(DecimalProblem::Grammar | DecimalProblem::TooPrecise { .. }) => {
                let want =
                    format!("digits with a point, such as 12.50: up to 15 before it and {DECIMALS} behind");
                Err(Wrong::new("is not a number that can be taken", sent, want))
            }
        }
    }

    fn count(sent: &str) -> Result<Option<i64>, Wrong> {
        let whole = Number::from_str(sent).ok().and_then(|number| number.scaled(0).ok());
        match whole.and_then(|whole| i64::try_from(whole).ok()).filter(|count| *count >= 0) {
            Some(count) => Ok(Some(count)),
            None => Err(Wrong::new("is not a count", sent, "a whole number of up to 15 digits")),
        }
    }
}

fn parsed<T: FromStr>(text: &str, problem: &'static str, want: &str) -> Result<Option<T>, Wrong> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Wrong::new(problem, text, want)),
    }
}

/// What is wrong with a value, before it is known which field holds it.
struct Wrong {
    problem: String,
    got: String,
    want: String,
}

impl Wrong {
    fn new(problem: impl Into<String>, got: impl Display, want: impl Into<String>) -> Self {
        Self { problem: problem.into(), got: got.to_string(), want: want.into() }
    }

    fn text(problem: TextProblem, got: &str) -> Self {
        let want = match problem {
            TextProblem::TooLong { most } => format!("at most {most} characters"),
            TextProblem::ControlCharacter => "no line breaks or other control characters".to_owned(),
        };
        Self::new(problem.to_string(), got, want)
    }

    fn at(self, path: &str) -> FieldProblem {
        FieldProblem::new(path, self.problem, self.got, self.want)
    }
}
