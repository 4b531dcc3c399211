//! The browser's entry point, which the boot script calls.

use app::{App, ROOT_ID};
use wasm_bindgen::prelude::*;

/// Brings the page the server rendered to life.
///
/// Errors: when the document has no element for the app; the boot script then offers a reload.
#[wasm_bindgen]
pub fn hydrate() -> Result<(), JsValue> {
    leptos::mount::hydrate_from(root()?, App).forget();
    Ok(())
}

fn root() -> Result<web_sys::HtmlElement, JsValue> {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(ROOT_ID))
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| JsValue::from_str("the document has no element for the app"))
}
