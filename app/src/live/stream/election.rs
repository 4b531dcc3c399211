//! Which of a browser's tabs holds the connection: the one that holds a lock, for as long as it lives.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

// `web-sys` calls the lock manager unstable; browsers do not, since 2022.
#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;
}

/// A place in the queue for the lead. Dropping it gives up the lead or the wait.
pub(super) struct Candidacy {
    waiting: AbortController,
    /// Ends the lead when it is called.
    release: Rc<RefCell<Option<Function>>>,
    _granted: Closure<dyn FnMut() -> Promise>,
}

impl Candidacy {
    /// Queues for the lock of that name; `on_lead` runs when this tab has it. `None` where the browser knows no locks.
    pub(super) fn stand(name: &str, on_lead: impl Fn() + 'static) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(|locks| locks.is_object())?;
        let waiting = AbortController::new().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &waiting.signal()).ok()?;
        let release = Rc::new(RefCell::new(None));
        let held = release.clone();
        let granted = Closure::new(move || {
            // The lock is held until this promise is kept.
            let until = Promise::new(&mut |resolve, _reject| *held.borrow_mut() = Some(resolve));
            on_lead();
            until
        });
        let request =
            locks.unchecked_ref::<Locks>().request(name, &options, granted.as_ref().unchecked_ref()).ok()?;
        // Giving up the wait refuses the promise, which is no mistake, when this place in the queue is gone already.
        let refused = Closure::new(|_: JsValue| {});
        let _ = request.catch(&refused);
        refused.forget();
        Some(Self { waiting, release, _granted: granted })
    }
}

impl Drop for Candidacy {
    fn drop(&mut self) {
        match self.release.borrow_mut().take() {
            Some(release) => drop(release.call0(&JsValue::UNDEFINED)),
            None => self.waiting.abort(),
        }
    }
}
