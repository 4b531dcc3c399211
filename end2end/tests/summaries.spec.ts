// The daily summaries: read as the server sends them.
import { expectNoViolation } from "./support/axe.ts";
import { expect, open, test as base } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

test("a row holds what an outlet sold that day, and leads to its sales", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 2));
  await tills.ring(tills.sale("mg-road", 1));
  await open(page, "/summaries");
  const row = page.locator("tbody tr").filter({ hasText: "MG Road" });
  await expect(row).toHaveCount(1);
  const cells = await row.locator("th, td").allInnerTexts();
  expect(cells.slice(1, 8).map((text) => text.trim())).toEqual(["MG Road", "2", "₹378.00", "₹378.00", "₹0.00", "₹0.00", "₹189.00"]);
  await expect(row).toContainText("Vanilla 500 ml 3 sold");
  await expectNoViolation(page, "summaries");
  await row.getByRole("link", { name: "MG Road" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(page.locator(".ledger__row")).toHaveCount(2);
});

test("nothing sold says what will stand here, and a wrong day is named and given back", async ({ page, complaints }) => {
  complaints.expect(/400 \(Bad Request\)/, /404 \(Not Found\)/);
  await open(page, "/summaries");
  await expect(page.getByText("A row appears here with the first sale of an outlet's day.")).toBeVisible();
  const answer = await page.goto("/summaries?from=20.11.2026&scope=network");
  expect(answer!.status()).toBe(400);
  await expect(page.getByLabel("From")).toHaveValue("20.11.2026");
  await expect(page.getByText("“20.11.2026” is not a day. Write it like 2026-11-20.")).toBeVisible();
  await expectNoViolation(page, "a wrong day");
  expect((await page.goto("/summaries?scope=outlet:moon"))!.status()).toBe(404);
  await expect(page.getByText("There is no scope “outlet:moon”. Choose one from the list.")).toBeVisible();
});

test("on a phone the rows scroll sideways beside their outlet", async ({ page, tills }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await tills.ring();
  await open(page, "/summaries");
  const rows = page.getByRole("region", { name: "Rows, newest day first" });
  // The day stands with its outlet.
  await expect(page.locator(".summaries__day")).toBeVisible();
  await rows.focus();
  await page.keyboard.press("End");
  await rows.evaluate((element) => element.scrollTo({ left: 500 }));
  await expect(page.getByRole("rowheader").first()).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("the grid shows outlets by days, marks the running one and leads to its sales", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 2));
  await open(page, "/summaries");
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Grid" }).click();
  const grid = page.getByRole("region", { name: "Outlets by days, newest first" });
  const row = grid.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "MG Road" }) });
  const cells = row.getByRole("cell");
  await expect(cells).toHaveCount(14);
  await expect(cells.nth(0)).toContainText("₹252.00");
  await expect(cells.nth(0)).toContainText("so far");
  await expect(cells.nth(1)).toHaveText("₹0.00");
  await expectNoViolation(page, "grid");
  await cells.nth(0).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(page.locator(".ledger__row")).toHaveCount(1);
});

test("a grid that is too wide says which day it can begin on, and stays a grid", async ({ page, complaints }) => {
  complaints.expect(/400 \(Bad Request\)/);
  const answer = await page.goto("/summaries?view=grid&from=2026-10-01&to=2026-11-20");
  expect(answer!.status()).toBe(400);
  await expect(page.getByText("The grid shows 31 days at most: the first day can be 2026-10-21.")).toBeVisible();
  await page.getByLabel("From").fill("2026-11-01");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/view=grid/);
});

for (const viewport of [{ width: 390, height: 844 }, { width: 820, height: 1180 }]) {
  test(`at ${viewport.width} px the days of the grid scroll sideways beside their outlet`, async ({ page, tills }) => {
    await page.setViewportSize(viewport);
    await tills.ring();
    await open(page, "/summaries?view=grid");
    const grid = page.getByRole("region", { name: "Outlets by days, newest first" });
    await grid.evaluate((element) => element.scrollTo({ left: 500 }));
    await expect(page.getByRole("rowheader").first()).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  });
}

test("on a phone a day that changed after it was over says by how much, why, and which file has the old figures", async ({ page, tills }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await tills.ring();
  await open(page, "/summaries");
  const view = page.getByRole("navigation", { name: "View" });
  await view.getByRole("link", { name: "Restated" }).click();
  await expect(page.getByText("No day has changed")).toBeVisible();
  await view.getByRole("link", { name: "Rows" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const name = (await download).suggestedFilename();
  await tills.ring(tills.sale("mg-road", 2, { sold_at: new Date(Date.now() - 86_400_000).toISOString() }));
  await view.getByRole("link", { name: "Restated" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toContainText("MG Road");
  await expect(page.getByText("Gross ₹252.00 more, 1 order more")).toBeVisible();
  await expect(page.getByText("1 late sale")).toBeVisible();
  await expect(page.getByText("A file with the old figures went out:")).toBeVisible();
  await expect(page.locator(".restated__file")).toContainText(name);
  await expect(page.locator(".restated__file")).toContainText("Not asked for again since.");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectNoViolation(page, "restated days");
});

test("a file of all rows is offered and kept under a clear name", async ({ page, tills }) => {
  await tills.ring();
  await open(page, "/summaries");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^daily-summaries_network_.*\.csv$/);
});
