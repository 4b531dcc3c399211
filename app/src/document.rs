//! The HTML document around the app: head, assets and the content security policy.

use leptos::prelude::*;
use leptos_meta::MetaTags;
use serde::{Deserialize, Serialize};

use crate::{App, ROOT_ID, reader};

/// Addresses of the built assets, each with its content hash. Source: the manifest that the build writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetNames {
    /// The script that loads the app and offers a way out when that fails.
    pub boot: String,
    /// The bindings of the WASM module.
    pub js: String,
    /// The WASM module.
    pub wasm: String,
    /// The bundled stylesheet.
    pub css: String,
    /// The chart library, loaded after the first paint.
    pub charts: String,
    /// The name of the build, which page and service worker compare.
    pub build: String,
}

/// Renders the whole document for one request and sends the content security policy that fits it.
///
/// `assets`: `None` where nothing was built; the page then works without scripts and styles.
pub fn shell(assets: Option<AssetNames>) -> impl IntoView {
    #[cfg(feature = "ssr")]
    send_policy();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-locale=reader::locale().tag>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                {assets.map(|names| view! { <AssetLinks names/> })}
                <meta name="theme-color" content="#f7f4ef" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0e1320" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <MetaTags/>
            </head>
            <body>
                // The app hydrates into its own element: what an extension puts into the body cannot derail it.
                <div id=ROOT_ID>
                    <App/>
                </div>
            </body>
        </html>
    }
}

/// Fetches everything early; the boot script starts it.
#[component]
fn AssetLinks(names: AssetNames) -> impl IntoView {
    // A plain page has no module to fetch; the boot script then only looks after the service worker.
    let module = (!is_plain_page()).then_some((names.js, names.wasm));
    let (js, wasm) = module.clone().unzip();
    view! {
        <link rel="stylesheet" href=names.css/>
        {module.map(|(js, wasm)| view! {
            <link rel="modulepreload" href=js/>
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        })}
        <meta name="scoopjoy-charts" content=names.charts/>
        <script src=names.boot defer data-js=js data-wasm=wasm data-build=names.build></script>
    }
}

#[cfg(feature = "ssr")]
fn is_plain_page() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| crate::paths::is_plain(parts.uri.path()))
}

#[cfg(not(feature = "ssr"))]
fn is_plain_page() -> bool {
    false
}

#[cfg(feature = "ssr")]
fn send_policy() {
    let (Some(nonce), Some(response)) =
        (leptos::nonce::use_nonce(), use_context::<leptos_axum::ResponseOptions>())
    else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    );
    if let Ok(value) = http::HeaderValue::from_str(&policy) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}
