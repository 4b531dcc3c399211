//! HTTP to a server on this machine.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer that is asked for here is longer.
const LONGEST_ANSWER: usize = 8 * 1_024 * 1_024;

/// Sends requests with one key over connections that are kept.
#[derive(Clone, Debug)]
pub struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    base: String,
    authorization: Option<HeaderValue>,
}

/// What the server said.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    /// When it wants to be asked again.
    pub retry_after: Option<Duration>,
    pub body: Bytes,
}

/// Why there is no client, or no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("{0:?} is not the address of a server: expected one such as http://127.0.0.1:3000")]
    Address(String),
    #[error("the key holds characters that no key has")]
    Key,
    #[error("the server does not answer: {0}")]
    Unreachable(String),
    #[error("the server answered {status}: {message}")]
    Refused { status: StatusCode, message: String },
    #[error("the server's answer cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl Client {
    /// A client of the server at `base`, with the secret of an API key or without.
    ///
    /// Errors: an address that is not `http://HOST:PORT`, or a key that cannot be sent.
    pub fn new(base: &str, key: Option<&str>) -> Result<Self, ClientError> {
        let wrong = || ClientError::Address(base.to_owned());
        let uri: Uri = base.parse().map_err(|_| wrong())?;
        let is_root = uri.path_and_query().is_none_or(|rest| rest.as_str() == "/");
        if uri.scheme_str() != Some("http") || uri.host().is_none() || !is_root {
            return Err(wrong());
        }
        let authorization = key.map(|key| HeaderValue::try_from(format!("Bearer {key}"))).transpose();
        Ok(Self {
            pool: Pool::builder(TokioExecutor::new()).build_http(),
            base: base.trim_end_matches('/').to_owned(),
            authorization: authorization.map_err(|_| ClientError::Key)?,
        })
    }

    /// Posts JSON. Errors: [`ClientError::Unreachable`] when there is no whole answer in time.
    pub async fn post(&self, path: &str, body: Bytes) -> Result<Answer, ClientError> {
        self.send(Method::POST, path, body).await
    }

    /// Reads JSON. Errors: no answer, another answer than 200, or one of another shape.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        let answer = self.send(Method::GET, path, Bytes::new()).await?;
        if answer.status != StatusCode::OK {
            return Err(ClientError::Refused { status: answer.status, message: answer.message() });
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }

    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Answer, ClientError> {
        let unreachable = |reason: String| ClientError::Unreachable(reason);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|_| ClientError::Address(format!("{}{path}", self.base)))?;
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(header::AUTHORIZATION, authorization.clone());
        }
        let exchange = async {
            let (head, body) =
                self.pool.request(request).await.map_err(|error| error.to_string())?.into_parts();
            let body =
                Limited::new(body, LONGEST_ANSWER).collect().await.map_err(|error| error.to_string())?;
            let retry_after = head.headers.get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok());
            let retry_after = retry_after.and_then(|wait| wait.parse().ok()).map(Duration::from_secs);
            Ok(Answer { status: head.status, retry_after, body: body.to_bytes() })
        };
        match tokio::time::timeout(PATIENCE, exchange).await {
            Ok(answer) => answer.map_err(unreachable),
            Err(_) => Err(unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
        }
    }
}

impl Answer {
    /// What the server said is wrong, else the beginning of its answer.
    #[must_use]
    pub fn message(&self) -> String {
        #[derive(serde::Deserialize)]
        struct Refusal {
            message: String,
            #[serde(default)]
            fields: Vec<Field>,
        }
        #[derive(serde::Deserialize)]
        struct Field {
            path: String,
            problem: String,
            want: String,
        }
        let Ok(refusal) = serde_json::from_slice::<Refusal>(&self.body) else {
            return String::from_utf8_lossy(&self.body).chars().take(200).collect();
        };
        let fields = refusal
            .fields
            .iter()
            .map(|Field { path, problem, want }| format!("; {path} {problem}: expected {want}"));
        fields.fold(refusal.message, |message, field| message + &field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_name_no_server_are_refused_with_an_example() {
        for base in ["", "127.0.0.1:3000", "https://127.0.0.1:3000", "http://127.0.0.1:3000/live", "http://"]
        {
            let refusal = Client::new(base, None).expect_err(base).to_string();
            assert!(refusal.contains("http://127.0.0.1:3000"), "{refusal}");
        }
        assert!(Client::new("http://127.0.0.1:3000/", Some("sj_x")).is_ok());
        assert!(matches!(Client::new("http://127.0.0.1:3000", Some("a\nb")), Err(ClientError::Key)));
    }

    #[test]
    fn a_refusal_is_told_with_its_fields() {
        let body = r#"{"code":"invalid","message":"no","fields":[{"path":"total","problem":"is off","got":"1","want":"2"}]}"#;
        let answer =
            Answer { status: StatusCode::UNPROCESSABLE_ENTITY, retry_after: None, body: body.into() };
        assert_eq!(answer.message(), "no; total is off: expected 2");
    }
}
