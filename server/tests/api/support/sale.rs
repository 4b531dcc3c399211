//! Sales and returns as JSON, right unless told otherwise.

use serde_json::{Value, json};

/// A sale or return to be sent.
#[derive(Clone, Debug)]
pub(crate) struct SaleDraft(Value);

/// The `n`-th id.
pub(crate) fn id(n: u32) -> String {
    format!("0192f0c1-0000-7000-8000-{n:012x}")
}

/// One line of 252.00 INR at `mg-road`, sold half an hour ago, with the `n`-th id.
pub(crate) fn sale(n: u32) -> SaleDraft {
    SaleDraft(json!({
        "id": id(n), "number": format!("MG-{n:06}"), "outlet": "mg-road", "till": "T1", "till_seq": n, "cashier": "C3",
        "shift": null, "replaces": null, "sold_at": "2026-11-20T17:00:00+05:30", "currency": "INR",
        "prices_include_tax": false,
        "customer": {"ref": "C-17", "name": "Customer 17", "phone": "+919876543210", "email": null, "is_company": false},
        "lines": [line("VAN-500", "2", "120.00", "12.00", "252.00")],
        "discount": "0.00", "tax": "12.00", "rounding": "0.00", "total": "252.00",
        "tender": [{"kind": "cash", "amount": "300.00", "change": "48.00", "currency": "INR", "rate": null}],
    }))
}

/// A return of one of the two pieces of [`sale`].
pub(crate) fn half_return(n: u32) -> SaleDraft {
    SaleDraft(json!({
        "id": id(n), "number": format!("R-{n:06}"), "outlet": "mg-road", "returned_at": "2026-11-20T17:20:00+05:30",
        "currency": "INR", "lines": [line("VAN-500", "1", "120.00", "6.00", "126.00")], "total": "126.00",
        "reason": "melted",
    }))
}

/// A quote over [`sale`]'s line at `mg-road`, made half an hour ago, with the `n`-th id.
pub(crate) fn order(n: u32) -> SaleDraft {
    SaleDraft(json!({
        "id": id(n), "number": format!("Q-{n:06}"), "outlet": "mg-road", "state": "draft",
        "created_at": "2026-11-20T17:00:00+05:30", "delivery_date": "2026-11-24", "currency": "INR",
        "prices_include_tax": false,
        "customer": {"ref": "C-17", "name": "Customer 17", "phone": "+919876543210", "email": null, "is_company": false},
        "lines": [line("VAN-500", "2", "120.00", "12.00", "252.00")],
        "discount": "0.00", "tax": "12.00", "rounding": "0.00", "total": "252.00",
    }))
}

pub(crate) fn line(item: &str, qty: &str, unit_price: &str, tax: &str, total: &str) -> Value {
    json!({"item": item, "name": format!("Item {item}"), "category": "Tubs", "qty": qty, "unit_price": unit_price,
        "discount": "0.00", "tax": tax, "tax_rate": "5.00", "tax_code": null, "total": total})
}

impl SaleDraft {
    /// Nothing at all.
    pub(crate) fn empty() -> Self {
        Self(json!({}))
    }

    pub(crate) fn json(&self) -> Value {
        self.0.clone()
    }

    /// The same with another value at a JSON pointer whose parent exists.
    pub(crate) fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer begins with a slash");
        match self.0.pointer_mut(parent).expect("the parent is there") {
            Value::Array(elements) => {
                let at: usize = name.parse().expect("an index");
                elements[at] = value.into();
            }
            parent => parent[name] = value.into(),
        }
        self
    }

    /// The same without a field.
    pub(crate) fn without(mut self, pointer: &str) -> Self {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer begins with a slash");
        let parent =
            self.0.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent is an object");
        assert!(parent.remove(name).is_some(), "{pointer} is not there");
        self
    }
}
