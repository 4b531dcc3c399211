// Loads the app, offers a way out when it does not come to life, and keeps the service worker up to date.
// Plain JavaScript on purpose: after a failed hydration none of the app's own code runs any more.

const HYDRATION_LIMIT_MS = 20_000;
const RETURN_INTERVAL_MS = 3_000;
const UPDATE_INTERVAL_MS = 60 * 60 * 1000;

// The document names the module, so this file stays the same when only the app has changed.
const { js, wasm, build } = document.currentScript.dataset;
let isAlive = false;

// --- Notices -------------------------------------------------------------------------------------------------------

function notice(text, action, act) {
  document.querySelector(".page-notice")?.remove();
  const bar = document.createElement("div");
  bar.className = "page-notice";
  bar.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--main";
  button.textContent = action;
  button.addEventListener("click", act, { once: true });
  bar.append(words, button);
  // At the end of the body: an element before the app would derail a hydration that is only slow.
  document.body.append(bar);
}

function offerReload(text) {
  notice(text, "Reload", () => location.reload());
}

// --- The app -------------------------------------------------------------------------------------------------------

// A failed import is reported as an error of ours; scripts of extensions come from elsewhere and are none of our business.
function isOurs(event) {
  return event.error instanceof WebAssembly.RuntimeError || (event.filename ?? "").startsWith(`${location.origin}/assets/`);
}

addEventListener("error", (event) => {
  if (!isOurs(event)) return;
  offerReload(isAlive ? "Something went wrong on this page." : "This page did not come to life.");
});

async function start() {
  const watchdog = setTimeout(() => offerReload("This page is taking long to come to life."), HYDRATION_LIMIT_MS);
  try {
    const app = await import(js);
    await app.default({ module_or_path: wasm });
    app.hydrate();
    isAlive = true;
    document.documentElement.dataset.hydrated = "";
    document.querySelector(".page-notice")?.remove();
  } catch (error) {
    console.error(error);
    offerReload("This page did not come to life.");
  } finally {
    clearTimeout(watchdog);
  }
}

// --- The service worker --------------------------------------------------------------------------------------------

function buildOf(worker) {
  return new Promise((answer) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => answer(event.data);
    worker.postMessage("build", [channel.port2]);
  });
}

// A page of the waiting worker's own build has nothing to gain from a reload; older tabs keep their cached files.
async function offerUpdate(waiting) {
  if ((await buildOf(waiting)) === build) {
    waiting.postMessage("activate");
    return;
  }
  notice("A new version is ready.", "Update", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("activate");
  });
}

function watchInstall(worker) {
  worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) offerUpdate(worker);
  });
}

async function keepUpToDate() {
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (registration.waiting) offerUpdate(registration.waiting);
  watchInstall(registration.installing);
  registration.addEventListener("updatefound", () => watchInstall(registration.installing));
  const look = () => registration.update().catch(() => {});
  setInterval(look, UPDATE_INTERVAL_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
}

// --- The rail of plain pages ---------------------------------------------------------------------------------------

const REMEMBER_S = 365 * 24 * 60 * 60;

// On a live page the app folds its own rail; the cookie is the same, so that the next page comes as this one was left.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fold]");
  if (!button) return;
  const isFolded = document.querySelector(".shell").classList.toggle("shell--folded");
  button.setAttribute("aria-pressed", String(isFolded));
  document.cookie = `${button.dataset.fold}=${isFolded ? "on" : "off"}; path=/; max-age=${REMEMBER_S}; samesite=lax`;
});

// --- Keys in an open sheet -----------------------------------------------------------------------------------------

// Arrows walk from the search through what it found; Enter in the search takes the first.
document.addEventListener("keydown", (event) => {
  const stops = [...document.querySelectorAll("[open] .sheet__search, [open] .sheet__item")];
  const at = stops.indexOf(document.activeElement);
  const isEnter = event.key === "Enter" && at === 0;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? Number(isEnter);
  const stop = at >= 0 && step && stops[at + step];
  if (!stop) return;
  event.preventDefault();
  isEnter ? stop.click() : stop.focus();
});

// --- Back closes an open sheet -------------------------------------------------------------------------------------

// An open sheet holds an entry of the history at its page's own address, so that Back leaves the sheet and not the page.
// Closed by other means it goes back over that entry, and its links are followed from the page's.
let sheetAddress;
let isReturning = false;
let chosen;

const openSheet = () => document.querySelector("dialog[open]");

function goBack() {
  isReturning = true;
  history.back();
}

function settle() {
  const isHeld = Boolean(history.state?.sheet);
  if (isReturning || isHeld === Boolean(openSheet())) return;
  // Left over from a reload, or reached again by Forward.
  if (isHeld) return goBack();
  sheetAddress = location.href;
  history.pushState({ sheet: true }, "");
}

// Not every browser tells of a dialog that opens; its attribute does everywhere.
new MutationObserver(settle).observe(document, { attributeFilter: ["open"], subtree: true });

addEventListener("popstate", (event) => {
  const sheet = openSheet();
  // To the router, which knows no sheets, this is no step.
  if (isReturning || (sheet && location.href === sheetAddress)) event.stopImmediatePropagation();
  if (isReturning) {
    isReturning = false;
    chosen?.click();
    chosen = undefined;
    // By then a sheet that the link closes is closed; one that stays open needs its entry again.
    setTimeout(settle);
  } else if (sheet && !event.state?.sheet) {
    sheet.close();
  } else {
    settle();
  }
});

addEventListener("click", (event) => {
  const link = event.target.closest("[open] .sheet__item");
  if (!link || !history.state?.sheet || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  chosen = link;
  goBack();
}, true);

settle();

// --- Start ---------------------------------------------------------------------------------------------------------

const lookAfterWorker = () => navigator.serviceWorker && keepUpToDate().catch(() => {});
const retry = document.getElementById("retry");

if (js) {
  start().then(lookAfterWorker);
} else if (!retry) {
  // A plain page needs no app: it is alive as it came.
  document.documentElement.dataset.hydrated = "";
  lookAfterWorker();
} else {
  // The offline page has no app: it comes back when the server answers again.
  const heading = document.querySelector("h1");
  const tell = () => {
    heading.textContent = navigator.onLine ? "ScoopJoy does not answer" : "This device has no network";
  };
  const look = async () => {
    tell();
    const answer = await fetch("/readyz", { cache: "no-store" }).catch(() => undefined);
    if (answer?.ok) location.reload();
  };
  setInterval(look, RETURN_INTERVAL_MS);
  addEventListener("online", look);
  tell();
  retry.addEventListener("click", () => location.reload());
}
