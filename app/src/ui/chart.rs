//! The drawing library behind the charts: loaded once, after the first paint, and only where a chart is.
//!
//! Its classes come from a script of our own (`frontend/assets/charts.js`) that sets `globalThis.echarts`. Every call may fail
//! and says so, so a missing script costs a chart its details and the page nothing.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlScriptElement, ResizeObserver};

use crate::browser;

#[wasm_bindgen]
extern "C" {
    type Handle;
    #[wasm_bindgen(js_namespace = echarts, js_name = init, catch)]
    fn init(element: &HtmlElement) -> Result<Handle, JsValue>;
    #[wasm_bindgen(method, js_name = setOption, catch)]
    fn set_option(this: &Handle, option: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn resize(this: &Handle) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn dispose(this: &Handle) -> Result<(), JsValue>;
}

thread_local! {
    /// The one loading of the script; empty again after a failure, so that it can be tried anew.
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Loads the library. Errors: when the page names none, or the script does not arrive.
pub async fn load() -> Result<(), JsValue> {
    let loading = LOADING.with_borrow_mut(|slot| match slot {
        Some(loading) => Ok(loading.clone()),
        None => fetch_script().map(|loading| slot.insert(loading).clone()),
    })?;
    let loaded = JsFuture::from(loading).await;
    if loaded.is_err() {
        LOADING.set(None);
    }
    loaded.map(drop)
}

fn fetch_script() -> Result<Promise, JsValue> {
    let missing = || JsValue::from_str("the page names no drawing library");
    let url = browser::meta("scoopjoy-charts").filter(|url| !url.is_empty()).ok_or_else(missing)?;
    let document = browser::html_document().ok_or_else(missing)?;
    let script: HtmlScriptElement = document.create_element("script")?.dyn_into().map_err(|_| missing())?;
    script.set_src(&url);
    let arrived = Promise::new(&mut |resolve, reject| {
        script.set_onload(Some(&resolve));
        script.set_onerror(Some(&reject));
    });
    document.head().ok_or_else(missing)?.append_child(&script)?;
    Ok(arrived)
}

/// A chart on the page. Dropping it takes it off and lets go of everything.
pub struct Chart {
    handle: std::rc::Rc<Handle>,
    sizes: ResizeObserver,
    _on_size: Closure<dyn FnMut()>,
}

impl Chart {
    /// Puts an empty chart into `element`, which gives it its size from then on. Errors: before [`load`].
    pub fn place(element: &HtmlElement) -> Result<Self, JsValue> {
        let handle = std::rc::Rc::new(init(element)?);
        let resized = handle.clone();
        let on_size = Closure::new(move || {
            // A chart that cannot follow its place keeps its size.
            let _ = resized.resize();
        });
        let sizes = ResizeObserver::new(on_size.as_ref().unchecked_ref())?;
        sizes.observe(element);
        Ok(Self { handle, sizes, _on_size: on_size })
    }

    /// Draws `option`, a JSON text, merged into what was drawn before by the ids of its series.
    pub fn draw(&self, option: &str) -> Result<(), JsValue> {
        self.handle.set_option(&js_sys::JSON::parse(option)?)
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        self.sizes.disconnect();
        // It is leaving the page in any case.
        let _ = self.handle.dispose();
    }
}
