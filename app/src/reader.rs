//! Who reads the page: the locale for figures and what this device remembers. Server and browser find the same.

use leptos::prelude::*;

use crate::units::format::Locale;

/// Remembered for a year, per device.
#[cfg(feature = "hydrate")]
const REMEMBER_S: u32 = 365 * 86_400;

/// The reader of this page.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub locale: &'static Locale,
    /// Whether the navigation rail is folded to its icons.
    pub is_folded: RwSignal<bool>,
    /// Whether a sale makes a sound.
    pub wants_sound: RwSignal<bool>,
}

/// A choice that a cookie keeps, so that the first HTML shows it already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Folded,
    Sound,
}

impl Choice {
    /// The name of the cookie.
    pub fn cookie(self) -> &'static str {
        match self {
            Self::Folded => "scoopjoy-rail",
            Self::Sound => "scoopjoy-sound",
        }
    }

    /// The choice as a `Cookie` header or `document.cookie` holds it.
    fn read(self, cookies: &str) -> Option<bool> {
        cookies.split(';').find_map(|entry| match entry.trim().split_once('=')? {
            (name, "on") if name == self.cookie() => Some(true),
            (name, "off") if name == self.cookie() => Some(false),
            _ => None,
        })
    }

    /// Remembers the choice on this device.
    #[cfg(feature = "hydrate")]
    pub fn remember(self, is_on: bool) {
        let value = if is_on { "on" } else { "off" };
        let cookie = format!("{}={value}; path=/; max-age={REMEMBER_S}; samesite=lax", self.cookie());
        if let Some(document) = crate::browser::html_document() {
            // A browser that keeps no cookies forgets the choice, which is its reader's wish.
            let _ = document.set_cookie(&cookie);
        }
    }

    #[cfg(not(feature = "hydrate"))]
    pub fn remember(self, _is_on: bool) {}
}

impl Reader {
    /// The reader of this request or of this document.
    pub fn find() -> Self {
        let cookies = cookies();
        Self {
            locale: locale(),
            is_folded: RwSignal::new(Choice::Folded.read(&cookies).unwrap_or(false)),
            wants_sound: RwSignal::new(Choice::Sound.read(&cookies).unwrap_or(true)),
        }
    }

    /// The reader that the app put into the context.
    pub fn expect() -> Self {
        expect_context()
    }
}

/// The locale of this request, which the document then carries as `data-locale`.
#[cfg(feature = "ssr")]
pub fn locale() -> &'static Locale {
    header(&http::header::ACCEPT_LANGUAGE).map_or_else(Locale::fallback, |text| Locale::accepted(&text))
}

#[cfg(feature = "ssr")]
fn cookies() -> String {
    header(&http::header::COOKIE).unwrap_or_default()
}

#[cfg(feature = "ssr")]
fn header(name: &http::HeaderName) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    Some(parts.headers.get(name)?.to_str().ok()?.to_owned())
}

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub fn locale() -> &'static Locale {
    let tag = crate::browser::html_document()
        .and_then(|document| document.document_element())
        .and_then(|root| root.get_attribute("data-locale"));
    tag.map_or_else(Locale::fallback, |tag| Locale::of_tag(&tag))
}

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
fn cookies() -> String {
    crate::browser::html_document().and_then(|document| document.cookie().ok()).unwrap_or_default()
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
pub fn locale() -> &'static Locale {
    Locale::fallback()
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn cookies() -> String {
    String::new()
}

#[cfg(test)]
mod tests {
    use super::Choice;

    #[test]
    fn a_choice_is_read_among_other_cookies() {
        assert_eq!(Choice::Sound.read("a=b; scoopjoy-sound=off;x"), Some(false));
        assert_eq!(Choice::Folded.read("scoopjoy-rail=on"), Some(true));
        assert_eq!(Choice::Folded.read("scoopjoy-rail=maybe; other=on"), None);
    }
}
