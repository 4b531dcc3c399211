//! The tools of a live page: choosing a scope, the sound, a full check by hand.

use leptos::prelude::*;

use crate::dashboard::state::Sound;
use crate::reader::{Choice, Reader};
use crate::ui::frame::RailTool;
use crate::ui::icon::{Drawing, Icon};

/// Stands beside a sound that waits for leave; its name begins with the same words.
const ALLOW: &str = "Allow sound";

/// What the tools and the board of one page share. Lives longer than a board: the scope may change below it.
#[derive(Clone, Copy)]
pub struct Tools {
    pub is_choosing: RwSignal<bool>,
    pub sound: RwSignal<Sound>,
    /// Counts the presses of Refresh.
    pub refreshes: RwSignal<u32>,
    /// Counts the touches of the sound switch: the gesture that lets a browser play.
    pub touches: RwSignal<u32>,
}

impl Tools {
    pub fn new() -> Self {
        Self {
            is_choosing: RwSignal::new(false),
            sound: RwSignal::new(Sound::default()),
            refreshes: RwSignal::new(0),
            touches: RwSignal::new(0),
        }
    }

    fn switch_sound(self, reader: Reader) {
        let wants = reader.wants_sound;
        // A blocked sound is not switched off by the touch that was meant to allow it.
        if self.sound.get_untracked() != Sound::Blocked || !wants.get_untracked() {
            wants.update(|wants| *wants = !*wants);
            Choice::Sound.remember(wants.get_untracked());
        }
        // Whatever was the matter, this touch tries afresh.
        self.sound.set(Sound::Ready);
        self.touches.update(|touches| *touches += 1);
    }
}

impl Default for Tools {
    fn default() -> Self {
        Self::new()
    }
}

/// The tools in the top bar of wide screens.
#[component]
pub fn TopTools(tools: Tools) -> impl IntoView {
    let reader = Reader::expect();
    let blocked = move || is_blocked(reader, tools);
    view! {
        <button
            type="button"
            class="button topbar__tool"
            class:button--icon=move || !blocked()
            aria-pressed=crate::ui::text(move || reader.wants_sound.get().to_string())
            aria-label=Signal::derive(move || sound_label(tools.sound.get()))
            title=Signal::derive(move || sound_label(tools.sound.get()))
            on:click=move |_| tools.switch_sound(reader)
        >
            <Drawing icon=sound_icon(reader, tools)/>
            {move || blocked().then_some(ALLOW)}
        </button>
        <button
            type="button"
            class="button topbar__tool"
            on:click=move |_| tools.refreshes.update(|presses| *presses += 1)
        >
            <Drawing icon=Icon::Refresh small=true/>
            "Refresh"
        </button>
    }
}

/// The same in the bar of small screens.
#[component]
pub fn BarTools(tools: Tools) -> impl IntoView {
    let reader = Reader::expect();
    let switch = Callback::new(move |()| tools.switch_sound(reader));
    let pressed = Signal::derive(move || Some(reader.wants_sound.get()));
    let sound = crate::ui::text(move || if is_blocked(reader, tools) { ALLOW } else { "Sound" }.to_owned());
    view! {
        <RailTool icon=Icon::Network label="Scope" on_press=Callback::new(move |()| tools.is_choosing.set(true))/>
        <RailTool icon=sound_icon(reader, tools) label=sound pressed=pressed on_press=switch/>
        <RailTool
            icon=Icon::Refresh
            label="Refresh"
            on_press=Callback::new(move |()| tools.refreshes.update(|presses| *presses += 1))
        />
    }
}

/// Whether the reader wants a sound that the browser keeps back.
fn is_blocked(reader: Reader, tools: Tools) -> bool {
    reader.wants_sound.get() && tools.sound.get() == Sound::Blocked
}

fn sound_icon(reader: Reader, tools: Tools) -> Signal<Icon> {
    Signal::derive(move || match (reader.wants_sound.get(), tools.sound.get()) {
        (true, Sound::Ready) => Icon::Sound,
        _ => Icon::Mute,
    })
}

fn sound_label(sound: Sound) -> &'static str {
    match sound {
        Sound::Ready => "Sound on a sale",
        Sound::Blocked => "Allow sound on a sale: the browser waits for a press",
        Sound::Broken => "Sound on a sale: it could not be played",
    }
}
