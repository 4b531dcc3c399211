// The analytics: read as the server sends them, each part for itself.
import { expectNoViolation } from "./support/axe.ts";
import { expect, open, test as base } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

const VIEWS = ["overview", "periods", "customers", "segments", "items", "compare", "report"];

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  test(`every page shows what was sold, at ${width} px`, async ({ page, tills }) => {
    await page.setViewportSize({ width, height });
    await tills.ring(tills.sale("mg-road", 2));
    await tills.ring(tills.sale("mg-road", 1));
    for (const view of VIEWS) {
      await open(page, `/analytics/${view}`);
      await expect(page.getByRole("heading", { level: 1, name: "Analytics" })).toBeVisible();
      await expect(page.locator(".analytics__part").first()).toBeVisible();
      await expect(page.getByText("This part could not be read")).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(width);
      await expectNoViolation(page, view);
    }
  });
}

test("the page that is open is seen among the others at any width", async ({ page }) => {
  for (const width of [320, 390, 700, 1024]) {
    await page.setViewportSize({ width, height: 844 });
    for (const view of VIEWS) {
      await open(page, `/analytics/${view}?period=year`);
      await expect(page.locator(".tabs [aria-current]"), `${view} at ${width} px`).toBeInViewport({ ratio: 0.99 });
      await expect(page.locator(".chips [aria-current]"), `${view} at ${width} px`).toBeInViewport({ ratio: 0.99 });
    }
  }
});

test("a figure leads to its sales, and its word to its meaning", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 2));
  await open(page, "/analytics/overview?period=today");
  const gross = page.locator(".figures__entry").filter({ has: page.getByText("Gross", { exact: true }) });
  await expect(gross.locator("dd")).toHaveText("₹252.00");
  await gross.getByRole("button", { name: "What does Gross mean?" }).click();
  await expect(gross.getByText("What was charged for completed sales, tax and cash rounding included.")).toBeVisible();
  await page.keyboard.press("Escape");
  await gross.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(page.locator(".ledger__row")).toHaveCount(1);
});

test("days and scope are the address, and a wrong one is named and given back", async ({ page, tills, complaints }) => {
  complaints.expect(/400 \(Bad Request\)/, /404 \(Not Found\)/);
  await tills.ring();
  await open(page, "/analytics/periods");
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL(/\/analytics\/periods\?period=7d$/);
  await expect(page.getByRole("rowheader")).toHaveCount(7);
  await page.getByLabel("By", { exact: true }).selectOption("Months");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/by=month/);
  expect((await page.goto("/analytics/overview?from=20.11.2026"))!.status()).toBe(400);
  await expect(page.getByLabel("From")).toHaveValue("20.11.2026");
  expect((await page.goto("/analytics/overview?scope=outlet:moon"))!.status()).toBe(404);
  await expect(page.getByText("There is no scope “outlet:moon”. Choose one from the list.")).toBeVisible();
  expect((await page.goto("/analytics/profit"))!.status()).toBe(404);
});

test("a file holds the table on screen, cell by cell", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 2));
  await tills.ring(tills.sale("mg-road", 1));
  const back = { ...tills.sale("mg-road", 4), sold_at: undefined, returned_at: new Date().toISOString(), reason: "melted" };
  expect((await tills.post("/returns", back)).status).toBe(201);
  // A name of a month has a day and a year beside it, and an amount its sign: what is left must be the same. A minus is left.
  const bare = (text: string) => text.replaceAll("\u2212", "-").replace(/[^\d.A-Za-z -]/g, "").replace(/^-$/, "").trim();
  for (const view of ["periods", "items"]) {
    await open(page, `/analytics/${view}?period=7d`);
    const part = page.locator(".analytics__part").filter({ has: page.getByRole("link", { name: "CSV" }) }).first();
    const shown = await part.locator("tbody tr").evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText)));
    const href = await part.getByRole("link", { name: "CSV" }).getAttribute("href");
    const text = await (await page.request.get(href!)).text();
    const read = text.trimEnd().split("\r\n").slice(1).map((line) => line.split(","));
    expect(read.length).toBeGreaterThan(0);
    expect(shown.map((row) => row.map((cell) => bare(cell.replace("–", ""))))).toEqual(read.map((row) => row.map(bare)));
  }
});

test("a customer's number leads to the sales that it counts", async ({ page, tills }) => {
  const customer = { ref: "C-17", name: "Asha Rao", is_company: false };
  const cancelled = tills.sale("mg-road", 3, { customer });
  for (const sale of [tills.sale("mg-road", 1, { customer }), tills.sale("bandra", 2, { customer }), tills.sale("mg-road", 4), cancelled]) {
    await tills.ring(sale);
  }
  await tills.post(`/sales/${cancelled.id}/cancel`, { reason: "typo" });
  await open(page, "/analytics/customers?period=today");
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "C-17" }) });
  const orders = row.getByRole("link", { name: "2, Orders, C-17: what is behind it" });
  await expect(orders).toHaveText("2");
  await orders.click();
  await expect(page.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(page.locator(".totals").getByText("Sales", { exact: true }).locator("xpath=following-sibling::dd")).toHaveText("2");
  await expect(page.locator(".totals__money dd")).toHaveText("₹378.00");
  await expect(page.locator(".ledger__row")).toHaveCount(2);
  await expect(page.getByLabel("Customer: Asha Rao")).toHaveValue("C-17");
  await expectNoViolation(page, "the ledger of a customer");
  // Emptied, the field narrows no more; what was cancelled still does not count.
  await page.getByLabel("Customer: Asha Rao").fill("");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.locator(".ledger__row")).toHaveCount(3);
  await page.getByLabel("State", { exact: true }).selectOption("Cancelled");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.locator(".ledger__row")).toHaveCount(1);
});

test("hours and segments lead to what is behind them, with room for a finger", async ({ page, tills }) => {
  const customer = { ref: "C-17", name: "Asha Rao", is_company: false };
  await tills.ring(tills.sale("mg-road", 2, { customer }));
  await open(page, "/analytics/items?period=today");
  const hour = page.locator(".heat__link");
  await expect(hour).toHaveCount(1);
  await expect(hour).toHaveAccessibleName(/₹252\.00, 1 orders: its sales$/);
  const box = (await hour.boundingBox())!;
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
  await hour.click();
  await expect(page.locator(".ledger__row")).toHaveCount(1);
  await open(page, "/analytics/segments?period=today");
  await page.getByRole("link", { name: /^1, Customers, High Value/ }).click();
  await expect(page.getByRole("heading", { name: "High Value, INR: customers" })).toBeVisible();
  await expectNoViolation(page, "the customers of a segment");
  await page.getByRole("link", { name: /Gross, C-17/ }).click();
  await expect(page.locator(".ledger__row")).toHaveCount(1);
});
