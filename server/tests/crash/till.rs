//! A till that keeps what was not acknowledged and hands it in again.

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
    open: Vec<Value>,
    /// The sale and its first answer.
    acknowledged: Vec<(Value, Value)>,
}

type Http = Client<HttpConnector, Full<Bytes>>;

impl Book {
    pub(crate) fn new(key: &str, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        let pages = Pages { random, open: Vec::new(), acknowledged: Vec::new() };
        Self { key: key.into(), pages: Arc::new(Mutex::new(pages)), answers: watch::Sender::new(0) }
    }

    /// The sale and the first answer of everything that was acknowledged.
    pub(crate) fn acknowledged(&self) -> Vec<(Value, Value)> {
        self.pages().acknowledged.clone()
    }

    /// Waits until `more` further answers are in.
    pub(crate) async fn wait_for(&self, more: usize) {
        let goal = *self.answers.borrow() + more;
        self.answers.subscribe().wait_for(|answers| *answers >= goal).await.unwrap();
    }

    /// Sends until the server is gone. Now and then a sale that was acknowledged, which must get its first answer.
    pub(crate) async fn sell(self, server: SocketAddr) {
        let http = Client::builder(TokioExecutor::new()).build_http();
        loop {
            let repeated = self.pages().pick_acknowledged();
            let went_well = match repeated {
                Some((sale, first)) => self.repeat(&http, server, &sale, &first).await,
                None => {
                    let sale = self.pages().next_sale();
                    self.hand_in(&http, server, sale).await
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
        for sale in open {
            assert!(self.hand_in(&http, server, sale).await, "the server is gone");
        }
        for (sale, first) in self.acknowledged() {
            assert!(self.repeat(&http, server, &sale, &first).await, "the server is gone");
        }
    }

    async fn hand_in(&self, http: &Http, server: SocketAddr, sale: Value) -> bool {
        let Some((status, answer)) = self.post(http, server, &sale).await else {
            self.pages().open.push(sale);
            return false;
        };
        assert!(matches!(status, StatusCode::CREATED | StatusCode::OK), "{status}: {answer}");
        self.pages().acknowledged.push((sale, answer));
        self.answers.send_modify(|answers| *answers += 1);
        true
    }

    async fn repeat(&self, http: &Http, server: SocketAddr, sale: &Value, first: &Value) -> bool {
        let Some((status, answer)) = self.post(http, server, sale).await else { return false };
        assert_eq!((status, &answer), (StatusCode::OK, first), "not the first answer");
        true
    }

    /// None if the server went away before it answered.
    async fn post(&self, http: &Http, server: SocketAddr, sale: &Value) -> Option<(StatusCode, Value)> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("http://{server}/api/v1/sales"))
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::from(sale.to_string()))
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

impl Pages {
    fn pick_acknowledged(&mut self) -> Option<(Value, Value)> {
        if self.acknowledged.is_empty() || self.random.random_bool(0.9) {
            return None;
        }
        let index = self.random.random_range(0..self.acknowledged.len());
        Some(self.acknowledged[index].clone())
    }

    /// One that is still open, else a new one.
    fn next_sale(&mut self) -> Value {
        if let Some(sale) = self.open.pop() {
            return sale;
        }
        let outlet = ["mg-road", "indiranagar", "banjara-hills", "t-nagar"][self.random.random_range(0..4)];
        let (hour, item) = (self.random.random_range(10..22), self.random.random_range(0..8));
        let id = Uuid::from_u128(self.random.random());
        json!({
            "id": id, "number": "K-1", "outlet": outlet, "sold_at": format!("2026-01-05T{hour}:00:00+05:30"),
            "currency": "INR", "prices_include_tax": true, "total": "252.00",
            "lines": [{ "item": format!("crash-{item}"), "qty": "2", "unit_price": "126.00", "total": "252.00" }],
        })
    }
}
