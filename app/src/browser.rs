//! What the app asks of the browser around it. Everything that may be missing comes back as `None`.

use wasm_bindgen::JsCast;

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
