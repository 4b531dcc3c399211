// The live page: real numbers first, every sale painted everywhere, and honest when something is down.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { bringIn, connection, expect, figure, open, openLive, test } from "./support/live.ts";
import { Deployment } from "./support/proxy.ts";
import { SERVER_DOWN } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

async function expectFigures(page: Page, revenue: string, orders: string, items: string): Promise<void> {
  await expect(figure(page, "Revenue today")).toHaveText(revenue);
  await expect(figure(page, "Orders")).toHaveText(orders);
  await expect(figure(page, "Items sold")).toHaveText(items);
}

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the first HTML holds the real numbers", async ({ page, tills }) => {
    await tills.ring(tills.sale("mg-road", 9_798));
    await page.goto("/live");
    await expectFigures(page, "₹12,34,548.00", "1", "9,798");
    await expect(page.locator(".feed__row:visible")).toHaveCount(1);
    await expect(page.locator(".feed__row:visible")).toContainText("MG Road");
  });
});

test("a sale is painted everywhere without a reload", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  await expectFigures(page, "₹252.00", "1", "2");
  await page.evaluate(() => ((window as any).sameDocument = true));

  await tills.ring(tills.sale("bandra", 3, { customer: { ref: "C-1", name: "Zoë <b>" } }));

  await expectFigures(page, "₹630.00", "2", "5");
  await expect(page.locator(".toast").first()).toContainText("378.00");
  const newest = page.locator(".feed__row:visible").first();
  await expect(newest).toContainText("Bandra <West> & Co");
  await expect(newest).toContainText("₹378.00");
  await expect(newest).toContainText("Zoë <b>");
  await expect(page.locator(".live__outlets")).toContainText("Bandra <West> & Co");
  await expect(page.locator(".live__items")).toContainText("5 sold");
  await page.getByRole("button", { name: "Table" }).click();
  await expect(page.locator(".chart__table tbody").getByRole("cell", { name: "₹630.00" })).toBeVisible();
  await expect(page.locator(".chart__table tfoot")).toContainText("All hours₹630.00 2");
  expect(await page.evaluate(() => (window as any).sameDocument)).toBe(true);
});

test("revenue says that returns are not taken off", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  await expect(page.getByRole("heading", { name: "Revenue today before returns" })).toBeVisible();
});

test("the table opens where the sales begin and leaves the page where it is", async ({ page, tills }) => {
  await page.setViewportSize({ width: 1440, height: 500 });
  await tills.ring();
  await openLive(page, "/live?scope=outlet:mg-road");
  const button = page.getByRole("button", { name: "Table" });
  await button.scrollIntoViewIfNeeded();
  const at = await page.evaluate(() => scrollY);
  await button.click();
  const first = page.locator(".chart__table tbody tr", { hasText: "₹252.00" });
  const placed = async () =>
    await first.evaluate((row: HTMLElement) => {
      const table = row.closest(".chart__table")!;
      const head = table.querySelector("thead")!.getBoundingClientRect();
      const { top, bottom } = row.getBoundingClientRect();
      return top >= head.bottom - 1 && bottom <= table.getBoundingClientRect().bottom + 1;
    });
  await expect.poll(placed).toBe(true);
  expect(await page.evaluate(() => scrollY)).toBe(at);
});

test("the way past the rail leads into the page", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.locator("#main :focus")).toHaveCount(1);
});

test("an hour leads to the sales behind it", async ({ page, tills }) => {
  const { number } = await tills.ring();
  await openLive(page, "/live?scope=outlet:mg-road");
  await page.getByRole("button", { name: "Table" }).click();
  await page.locator(".chart__table tbody tr", { hasText: "₹252.00" }).getByRole("link").click();
  await expect(page.locator(".ledger__number")).toContainText(number);
  await expect(page.locator(".totals")).toContainText("₹252.00");
});

test("a row of a card leads to what it counts", async ({ page, tills }) => {
  await tills.ring();
  const back = { ...tills.sale("mg-road", 1), number: "R 1", sold_at: undefined, returned_at: new Date().toISOString(), reason: "melted" };
  expect((await tills.post("/returns", back)).status).toBe(201);
  await openLive(page, "/live?scope=region:west");
  for (const [card, row] of [
    ["Revenue today", "Returned, with tax"],
    ["Orders", "Returns"],
    ["Items sold", "Returned"],
  ]) {
    await page.getByLabel(card!).getByRole("link", { name: row!, exact: true }).click();
    await expect(page).toHaveURL(/kind=return/);
    await expect(page.locator(".ledger__number")).toContainText(["R 1"]);
    await page.goBack();
  }
  // The feed's row of a return that names no sale leads there, too.
  await expect(page.locator(".feed__row:visible")).toHaveCount(2);
  await bringIn(page.locator(".feed__row--return"));
  await page.locator(".feed__row--return").click();
  await expect(page).toHaveURL(/kind=return&number=R%201/);
  await expect(page.locator(".ledger__number")).toContainText(["R 1"]);
});

test("an outlet that has yet to open is not missing", async ({ page, shop }) => {
  const today = new Intl.DateTimeFormat("en", { weekday: "short", timeZone: "Asia/Kolkata" }).format(new Date()).slice(0, 2);
  const others = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].filter((day) => day !== today).join();
  const outlet = (code: string, hours: string) =>
    `[[outlets]]\ncode = "${code}"\nname = "${code}"\nregion = "west"\nfranchise = "own"\ntime_zone = "Asia/Kolkata"\nopening_hours = "${hours}"\n`;
  const tills = await Tills.at(
    shop,
    `name = "Two outlets"\ndefault_currency = "INR"\nregions = [{ code = "west", name = "West" }]\n` +
      `franchises = [{ code = "own", name = "Own outlets" }]\n${outlet("always", "00:00-24:00")}${outlet("resting", `${others} 10:00-22:00`)}`,
  );
  // A past that is brought in lets them be expected, and counts for none that was heard.
  const [mapping, data] = ["mapping.toml", "sales.csv"].map((name) => path.join(shop.data, name));
  const columns = ["outlet", "at", "item", "qty", "unit_price"].map((name) => `${name} = "${name}"`).join("\n");
  await writeFile(
    mapping!,
    `name = "past"\ndate_format = "%Y-%m-%dT%H:%M:%S%.fZ"\ntime_zone = "UTC"\ncurrency = "INR"\n[columns]\nsale = ["sale"]\n${columns}\n[create]\nitems = true\n`,
  );
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  const sold = ["always", "resting"].map((code, at) => `${at},${code},${yesterday},van-500,1,126.00`);
  await writeFile(data!, `sale,outlet,at,item,qty,unit_price\n${sold.join("\n")}\n`);
  await shop.run("import", "--mapping", mapping!, data!);
  await openLive(page);
  const line = page.locator(".freshness");
  await expect(line).toHaveText("0 of 2 outlets heard today, 1 has yet to open; missing: always");
  await expect(line).toHaveClass(/freshness--missing/);
  await tills.ring(tills.sale("always"));
  await expect(line).toHaveText("1 of 2 outlets heard today, 1 has yet to open");
  await expect(line).not.toHaveClass(/freshness--missing/);
  await page.getByRole("button", { name: /Two outlets|Whole network/ }).click();
  await expect(page.locator(".sheet__item", { hasText: "resting" })).toContainText("West, not heard today");
});

test("a figure leads to the sales behind it, whatever the day is where they were made", async ({ page, shop }) => {
  // Twenty-five hours apart: never on the same day.
  const outlet = (code: string, zone: string) =>
    `[[outlets]]\ncode = "${code}"\nname = "${code}"\nregion = "sea"\nfranchise = "own"\ntime_zone = "${zone}"\n`;
  const tills = await Tills.at(
    shop,
    `name = "Both ends"\ndefault_currency = "INR"\nregions = [{ code = "sea", name = "Sea" }]\n` +
      `franchises = [{ code = "own", name = "Own outlets" }]\n${outlet("first", "Pacific/Kiritimati")}${outlet("last", "Pacific/Pago_Pago")}`,
  );
  const [early, late] = [await tills.ring(tills.sale("first")), await tills.ring(tills.sale("last"))];
  // Yesterday there, and today where the other stands.
  await tills.ring(tills.sale("first", 3, { sold_at: new Date(Date.now() - 86_400_000).toISOString() }));
  for (const [way, totals] of [
    [page.locator(".kpi-card").getByRole("link", { name: "Revenue today" }), "₹504.00"],
    [page.locator(".live__items").getByRole("link", { name: "Vanilla 500 ml" }), "not added up"],
  ] as const) {
    await openLive(page);
    await expect(figure(page, "Revenue today")).toHaveText("₹504.00");
    await way.click();
    await expect(page.locator(".ledger__link")).toContainText([late.number, early.number]);
    await expect(page.locator(".totals")).toContainText(totals);
  }
});

test("outlets that sold are counted only where all of them are known", async ({ page, shop }) => {
  const outlet = (n: number) => `[[outlets]]\ncode = "o-${n}"\nname = "Outlet ${n}"\nregion = "west"\nfranchise = "own"\ntime_zone = "Asia/Kolkata"\n`;
  const tills = await Tills.at(
    shop,
    `name = "Seven outlets"\ndefault_currency = "INR"\nregions = [{ code = "west", name = "West" }]\n` +
      `franchises = [{ code = "own", name = "Own outlets" }]\n${[1, 2, 3, 4, 5, 6, 7].map(outlet).join("\n")}`,
  );
  await openLive(page);
  const line = page.locator(".freshness__count");
  await expect(line).toHaveText("No sales yet today");
  for (const n of [1, 2, 3, 4]) await tills.ring(tills.sale(`o-${n}`));
  await expect(line).toHaveText("4 of 7 outlets sold today");
  // The ranking holds five: whether a sixth sold is known to nobody here.
  for (const n of [5, 6]) await tills.ring(tills.sale(`o-${n}`));
  await expect(line).toHaveText("Sales have come in today");
});

test("currencies stand side by side and are never added", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 2));
  await tills.ring(tills.sale("mg-road", 1));
  await openLive(page);
  await tills.ring(tills.sale("waterfront", 10));
  await expect(figure(page, "Revenue today")).toHaveText("₹378.00");
  await expect(page.getByLabel("Revenue today").locator("dl")).toContainText("1,260.00");
  await page.getByRole("group", { name: "Currency of chart and lists" }).getByRole("link", { name: "ZAR" }).click();
  await expect(page).toHaveURL(/currency=ZAR/);
  await expect(page.locator(".live__outlets")).toContainText("Waterfront");
});

test("a cancelled sale leaves the figures and stays in the feed as cancelled", async ({ page, tills }) => {
  const kept = await tills.ring();
  const wrong = await tills.ring(tills.sale("bandra", 5));
  await openLive(page);
  await expectFigures(page, "₹882.00", "2", "7");
  expect((await tills.post(`/sales/${wrong.id}/cancel`, { reason: "wrong item" })).status).toBe(200);
  await expectFigures(page, "₹252.00", "1", "2");
  await expect(page.locator(".feed__row:visible")).toHaveCount(3);
  await expect(page.locator(".feed__row:visible").nth(1)).toContainText("Cancelled");
  const returned = { ...tills.sale(), id: crypto.randomUUID(), returned_at: new Date().toISOString(), reason: "melted", sale: kept.id, sold_at: undefined };
  expect((await tills.post("/returns", returned)).status).toBe(201);
  await expect(page.locator(".feed__row:visible").first()).toContainText("Return");
  await expectFigures(page, "₹252.00", "1", "0");
});

test("a killed server is told, and after its return nothing is lost or doubled", async ({ page, shop, tills, complaints }) => {
  complaints.expect(...SERVER_DOWN, /Failed to load resource/);
  await tills.ring();
  await openLive(page);
  const repeated = await tills.ring();
  await expectFigures(page, "₹504.00", "2", "4");
  await shop.stop("SIGKILL");
  await expect(connection(page)).toContainText("Reconnecting");
  await expectFigures(page, "₹504.00", "2", "4");
  await shop.start();
  expect((await tills.post("/sales", repeated)).status).toBe(200);
  await tills.ring();
  await expect(connection(page)).toHaveAttribute("data-state", "live", { timeout: 10_000 });
  await expectFigures(page, "₹756.00", "3", "6");
  await expect(page.locator(".feed__row:visible")).toHaveCount(3);
});

test("a device without a network says so and keeps the figures", async ({ page, context, shop, tills, complaints }) => {
  complaints.expect(...SERVER_DOWN, /ERR_INTERNET_DISCONNECTED/, /Failed to load resource/);
  await tills.ring();
  const network = await Deployment.before(shop.url);
  try {
    await openLive(page, `${network.url}/live`);
    // Chromium lets an open stream go on, which a network that is gone does not.
    await context.setOffline(true);
    network.hangUp();
    await expect(connection(page)).toHaveAttribute("data-state", "offline");
    await expect(connection(page)).toHaveText(/^No network( \d+ s)?$/);
    await expect(page.locator(".freshness")).toContainText(/This device has no network\. These figures are from \d\d:\d\d/);
    await expectFigures(page, "₹252.00", "1", "2");
    await page.getByRole("button", { name: /Whole network/ }).click();
    await page.locator(".sheet__item", { hasText: "MG Road" }).click();
    await expect(page.locator(".sheet__notice")).toBeVisible();
    await page.keyboard.press("Escape");
    await expectFigures(page, "₹252.00", "1", "2");
    await context.setOffline(false);
    await tills.ring();
    await expect(connection(page)).toHaveAttribute("data-state", "live", { timeout: 10_000 });
    await expectFigures(page, "₹504.00", "2", "4");
  } finally {
    network.close();
  }
});

test("a stream that goes on is believed before a device that says it has no network", async ({ page, context, tills, complaints }) => {
  // The browser asks for the icon whenever it likes, and then says so.
  complaints.expect(/ERR_INTERNET_DISCONNECTED \(.*favicon/);
  await openLive(page);
  await context.setOffline(true);
  expect(await page.evaluate(() => navigator.onLine)).toBe(false);
  await tills.ring();
  await expectFigures(page, "₹252.00", "1", "2");
  // Longer than the page takes to look at its state again.
  await page.waitForTimeout(2_500);
  await expect(connection(page)).toHaveAttribute("data-state", "live");
  await context.setOffline(false);
});

test("the bars of the chart stand where the sales are", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 4));
  await openLive(page, "/live?scope=outlet:mg-road");
  await expect(page.locator(".chart[data-drawn=ready] canvas")).toBeVisible();
  const hour = Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: "Asia/Kolkata" }).format(new Date()));
  const columns = async () =>
    await page.locator(".chart canvas").evaluate((canvas: HTMLCanvasElement) => {
      // Ink of the accent's hue (red well above green) in each twenty-fourth of the picture's width.
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
      const found = new Array<number>(24).fill(0);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = (y * width + x) * 4;
          if (data[at + 3] > 60 && data[at] - data[at + 1] > 60) found[Math.min(23, Math.floor((x * 24) / width))] += 1;
        }
      }
      return found;
    });
  await expect.poll(async () => Math.max(...(await columns()))).toBeGreaterThan(200);
  const ink = await columns();
  const tallest = ink.indexOf(Math.max(...ink));
  expect(Math.abs(tallest - hour), `ink by column ${ink} at hour ${hour}`).toBeLessThanOrEqual(1);
});

test("an hour under the pointer tells its exact amounts", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 4));
  await openLive(page, "/live?scope=outlet:mg-road");
  await expect(page.locator(".chart[data-drawn=ready] canvas")).toBeVisible();
  const bar = (await page.locator(".hours__bar--open").boundingBox())!;
  await expect(async () => {
    await page.mouse.move(bar.x + bar.width / 2, bar.y - 8);
    await page.mouse.move(bar.x + bar.width / 2, bar.y - 12);
    await expect(page.locator(".chart__canvas")).toContainText(/₹504\.00 in 1 order/, { timeout: 500 });
  }).toPass();
  await expect(page.locator(".chart__canvas")).toContainText(/₹0\.00 last \w+day/);
});

test("a row of the feed leads to its sale, wherever it is pressed", async ({ page, tills }) => {
  const sold = await tills.ring();
  await openLive(page);
  const link = page.getByRole("link", { name: /MG Road, .*₹252\.00/ });
  await expect(link).toHaveAttribute("title", /UTC\+05:30$/);
  await bringIn(link);
  // Far from the amount that is the link's own text.
  await page.locator(".feed__row:visible").click({ position: { x: 80, y: 12 } });
  await expect(page).toHaveURL(new RegExp(`/sales/${sold.id}$`));
});

test("a scope is found by its name and reached by the keyboard alone", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  await page.getByRole("button", { name: /Whole network/ }).click();
  await page.keyboard.type("mg r");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/scope=outlet:mg-road/);
  await page.getByRole("button", { name: /MG Road/ }).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".sheet__item:focus")).not.toHaveText(/Whole network/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/live$/);
});

const SIZES = { phone: [390, 844], tablet: [1180, 820], desktop: [1440, 900], large: [1920, 1080] } as const;

test.describe("on every screen", () => {
  test.use({ serve: ["--demo"] });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [name, [width, height]] of Object.entries(SIZES)) {
      test(`${name}, ${colorScheme}: nothing scrolls sideways and axe finds nothing`, async ({ page }, info) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height });
        for (const path of ["/live", "/outlets/mg-road", "/sales"]) {
          await open(page, path);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
          if (name === "phone" || name === "desktop") {
            const { violations } = await new AxeBuilder({ page }).analyze();
            expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`), path).toEqual([]);
          }
          await page.screenshot({ path: info.outputPath(`${path.slice(1).replace("/", "-")}-${name}-${colorScheme}.png`) });
        }
      });
    }
  }
});
