//! What the tabs of one browser tell each other.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::units::Scope;

const CHANNEL: &str = "scoopjoy-live";

/// One message on the channel.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Post {
    /// A tab has taken the lead and wants to know who needs what.
    Lead,
    /// A tab shows this scope; said on opening, and again so that the leader knows it is still there.
    Want { tab: String, scope: Scope, fresh: bool },
    /// A tab is closing.
    Gone { tab: String },
    /// The leader heard this.
    Frame { event: String, data: String },
    /// The leader's connection: `true` while it is open.
    Line { open: bool },
}

/// The channel between the tabs.
pub(super) struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Joins the channel; `None` where the browser has none.
    pub(super) fn join(mut hear: impl FnMut(Post) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let listener = Closure::new(move |message: MessageEvent| {
            // A tab of another version may say what this one does not know.
            if let Some(post) = message.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) {
                hear(post);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells every other tab.
    pub(super) fn say(&self, post: &Post) {
        if let Ok(text) = serde_json::to_string(post) {
            // A closed channel means that this tab is leaving.
            let _ = self.channel.post_message(&JsValue::from_str(&text));
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
