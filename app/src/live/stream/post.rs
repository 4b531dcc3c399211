//! What the tabs of one browser tell each other.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::units::Scope;

/// One message on the channel. It travels as an array of texts, the first of which names it.
#[derive(Debug)]
pub(super) enum Post {
    /// A tab has taken the lead and wants to know who needs what.
    Lead,
    /// A tab shows this scope; said on opening, and again so that the leader knows it is still there.
    Want { tab: String, scope: Scope, fresh: bool },
    /// The leader's stream has no room for the scope of this tab.
    Full { tab: String },
    /// A tab is closing.
    Gone { tab: String },
    /// The leader heard this.
    Frame { event: String, data: String },
    /// The leader's connection: `true` while it is open.
    Line { open: bool },
}

impl Post {
    fn written(&self) -> Array {
        let of = |words: &[&str]| words.iter().copied().map(JsValue::from_str).collect();
        match self {
            Self::Lead => of(&["lead"]),
            Self::Want { tab, scope, fresh } => {
                of(&["want", tab, &scope.to_string(), if *fresh { "fresh" } else { "present" }])
            }
            Self::Full { tab } => of(&["full", tab]),
            Self::Gone { tab } => of(&["gone", tab]),
            Self::Frame { event, data } => of(&["frame", event, data]),
            Self::Line { open } => of(&["line", if *open { "open" } else { "lost" }]),
        }
    }

    fn read(message: &JsValue) -> Option<Self> {
        let words = message.dyn_ref::<Array>()?.iter().map(|word| word.as_string());
        let words: Vec<String> = words.collect::<Option<_>>()?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match *words {
            ["lead"] => Some(Self::Lead),
            ["want", tab, scope, fresh] => {
                Some(Self::Want { tab: tab.to_owned(), scope: scope.parse().ok()?, fresh: fresh == "fresh" })
            }
            ["full", tab] => Some(Self::Full { tab: tab.to_owned() }),
            ["gone", tab] => Some(Self::Gone { tab: tab.to_owned() }),
            ["frame", event, data] => Some(Self::Frame { event: event.to_owned(), data: data.to_owned() }),
            ["line", state] => Some(Self::Line { open: state == "open" }),
            _ => None,
        }
    }
}

/// The channel between the tabs.
pub(super) struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Joins the channel of that name; `None` where the browser has none.
    pub(super) fn join(name: &str, mut hear: impl FnMut(Post) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Closure::new(move |message: MessageEvent| {
            // A tab of another version may say what this one does not know.
            if let Some(post) = Post::read(&message.data()) {
                hear(post);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells every other tab.
    pub(super) fn say(&self, post: &Post) {
        // A closed channel means that this tab is leaving.
        let _ = self.channel.post_message(&post.written());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
