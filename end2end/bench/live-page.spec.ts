// The live page at fifty sales a second: how long a sale takes to the eye, and whether the page stays smooth and small.
import type { CDPSession, Page } from "@playwright/test";
import { open, test } from "../tests/support/test.ts";
import { Tills } from "../tests/support/tills.ts";
import { addRow, percentile } from "./rows.ts";

const SALES_PER_SECOND = 50;
const OUTLETS = ["mg-road", "bandra", "waterfront"];
const SECONDS = Number(process.env.SCOOPJOY_BENCH_PAGE_SECONDS ?? 600);
/** Loading is over and every cache of the engine is warm. */
const WARM_UP_SECONDS = Math.min(60, SECONDS / 5);

/** What the page has noted since it was opened. */
type Notes = { painted: Record<string, number>; longTasks: { at: number; ms: number }[]; shifts: { at: number; value: number }[] };

/** Runs in the page before its own scripts. */
function takeNotes(): void {
  const notes: Notes = { painted: {}, longTasks: [], shifts: [] };
  Object.assign(window, { notes });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) notes.longTasks.push({ at: task.startTime, ms: task.duration });
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries() as any[]) if (!shift.hadRecentInput) notes.shifts.push({ at: shift.startTime, value: shift.value });
  }).observe({ type: "layout-shift", buffered: true });
  const onceVisible = (ids: string[]) =>
    requestAnimationFrame(() => {
      // A task that is queued while a frame is made runs after that frame has been painted.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.timeOrigin + performance.now();
        for (const id of ids) notes.painted[id] ??= now;
      };
      channel.port2.postMessage(null);
    });
  new MutationObserver((changes) => {
    const links = changes.map((change) => (change.target as Element).getAttribute?.("href") ?? "");
    const ids = links.filter((link) => link.startsWith("/sales/")).map((link) => link.slice("/sales/".length));
    if (ids.length > 0) onceVisible(ids);
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["href"] });
}

/** Bytes of the page's JavaScript heap after a collection. */
async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  return (await devtools.send("Runtime.getHeapUsage")).usedSize;
}

/** Posts sales on schedule for `seconds`; returns when each was sent, in milliseconds of this machine's clock. */
async function sell(tills: Tills, seconds: number): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  const begun = performance.now();
  // Not by `Tills.ring`: the runner keeps every `expect` as a step, and thirty thousand of them take a whole core from the page.
  const answers: ReturnType<Tills["post"]>[] = [];
  for (let count = 0; count < seconds * SALES_PER_SECOND; count++) {
    const wait = begun + (count * 1_000) / SALES_PER_SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const sale = tills.sale(OUTLETS[count % OUTLETS.length]);
    sent.set(sale.id, performance.timeOrigin + performance.now());
    answers.push(tills.post("/sales", sale));
  }
  const refused = (await Promise.all(answers)).filter(({ status }) => status !== 201);
  if (refused.length > 0) throw new Error(`${refused.length} sales were refused, the first: ${JSON.stringify(refused[0].body)}`);
  return sent;
}

/** The worst five seconds of moving about, as the web vital counts them. */
function cumulativeShift(shifts: Notes["shifts"]): number {
  let worst = 0;
  let session: Notes["shifts"] = [];
  for (const shift of shifts) {
    const last = session.at(-1);
    if (!last || shift.at - last.at > 1_000 || shift.at - session[0].at > 5_000) session = [];
    session.push(shift);
    worst = Math.max(worst, session.reduce((sum, { value }) => sum + value, 0));
  }
  return worst;
}

/** Moves what the page has noted so far into `notes`: left in the page, twenty thousand ids would be measured as its heap. */
async function takeOver(notes: Notes, page: Page): Promise<void> {
  const fresh: Notes = await page.evaluate(() => {
    const { painted, longTasks, shifts } = (window as any).notes as Notes;
    (window as any).notes.painted = {};
    return { painted, longTasks: longTasks.splice(0), shifts: shifts.splice(0) };
  });
  notes.painted = { ...fresh.painted, ...notes.painted };
  notes.longTasks.push(...fresh.longTasks);
  notes.shifts.push(...fresh.shifts);
}

/** Each minute's p95, to tell a page that slows down from one that is slow. */
function byMinute(sent: Map<string, number>, painted: Notes["painted"]): string {
  const begun = Math.min(...sent.values());
  const minutes: number[][] = [];
  for (const [id, at] of sent) {
    if (id in painted) (minutes[Math.floor((at - begun) / 60_000)] ??= []).push(painted[id] - at);
  }
  return minutes.map((delays) => percentile(delays, 0.95).toFixed(0)).join(", ");
}

test("a long look at the live page", async ({ page, shop }) => {
  const tills = await Tills.at(shop);
  const devtools = await page.context().newCDPSession(page);
  await page.addInitScript(takeNotes);
  await open(page, "/live");
  const warm = await sell(tills, WARM_UP_SECONDS);
  const [warmHeap, warmAt] = [await heap(devtools), await page.evaluate(() => performance.now())];
  const notes: Notes = { painted: {}, longTasks: [], shifts: [] };
  const sent = new Map<string, number>();
  for (let left = SECONDS - WARM_UP_SECONDS; left > 0; left -= 20) {
    for (const [id, at] of await sell(tills, Math.min(left, 20))) sent.set(id, at);
    await takeOver(notes, page);
  }
  await page.waitForTimeout(1_000);
  await takeOver(notes, page);
  const grown = (await heap(devtools)) - warmHeap;

  const delays = [...sent].flatMap(([id, at]) => (id in notes.painted ? [notes.painted[id] - at] : []));
  const label = `live page, ${SALES_PER_SECOND} sales/s for ${SECONDS} s`;
  const [median, slow] = [percentile(delays, 0.5), percentile(delays, 0.95)].map((ms) => `${ms.toFixed(0)} ms`);
  await addRow(`${label}: sale posted → painted, p95`, `${slow} (p50 ${median}; by minute ${byMinute(sent, notes.painted)}; ${delays.length} of ${sent.size} sales seen)`, "≤ 150 ms");
  const long = notes.longTasks.filter(({ at }) => at > warmAt).map(({ ms }) => ms);
  await addRow(`${label}: tasks over 50 ms after the warm-up`, long.length === 0 ? "none" : `${long.length}, longest ${Math.max(...long).toFixed(0)} ms`, "none");
  await addRow(`${label}: heap's growth after the warm-up (${warm.size} sales)`, `${(grown / 1024 ** 2).toFixed(2)} MiB`, "≤ 1 MB");
  await addRow(`${label}: layout shift`, cumulativeShift(notes.shifts).toFixed(4), "< 0.02");
});
