// The daily summaries: read as the server sends them.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, open, test as base } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

async function expectNoViolation(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`), what).toEqual([]);
}

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
