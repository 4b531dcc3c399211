//! From the JSON of an entry to its draft, with every field that is wrong.

use std::fmt::{self, Display};

use app::units::Code;
use uuid::Uuid;

use super::body::{CancelBody, CustomerBody, EntryBody, LineBody, TenderBody};
use super::values::{self, Wrong};
use crate::fields::{FieldProblem, Problems};
use crate::json::{Bounded, Object, Warnings};
use crate::sales::EntryKind;
use crate::sales::MOST_LINES;
use crate::sales::draft::{CustomerDraft, EntryDraft, LineDraft, TenderDraft};
use crate::sales::exact::Number;
use crate::sales::record::instant_field;
use crate::sales::submit::{Delivery, Unreadable};
use crate::sales::text::Text;

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
    let mut reader = Reader::default();
    let id = reader.required("id", body.id.take(), values::uuid);
    let outlet = reader.required("outlet", body.outlet.take(), values::code);
    let draft = reader.draft(Fields { kind, linked, id, outlet: outlet.clone() }, body);
    match draft {
        Some(draft) if reader.0.is_empty() => Ok(draft),
        _ => Err(Unreadable { kind, id, outlet, problems: reader.0.into_vec() }),
    }
}

/// The reason of a cancellation.
pub(super) fn reason(body: CancelBody) -> Result<Text, Vec<FieldProblem>> {
    let mut reader = Reader::default();
    reader.required("reason", body.reason, values::text).ok_or_else(|| reader.0.into_vec())
}

/// What is known before the rest is read.
struct Fields {
    kind: EntryKind,
    linked: Option<Uuid>,
    id: Option<Uuid>,
    outlet: Option<Code>,
}

/// Reads fields and notes what is wrong with them.
#[derive(Default)]
pub(crate) struct Reader(pub(crate) Problems);

impl Reader {
    /// The draft, if nothing required is missing. All fields are read before the first absence ends it.
    fn draft(&mut self, known: Fields, body: EntryBody) -> Option<EntryDraft> {
        let instant = match known.kind {
            EntryKind::Sale => body.sold_at,
            EntryKind::Return => body.returned_at,
        };
        let number = self.required("number", body.number, values::text);
        let at = self.required(instant_field(known.kind), instant, values::instant);
        let currency = self.required("currency", body.currency, values::currency);
        let total = self.required("total", body.total, values::number);
        let lines = self.lines(body.lines);
        let till = self.optional("till", body.till, values::text);
        let till_seq = self.optional("till_seq", body.till_seq, values::count);
        let cashier = self.optional("cashier", body.cashier, values::text);
        let shift = self.optional("shift", body.shift, values::text);
        let discount = self.optional("discount", body.discount, values::number);
        let tax = self.optional("tax", body.tax, values::number);
        let rounding = self.optional("rounding", body.rounding, values::number);
        let customer = body.customer.and_then(|Object(customer)| self.customer(customer));
        let tender = body.tender.and_then(|rows| self.tender(rows.0, total));
        let (replaces, sale, reason) = match known.kind {
            EntryKind::Sale => (self.optional("replaces", body.replaces, values::uuid), None, None),
            EntryKind::Return => {
                let sale = self.optional("sale", body.sale, values::uuid);
                let reason = self.required("reason", body.reason, values::text);
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

    pub(crate) fn lines(
        &mut self,
        lines: Option<Bounded<Object<LineBody>, MOST_LINES>>,
    ) -> Option<Vec<LineDraft>> {
        let Some(Bounded(lines)) = lines else {
            self.0.add(FieldProblem::new("lines", "is missing", "", "1 to 5000 lines"));
            return None;
        };
        // Read all of them before the first absence ends it: each has its own problems to tell.
        let read: Vec<_> =
            lines.into_iter().enumerate().map(|(at, Object(line))| self.line(at, line)).collect();
        read.into_iter().collect()
    }

    fn line(&mut self, at: usize, line: LineBody) -> Option<LineDraft> {
        let field = |name: &'static str| fmt::from_fn(move |f| write!(f, "lines[{at}].{name}"));
        let item = self.required(field("item"), line.item, values::item);
        let qty = self.required(field("qty"), line.qty, values::number);
        let unit_price = self.required(field("unit_price"), line.unit_price, values::number);
        let total = self.required(field("total"), line.total, values::number);
        let name = self.optional(field("name"), line.name, values::text);
        let category = self.optional(field("category"), line.category, values::text);
        let discount = self.optional(field("discount"), line.discount, values::number);
        let tax = self.optional(field("tax"), line.tax, values::number);
        let tax_rate = self.optional(field("tax_rate"), line.tax_rate, values::number);
        let tax_code = self.optional(field("tax_code"), line.tax_code, values::text);
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
    pub(crate) fn customer(&mut self, customer: CustomerBody) -> Option<CustomerDraft> {
        let draft = CustomerDraft {
            reference: self.optional("customer.ref", customer.reference, values::text),
            name: self.optional("customer.name", customer.name, values::text),
            phone: self.optional("customer.phone", customer.phone, values::text),
            email: self.optional("customer.email", customer.email, values::text),
            is_company: customer.is_company,
        };
        (draft != CustomerDraft::default()).then_some(draft)
    }

    /// `None` for a list of nothing, which is worth a total of zero alone.
    fn tender(&mut self, rows: Vec<Object<TenderBody>>, total: Option<Number>) -> Option<Vec<TenderDraft>> {
        if rows.is_empty() {
            if let Some(total) = total.filter(|total| total.units() != 0) {
                let want = format!("rows that are worth {total}, or no tender");
                self.0.add(FieldProblem::new("tender", "is not worth the total", "no row", want));
            }
            return None;
        }
        let rows = rows.into_iter().enumerate();
        rows.map(|(at, Object(row))| self.tender_row(at, row)).collect()
    }

    fn tender_row(&mut self, at: usize, row: TenderBody) -> Option<TenderDraft> {
        let field = |name: &'static str| fmt::from_fn(move |f| write!(f, "tender[{at}].{name}"));
        let kind = self.required(field("kind"), row.kind, values::text);
        let amount = self.required(field("amount"), row.amount, values::number);
        let change = self.optional(field("change"), row.change, values::number);
        let currency = self.optional(field("currency"), row.currency, values::currency);
        let rate = self.optional(field("rate"), row.rate, values::exact);
        Some(TenderDraft { kind: kind?, amount: amount?, change, currency, rate })
    }

    /// The field's value; a problem when it is absent, empty or wrong. Only then is its path written out.
    pub(crate) fn required<T>(
        &mut self,
        path: impl Display,
        sent: Option<impl AsRef<str>>,
        read: impl Fn(&str) -> Result<Option<T>, Wrong>,
    ) -> Option<T> {
        let missing = || Wrong::new("is missing", "", "a value");
        let read = sent.map_or_else(|| Err(missing()), |sent| read(sent.as_ref())?.ok_or_else(missing));
        self.or_problem(path, read)
    }

    /// The field's value, `None` when it is absent or empty; a problem when it is wrong.
    pub(crate) fn optional<T>(
        &mut self,
        path: impl Display,
        sent: Option<impl AsRef<str>>,
        read: impl Fn(&str) -> Result<Option<T>, Wrong>,
    ) -> Option<T> {
        let read = read(sent?.as_ref());
        self.or_problem(path, read).flatten()
    }

    fn or_problem<T>(&mut self, path: impl Display, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|wrong| self.0.add(wrong.at(&path.to_string()))).ok()
    }
}
