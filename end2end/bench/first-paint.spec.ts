// The first look at the live page over a slow line: a phone's processor and a throttled 4G connection.
import { test } from "../tests/support/test.ts";
import { Tills } from "../tests/support/tills.ts";
import { addRow, percentile } from "./rows.ts";

/** 1.6 Mbit/s, 150 ms round trip and a quarter of this processor: the usual stand-in for a mid-range phone on 4G. */
const LINE = { offline: false, latency: 150, downloadThroughput: (1_638.4 * 1_024) / 8, uploadThroughput: (750 * 1_024) / 8 };
const CPU_SLOWDOWN = 4;
const LOOKS = 5;

/** Runs in the page before its own scripts. */
function watchPaints(): void {
  const paints = { first: Number.NaN, largest: Number.NaN, hydrated: Number.NaN };
  Object.assign(window, { paints });
  new PerformanceObserver((list) => {
    paints.first = list.getEntriesByName("first-contentful-paint")[0]?.startTime ?? paints.first;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    paints.largest = list.getEntries().at(-1)?.startTime ?? paints.largest;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new MutationObserver(() => {
    if (Number.isNaN(paints.hydrated) && document.documentElement.hasAttribute("data-hydrated")) paints.hydrated = performance.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-hydrated"] });
}

test("the first look over a throttled line", async ({ browser, shop }) => {
  const tills = await Tills.at(shop);
  for (let count = 0; count < 60; count++) await tills.ring();
  const looks: { first: number; largest: number; hydrated: number }[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, serviceWorkers: "block" });
    const page = await context.newPage();
    await page.addInitScript(watchPaints);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", LINE);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    await page.goto(`${shop.url}/live`);
    await page.locator("html[data-hydrated]").waitFor({ state: "attached", timeout: 60_000 });
    await page.waitForTimeout(2_000);
    looks.push(await page.evaluate(() => (window as any).paints));
    await context.close();
  }
  const row = async (what: string, pick: (look: (typeof looks)[0]) => number, budget: string) => {
    const values = looks.map(pick);
    const [median, least, most] = [percentile(values, 0.5), Math.min(...values), Math.max(...values)];
    await addRow(`throttled 4G (1.6 Mbit/s, 150 ms, CPU ÷ 4): ${what}`, `${median.toFixed(0)} ms (${least.toFixed(0)}–${most.toFixed(0)})`, budget);
  };
  await row("first contentful paint", (look) => look.first, "≤ 1,000 ms");
  await row("largest contentful paint", (look) => look.largest, "≤ 2,500 ms");
  await row("page alive", (look) => look.hydrated, "");
});
