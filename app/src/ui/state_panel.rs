//! What stands in the place of data: nothing yet, failed, offline, not allowed.

use leptos::prelude::*;

use super::icon::{Drawing, Icon};
use crate::error::PageError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Empty,
    Failed,
    Offline,
    Locked,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Empty => "state",
            Self::Failed => "state state--failed",
            Self::Offline => "state state--offline",
            Self::Locked => "state state--locked",
        }
    }
}

/// A drawing, what is the matter, and what to do about it; `children` hold the action.
#[component]
pub fn StatePanel(
    tone: Tone,
    icon: Icon,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=tone.class()>
            <span class="state__icon"><Drawing icon/></span>
            <p class="state__title">{title}</p>
            <p class="state__text">{text}</p>
            {children.map(|children| view! { <div class="state__action">{children()}</div> })}
        </div>
    }
}

/// The panel for a failed read. The rest of the page goes on.
#[component]
pub fn FailedPanel(error: PageError, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    #[cfg(feature = "ssr")]
    error.send_status();
    let (tone, icon, title) = match &error {
        PageError::Malformed(_) => (Tone::Failed, Icon::Warning, "This cannot be shown as asked"),
        PageError::Forbidden(_) => (Tone::Locked, Icon::Lock, "Not within your rights"),
        PageError::NotFound(_) => (Tone::Empty, Icon::Cone, "There is nothing here"),
        PageError::Unavailable(_) => (Tone::Failed, Icon::Warning, "The server cannot answer now"),
        PageError::Unreachable => (Tone::Offline, Icon::Offline, unreachable()),
    };
    let text = error.to_string();
    view! {
        <StatePanel tone icon title=title.to_owned() text=text>
            {children.map(|children| children())}
        </StatePanel>
    }
}

/// A device without a network and a server that is down are not the same trouble, nor the same person's.
fn unreachable() -> &'static str {
    #[cfg(feature = "hydrate")]
    if !crate::browser::is_online() {
        return "This device has no network";
    }
    "ScoopJoy does not answer"
}
