//! The frame around every page: the rail (a bar below on small screens) and the top bar.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::icon::{Drawing, Icon, Mark};
#[cfg(feature = "ssr")]
use super::plain::{PlainFold, PlainTools};
use crate::paths;
use crate::reader::{Choice, Reader};
use crate::units::Scope;

/// What stands in the rail below its links, from whoever knows the network. In the context of every page.
#[derive(Clone)]
pub struct RailEntries(pub ViewFn);

/// Rail and page side by side. `tools` stand in the bar of small screens, which has no room for them above.
#[component]
pub fn Frame(
    #[prop(optional)] tools: Option<AnyView>,
    /// On a page without the app's scripts the boot script folds the rail, and the tools are links.
    #[prop(optional)]
    is_plain: bool,
    children: Children,
) -> impl IntoView {
    let reader = Reader::expect();
    view! {
        <div class="shell" class:shell--folded=reader.is_folded>
            // The router would change the address and leave the focus.
            <a class="skip-link visually-hidden" href="#main" rel="external">"Skip to content"</a>
            <Rail tools is_plain/>
            {children()}
        </div>
    }
}

/// The scope that the page's address names, which the links of the rail keep.
pub fn shown_scope() -> impl Fn() -> Scope + Copy + Send + Sync + 'static {
    let location = use_location();
    move || {
        let asked = location.query.with(|query| query.get("scope"));
        location.pathname.with(|here| paths::scope_of_page(here, asked.as_deref()))
    }
}

#[component]
fn Rail(tools: Option<AnyView>, is_plain: bool) -> impl IntoView {
    let scope = shown_scope();
    let live = super::text(move || paths::live_of(&scope(), None));
    let sales = super::text(move || paths::sales_of(&scope()));
    let summaries = super::text(move || paths::summaries_of(&scope()));
    view! {
        <nav class="rail" aria-label="Main">
            <a class="rail__brand" href=paths::live()>
                <Mark/>
                <span class="rail__name">"ScoopJoy"</span>
            </a>
            <ul class="rail__list">
                <RailLink page=paths::live() href=live icon=Icon::Live label="Live"/>
                <RailLink page=paths::sales() href=sales icon=Icon::Sales label="Sales" rel="external"/>
                <RailLink page=paths::summaries() href=summaries icon=Icon::Table label="Days" rel="external"/>
                {bar_tools(tools, is_plain)}
            </ul>
            {use_context::<RailEntries>().map(|entries| entries.0.run())}
            {fold_button(is_plain)}
        </nav>
    }
}

// Plain pages are the server's alone: the browser's module carries nothing of theirs.

#[cfg_attr(not(feature = "ssr"), expect(unused_variables, reason = "no plain page is ever hydrated"))]
fn bar_tools(tools: Option<AnyView>, is_plain: bool) -> AnyView {
    #[cfg(feature = "ssr")]
    if is_plain {
        let scope = shown_scope();
        let analytics = super::text(move || paths::analytics_of(&scope()));
        return view! {
            <RailLink page="/analytics".to_owned() href=analytics icon=Icon::Chart label="Analytics" rel="external"/>
            <PlainTools/>
        }
        .into_any();
    }
    tools.into_any()
}

#[cfg_attr(not(feature = "ssr"), expect(unused_variables, reason = "no plain page is ever hydrated"))]
fn fold_button(is_plain: bool) -> AnyView {
    #[cfg(feature = "ssr")]
    if is_plain {
        return view! { <PlainFold/> }.into_any();
    }
    view! { <FoldButton/> }.into_any()
}

#[component]
fn FoldButton() -> impl IntoView {
    let reader = Reader::expect();
    let fold = move |_| {
        reader.is_folded.update(|is_folded| *is_folded = !*is_folded);
        Choice::Folded.remember(reader.is_folded.get_untracked());
    };
    view! {
        <div class="rail__foot">
            <button
                type="button"
                class="rail__item rail__fold"
                aria-pressed=super::text(move || reader.is_folded.get().to_string())
                on:click=fold
            >
                <Drawing icon=Icon::Back/>
                <span class="rail__label">"Fold away"</span>
            </button>
        </div>
    }
}

#[component]
fn RailLink(
    /// The path by which the link is known as the current one.
    page: String,
    href: Signal<String>,
    icon: Icon,
    label: &'static str,
    /// `external` for a page that is loaded whole.
    #[prop(optional)]
    rel: Option<&'static str>,
) -> impl IntoView {
    let location = use_location();
    let current = Signal::derive(move || {
        location.pathname.with(|here| match here.strip_prefix(&page)? {
            "" => Some("page"),
            // One of its entries.
            below => below.starts_with('/').then_some("true"),
        })
    });
    view! {
        <li>
            <a class="rail__item" href=href rel=rel aria-current={current}>
                <Drawing icon/>
                <span class="rail__label">{label}</span>
            </a>
        </li>
    }
}

/// A tool of the page, in the bar of small screens.
#[component]
pub fn RailTool(
    #[prop(into)] icon: Signal<Icon>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] pressed: MaybeProp<bool>,
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <li class="rail__tool">
            <button
                type="button"
                class="rail__item"
                aria-pressed=Signal::derive(move || pressed.get().map(|pressed| pressed.to_string()))
                on:click=move |_| on_press.run(())
            >
                <Drawing icon/>
                <span class="rail__label">{label}</span>
            </button>
        </li>
    }
}

/// The bar over a page: where one is, and the tools of the page.
#[component]
pub fn TopBar(
    /// The page's only first-level heading.
    heading: ViewFn,
    #[prop(into)] note: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="topbar">
            <Mark class="topbar__mark"/>
            <div class="topbar__where">
                <h1 class="topbar__title">{heading.run()}</h1>
                <p class="topbar__day">{note}</p>
            </div>
            <div class="topbar__tools">{children.map(|children| children())}</div>
        </header>
    }
}
