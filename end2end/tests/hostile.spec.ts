// Names that try to become code: on every page they stay names.
import type { Page } from "@playwright/test";
import { expect, open, test } from "./support/test.ts";
import { HOSTILE_TEXTS } from "./support/hostile.ts";
import { Tills } from "./support/tills.ts";

const OUTLETS = 16;
/** Lines of one sale, so that its page shows as many names. */
const LINES = 38;

/** Every outlet, franchise and region has a hostile name. */
function hostileOrganisation(): string {
  const text = (at: number) => JSON.stringify(HOSTILE_TEXTS[at % HOSTILE_TEXTS.length]);
  const outlets = Array.from(
    { length: OUTLETS },
    (_, at) => `[[outlets]]\ncode = "o-${at}"\nname = ${text(at * 19)}\nregion = "r"\nfranchise = "f"\ntime_zone = "Asia/Kolkata"\n`,
  );
  return `name = ${text(5)}\ndefault_currency = "INR"\nregions = [{ code = "r", name = ${text(46)} }]\nfranchises = [{ code = "f", name = ${text(7)} }]\n\n${outlets.join("\n")}`;
}

/** Fails when a text has run, or would have run but for the policy. */
async function watch(page: Page): Promise<string[]> {
  const events: string[] = [];
  await page.exposeFunction("ran", () => events.push("a text ran as code"));
  await page.exposeFunction("refused", (what: string) => events.push(`the policy had to refuse ${what}`));
  page.on("dialog", async (dialog) => {
    events.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => (window as any).refused(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return events;
}

/** Elements and attributes that only a text which was taken for markup can have made. */
async function strangers(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const made = [...document.querySelectorAll("#app *")].filter(
      (element) =>
        /^(img|iframe|object|embed|video|audio|base|math|style|template|details\[open\])$/i.test(element.localName) ||
        [...element.attributes].some(({ name, value }) => /^on/i.test(name) || /^\s*(javascript|data):/i.test(value)),
    );
    return made.map((element) => element.outerHTML.slice(0, 200));
  });
}

test("no text that comes in from outside runs as code on any page", async ({ page, shop }) => {
  test.setTimeout(180_000);
  const tills = await Tills.at(shop, hostileOrganisation());
  const events = await watch(page);
  await open(page, "/live");

  const sales: string[] = [];
  for (const [at, text] of HOSTILE_TEXTS.entries()) {
    const names = Array.from({ length: at % 38 === 0 ? LINES : 1 }, (_, line) => HOSTILE_TEXTS[(at + line) % HOSTILE_TEXTS.length]);
    const lines = names.map((name, line) => ({ item: `i-${(at + line) % 304}`, name, category: text, qty: "1", unit_price: "1.00", total: "1.00" }));
    const sale = tills.sale(`o-${at % OUTLETS}`, 1, {
      number: text,
      till: text,
      customer: { ref: text, name: text },
      lines,
      total: `${lines.length}.00`,
    });
    await tills.ring(sale);
    if (names.length > 1) sales.push(sale.id);
    if (at % 50 === 49) await expect(page.locator(".feed")).toContainText(text.trim());
  }
  const returned = { ...tills.sale("o-0", 1), returned_at: new Date().toISOString(), sold_at: undefined, reason: HOSTILE_TEXTS[4] };
  const answer = await tills.post("/returns", returned);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  expect((await tills.post(`/sales/${sales[1]}/cancel`, { reason: HOSTILE_TEXTS[8] })).status).toBe(200);

  const pages = ["/live", "/live?scope=region:r", "/live?scope=franchise:f", "/sales"];
  pages.push(...Array.from({ length: OUTLETS }, (_, at) => `/outlets/o-${at}`), ...sales.map((id) => `/sales/${id}`));
  for (const path of pages) {
    await page.goto(path, { waitUntil: "load" });
    await expect(page.getByRole("main"), path).toBeVisible();
    expect(await strangers(page), path).toEqual([]);
  }
  await open(page, "/live");
  await page.locator(".scope-button").click();
  await expect(page.getByRole("dialog")).toContainText(HOSTILE_TEXTS[0]);
  expect(await strangers(page)).toEqual([]);
  // The texts themselves are there, each as it was sent.
  await page.goto(`/sales/${sales[0]}`);
  for (const text of HOSTILE_TEXTS.slice(0, LINES)) await expect(page.getByRole("main")).toContainText(text);
  expect(events).toEqual([]);
});
