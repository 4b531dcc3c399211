//! What the app asks of the browser around it. Everything that may be missing comes back as `None`.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::set_timeout_with_handle;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::error::PageError;

/// The page's document.
pub(crate) fn html_document() -> Option<web_sys::HtmlDocument> {
    web_sys::window()?.document()?.dyn_into().ok()
}

/// The content of `<meta name="…">`.
pub(crate) fn meta(name: &str) -> Option<String> {
    let element = html_document()?.query_selector(&format!("meta[name=\"{name}\"]")).ok()??;
    element.get_attribute("content")
}

/// Milliseconds since the page was opened, on a clock that never jumps.
pub(crate) fn elapsed_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Whether the browser believes it has a network.
pub(crate) fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Whether nobody can see the page.
pub(crate) fn is_hidden() -> bool {
    html_document().is_some_and(|document| document.hidden())
}

/// Waits. Ends at once where the browser keeps no time.
pub(crate) async fn rest(time: Duration) {
    let elapsed = Promise::new(&mut |resolve, _refuse| {
        let planned = resolve.clone();
        let wake = move || drop(planned.call0(&JsValue::UNDEFINED));
        if set_timeout_with_handle(wake, time).is_err() {
            drop(resolve.call0(&JsValue::UNDEFINED));
        }
    });
    // It is never refused.
    let _ = JsFuture::from(elapsed).await;
}

/// Reads JSON from an address of this server. A refusal keeps the message the server gives for it.
pub(crate) async fn read<T: DeserializeOwned>(path: &str) -> Result<T, PageError> {
    let (status, body) = fetch(path).await.map_err(|_| PageError::Unreachable)?;
    match status {
        200 => serde_json::from_str(&body).map_err(|_| PageError::Unreachable),
        400 | 422 => Err(PageError::Malformed(message(&body))),
        403 => Err(PageError::Forbidden(message(&body))),
        404 => Err(PageError::NotFound(message(&body))),
        _ => Err(PageError::Unavailable(message(&body))),
    }
}

async fn fetch(path: &str) -> Result<(u16, String), JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let response: Response = JsFuture::from(window.fetch_with_str(path)).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?;
    Ok((response.status(), body.as_string().unwrap_or_default()))
}

/// The sentence in an answer `{"code","message","fields"}`.
fn message(body: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Answer {
        message: String,
    }
    serde_json::from_str::<Answer>(body)
        .map_or_else(|_| "The server gave no reason.".to_owned(), |answer| answer.message)
}

/// `text` in lower case, by the browser's own tables.
pub(crate) fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
