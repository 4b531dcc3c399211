//! The drawings: one path each, on a grid of 24, in the colour of the text around them.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Back,
    Chart,
    Check,
    Chevron,
    Close,
    Cone,
    Filter,
    Live,
    Lock,
    Network,
    Offline,
    Outlet,
    Refresh,
    Return,
    Sales,
    Sound,
    Mute,
    Table,
    Warning,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Back => "M15 6l-6 6 6 6",
            Self::Chart => "M5 20v-8M12 20V5M19 20v-11",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Chevron => "M7 10l5 5 5-5",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Cone => "M7 11h10L12 21zM6 11a6 6 0 0 1 12 0",
            Self::Filter => "M4 7h16M7 12h10M10 17h4",
            Self::Live => "M3 12h4l2.5-7 5 14 2.5-7h4",
            Self::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Self::Network => {
                "M12 3v6M12 9l-6 6M12 9l6 6M6 15a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM18 15a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
            }
            Self::Offline => {
                "M4 4l16 16M8.5 16.5a5 5 0 0 1 5-1.2M5 13a10 10 0 0 1 4-2.4M2 9.5A15 15 0 0 1 7 6.5M12 20v.1M11 6.1A15 15 0 0 1 22 9.5M15 10.8A10 10 0 0 1 19 13"
            }
            Self::Outlet => {
                "M4 10v10h16V10M3 10l2-6h14l2 6M3 10a3 3 0 0 0 6 0 3 3 0 0 0 6 0 3 3 0 0 0 6 0M10 20v-5h4v5"
            }
            Self::Refresh => "M20 5v5h-5M19.4 10A8 8 0 1 0 20 14",
            Self::Return => "M9 5L4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3",
            Self::Sales => "M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5",
            Self::Sound => "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
            Self::Mute => "M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
            Self::Table => "M4 5h16v14H4zM4 10h16M10 10v9",
            Self::Warning => "M12 4l9 16H3zM12 10v4M12 17v.2",
        }
    }
}

/// A drawing beside a word that says the same; screen readers pass over it.
#[component]
pub fn Drawing(#[prop(into)] icon: Signal<Icon>, #[prop(optional)] small: bool) -> impl IntoView {
    let class = if small { "icon icon--small" } else { "icon" };
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <path d=Signal::derive(move || icon.get().path())></path>
        </svg>
    }
}

/// The mark of the product.
#[component]
pub fn Mark(#[prop(optional)] class: &'static str) -> impl IntoView {
    view! {
        <svg class=format!("mark {class}") viewBox="0 0 64 64" aria-hidden="true">
            <rect class="mark__ground" width="64" height="64" rx="15"></rect>
            <path class="mark__cone" d="M19.5 34h25L33.7 55a1.9 1.9 0 0 1-3.4 0z"></path>
            <path
                class="mark__scoop"
                d="M14.5 31.5a17.5 17.5 0 0 1 35 0c0 4.6-6 5.6-7.9 2.2-1.9 4.4-7.6 4.4-9.6.4-2 4-7.7 4-9.6-.4-1.9 3.4-7.9 2.4-7.9-2.2z"
            ></path>
        </svg>
    }
}
