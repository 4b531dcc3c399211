//! A till that keeps what was not acknowledged and hands it in again.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

/// What all tills have sent, and the answers they got.
#[derive(Clone)]
pub(crate) struct Book {
    key: Arc<str>,
    pages: Arc<Mutex<Pages>>,
    /// Answers so far.
    answers: watch::Sender<usize>,
}

struct Pages {
    random: StdRng,
    /// Sent and not answered.
    open: Vec<Deed>,
    /// With what was told of it first.
    acknowledged: Vec<(Deed, Value)>,
    /// Acknowledged sales that nothing has been brought back of and nobody has cancelled.
    whole: Vec<Value>,
}

/// Something a till posts.
#[derive(Clone)]
struct Deed {
    path: String,
    body: Value,
}

type Http = Client<HttpConnector, Full<Bytes>>;

impl Book {
    pub(crate) fn new(key: &str, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        let pages = Pages { random, open: Vec::new(), acknowledged: Vec::new(), whole: Vec::new() };
        Self { key: key.into(), pages: Arc::new(Mutex::new(pages)), answers: watch::Sender::new(0) }
    }

    /// The event of everything that was acknowledged, as [`crate::ledger::check`] names it.
    pub(crate) fn acknowledged(&self) -> BTreeMap<String, i64> {
        self.pages().acknowledged.iter().flat_map(|(deed, told)| deed.facts(told)).collect()
    }

    /// Waits until `more` further answers are in.
    pub(crate) async fn wait_for(&self, more: usize) {
        let goal = *self.answers.borrow() + more;
        self.answers.subscribe().wait_for(|answers| *answers >= goal).await.unwrap();
    }

    /// Sends until the server is gone. Now and then something that was acknowledged, which must get its first answer.
    pub(crate) async fn sell(self, server: SocketAddr) {
        let http = Client::builder(TokioExecutor::new()).build_http();
        loop {
            let repeated = self.pages().pick_acknowledged();
            let went_well = match repeated {
                Some((deed, first)) => self.repeat(&http, server, &deed, &first).await,
                None => {
                    let deed = self.pages().next_deed();
                    self.hand_in(&http, server, deed).await
                }
            };
            if !went_well {
                return;
            }
        }
    }

    /// Hands in what is still open. Every one must be taken now.
    pub(crate) async fn settle(&self, server: SocketAddr) {
        let http = Client::builder(TokioExecutor::new()).build_http();
        let open = std::mem::take(&mut self.pages().open);
        for deed in open {
            assert!(self.hand_in(&http, server, deed).await, "the server is gone");
        }
        let acknowledged = self.pages().acknowledged.clone();
        for (deed, first) in acknowledged {
            assert!(self.repeat(&http, server, &deed, &first).await, "the server is gone");
        }
    }

    async fn hand_in(&self, http: &Http, server: SocketAddr, deed: Deed) -> bool {
        let Some((status, answer)) = self.post(http, server, &deed).await else {
            self.pages().open.push(deed);
            return false;
        };
        assert!(status.is_success(), "{status}: {answer}");
        let told = deed.told(answer);
        self.pages().keep(deed, told);
        self.answers.send_modify(|answers| *answers += 1);
        true
    }

    async fn repeat(&self, http: &Http, server: SocketAddr, deed: &Deed, first: &Value) -> bool {
        let Some((status, answer)) = self.post(http, server, deed).await else { return false };
        assert_eq!((status, &deed.told(answer)), (StatusCode::OK, first), "not the first answer");
        true
    }

    /// None if the server went away before it answered.
    async fn post(&self, http: &Http, server: SocketAddr, deed: &Deed) -> Option<(StatusCode, Value)> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("http://{server}/api/v1/{}", deed.path))
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::from(deed.body.to_string()))
            .unwrap();
        let response = http.request(request).await.ok()?;
        let status = response.status();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        Some((status, serde_json::from_slice(&body).unwrap()))
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap()
    }
}

impl Deed {
    fn is_batch(&self) -> bool {
        self.body["sales"].is_array()
    }

    /// What an answer says of the deed, which is the same for a repeat. A batch is in as a whole, in however many parts.
    fn told(&self, answer: Value) -> Value {
        if !self.is_batch() {
            return answer;
        }
        assert_eq!(answer["rejected"], json!([]), "{answer}");
        let rows = |list: &str| answer[list].as_array().unwrap().clone();
        let mut rows = [rows("accepted"), rows("repeated")].concat();
        rows.sort_by_key(|row| row["index"].as_u64());
        Value::Array(rows)
    }

    /// The events that `told` tells of.
    fn facts(&self, told: &Value) -> Vec<(String, i64)> {
        let kind = if self.path.ends_with("/cancel") { " cancelled" } else { "" };
        let fact =
            |row: &Value| (format!("{}{kind}", row["id"].as_str().unwrap()), row["event"].as_i64().unwrap());
        told.as_array().map_or_else(|| vec![fact(told)], |rows| rows.iter().map(fact).collect())
    }
}

impl Pages {
    fn pick_acknowledged(&mut self) -> Option<(Deed, Value)> {
        if self.acknowledged.is_empty() || self.random.random_bool(0.9) {
            return None;
        }
        let index = self.random.random_range(0..self.acknowledged.len());
        Some(self.acknowledged[index].clone())
    }

    fn keep(&mut self, deed: Deed, told: Value) {
        if deed.path == "sales" && !deed.is_batch() {
            self.whole.push(deed.body.clone());
        }
        self.acknowledged.push((deed, told));
    }

    /// One that is still open, else a new one.
    fn next_deed(&mut self) -> Deed {
        if let Some(deed) = self.open.pop() {
            return deed;
        }
        let sale_again = match self.random.random_range(0..10) {
            kind @ (0 | 1) => self.whole.pop().map(|sale| (kind, sale)),
            2 => {
                let sales = [self.sale(), self.sale(), self.sale()];
                return Deed { path: "sales".to_owned(), body: json!({ "sales": sales }) };
            }
            _ => None,
        };
        let path = |sale: &Value, what| format!("sales/{}/{what}", sale["id"].as_str().unwrap());
        match sale_again {
            Some((0, sale)) => Deed { path: path(&sale, "returns"), body: self.half_back(&sale) },
            Some((_, sale)) => {
                Deed { path: path(&sale, "cancel"), body: json!({ "reason": "rung up wrong" }) }
            }
            None => Deed { path: "sales".to_owned(), body: self.sale() },
        }
    }

    /// One of the two pieces of a sale.
    fn half_back(&mut self, sale: &Value) -> Value {
        let (line, id) = (&sale["lines"][0], Uuid::from_u128(self.random.random()));
        json!({
            "id": id, "number": "K-2", "outlet": sale["outlet"], "returned_at": "2026-01-05T22:30:00+05:30",
            "currency": "INR", "prices_include_tax": true, "total": line["unit_price"], "reason": "melted",
            "lines": [{
                "item": line["item"], "qty": "1", "unit_price": line["unit_price"], "total": line["unit_price"],
            }],
        })
    }

    fn sale(&mut self) -> Value {
        let outlet = ["mg-road", "indiranagar", "banjara-hills", "t-nagar"][self.random.random_range(0..4)];
        let (hour, item) = (self.random.random_range(10..22), self.random.random_range(0..8));
        let (id, rupees) = (Uuid::from_u128(self.random.random()), self.random.random_range(100..1_000));
        json!({
            "id": id, "number": "K-1", "outlet": outlet, "sold_at": format!("2026-01-05T{hour}:00:00+05:30"),
            "currency": "INR", "prices_include_tax": true, "total": format!("{}.00", 2 * rupees),
            "lines": [{
                "item": format!("crash-{item}"), "qty": "2", "unit_price": format!("{rupees}.00"),
                "total": format!("{}.00", 2 * rupees),
            }],
        })
    }
}
