// The custom report: built by a plain form, kept by its address, and the same in its file.
import type { Page } from "@playwright/test";
import { expectNoViolation } from "./support/axe.ts";
import { expect, open, test as base } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

/** Small screens fold the form. */
async function unfold(page: Page): Promise<void> {
  const fold = page.locator(".filter__summary");
  if (await fold.isVisible()) await fold.click();
}

const show = (page: Page) => page.getByRole("button", { name: "Show", exact: true }).click();
const box = (page: Page, name: string) => page.getByRole("checkbox", { name, exact: true });
const names = (page: Page) => page.locator("tbody th:first-child");

async function cells(page: Page): Promise<string[][]> {
  return await page.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())));
}

/** What is left of a cell when a page's signs are gone; a day and a minus as a file writes them. */
function bare(text: string): string {
  if (/^\d{1,2} [A-Z][a-z]{2} \d{4}$/.test(text)) return new Date(`${text} UTC`).toISOString().slice(0, 10);
  return text.replace("–", "").replaceAll("\u2212", "-").replace(/[^\d.A-Za-z: -]/g, "").trim();
}

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  test(`a report is built, kept by its address and read back from its file at ${width} px`, async ({ page, tills }) => {
    await page.setViewportSize({ width, height });
    await tills.ring(tills.sale("mg-road", 2));
    await tills.ring(tills.sale("bandra", 1));
    await tills.ring(tills.sale("waterfront", 3));
    // More came back than was sold there.
    const back = { ...tills.sale("bandra", 2), sold_at: undefined, returned_at: new Date().toISOString(), reason: "melted" };
    expect((await tills.post("/returns", back)).status).toBe(201);
    await open(page, "/analytics/report?period=7d");
    await unfold(page);
    await page.getByLabel("Rows by place").selectOption("Outlet");
    await page.getByLabel("Rows by time").selectOption("Month");
    await page.getByLabel("Sorted by").selectOption("Gross");
    await box(page, "Average order").uncheck();
    await box(page, "Net sales").check();
    await show(page);
    await expect(names(page)).toHaveText(["MG Road", "Bandra <West> & Co", "Waterfront"]);
    // What a row is about is its place and its time.
    await expect(page.getByRole("row").nth(1).getByRole("rowheader")).toHaveText(["MG Road", /^\d{4}-\d{2}$/]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await expectNoViolation(page, "a report");

    // The form says what it was asked, days that move with the present among it.
    await expect(page).toHaveURL(/period=7d/);
    await unfold(page);
    await expect(page.getByLabel("Rows by place")).toHaveValue("outlet");
    await expect(box(page, "Average order")).not.toBeChecked();
    await expect(box(page, "Net sales")).toBeChecked();
    await page.getByLabel("Currency", { exact: true }).selectOption("INR");
    await show(page);
    await expect(names(page)).toHaveText(["MG Road", "Bandra <West> & Co"]);

    const built = await cells(page);
    await page.getByRole("link", { name: "Link to this report" }).click();
    await expect(page).toHaveURL(
      /\/analytics\/report\?period=7d&place=outlet&time=month&measures=orders,gross,net_sales&currency=INR&sort=gross$/,
    );
    await page.reload();
    expect(await cells(page)).toEqual(built);

    const href = await page.getByRole("link", { name: "Report as CSV" }).getAttribute("href");
    const text = await (await page.request.get(href!)).text();
    const [head, ...read] = text.trimEnd().split("\r\n").map((line) => line.split(","));
    expect(head).toEqual(["place_name", "period", "orders", "gross", "net_sales", "currency", "from", "to", "place"]);
    expect(built.map((row) => row.map(bare))).toEqual(read.map((row) => row.map(bare)));
    expect(built[1]!.map(bare)).toContain("-126.00");
  });
}

test("a figure leads to the entries it is made of, unless these are of several days of the week", async ({ page, tills }) => {
  await tills.ring(tills.sale("mg-road", 2));
  await tills.ring(tills.sale("bandra", 1));
  await open(page, "/analytics/report?place=outlet&measures=gross");
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "MG Road" }) });
  await row.getByRole("cell").first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(page.locator(".ledger__row")).toHaveCount(1);
  // Without a day that is not today on any clock.
  const left = (new Date().getUTCDay() + 3) % 7;
  const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].filter((_, day) => day !== left);
  await open(page, `/analytics/report?place=outlet&measures=gross&weekday=${weekdays.join(",")}`);
  await expect(names(page)).toHaveText(["Bandra <West> & Co", "MG Road"]);
  await expect(page.locator("tbody td").getByRole("link")).toHaveCount(0);
});

test("a wrong field is named, with what would be right, and given back", async ({ page, tills, complaints }) => {
  complaints.expect(/400 \(Bad Request\)/, /404 \(Not Found\)/);
  await tills.ring();
  const status = async (query: string) => (await page.goto(`/analytics/report?${query}`))!.status();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await status("measures=profit,orders")).toBe(400);
  await expect(page.getByText("“profit” names no measure: choose some of orders,gross,")).toBeVisible();
  await expect(box(page, "Orders")).toBeChecked();
  // Said once, of the group: eleven boxes that are each described by it would say it eleven times.
  await expect(page.getByRole("group", { name: "Measures" })).toHaveAccessibleDescription(/“profit” names no measure/);
  await expect(page.locator("[aria-describedby='measures-problem']")).toHaveCount(1);
  await expect(page.locator("[aria-invalid]")).toHaveCount(0);
  await expectNoViolation(page, "a wrong measure");
  // All that is right beside it leads on: by the days above the form, and by the other pages.
  const fields = "scope=region:west&place=outlet&time=month&currency=INR&weekday=sat,sun&sort=gross";
  expect(await status(`${fields}&from=2026-11-01&to=2026-11-20&measures=profit,tax,net`)).toBe(400);
  await expect(page.getByLabel("From")).toHaveValue("2026-11-01");
  await expect(page.getByLabel("Rows by time")).toHaveValue("month");
  await expect(box(page, "Saturday")).toBeChecked();
  await expect(page.getByRole("link", { name: "Compare" })).toHaveAttribute("href", /scope=region:west&from=2026-11-01&to=2026-11-20$/);
  await page.getByRole("link", { name: "7 days" }).click();
  const kept = /scope=region:west&period=7d&place=outlet&time=month&measures=tax,net&currency=INR&weekday=sat,sun&sort=gross$/;
  await expect(page).toHaveURL(kept);
  await expect(page.locator(".filter[open]")).toHaveCount(0);
  expect(await status("sort=profit")).toBe(400);
  await expect(page.getByText("“profit” is no measure: choose one of orders,gross,")).toBeVisible();
  expect(await status("scope=outlet:moon")).toBe(404);
});

test("every choice of the form is answered, a sort by what is not shown as well", async ({ page, tills }) => {
  await tills.ring(tills.sale("bandra", 1));
  await tills.ring(tills.sale("mg-road", 2));
  for (const measure of ["Orders", "Gross", "Net", "Tax", "Discount", "Average order", "Items sold", "Returns", "Returned", "Net sales", "Cancelled"]) {
    await open(page, "/analytics/report?place=outlet&measures=orders");
    await page.getByLabel("Sorted by").selectOption(measure);
    await show(page);
    await expect(page).toHaveURL(/sort=/);
    await expect(names(page)).toHaveCount(2);
    await expect(page.getByLabel("Sorted by").locator("option:checked")).toHaveText(measure);
  }
  await page.getByLabel("Sorted by").selectOption("Gross");
  await show(page);
  await expect(names(page)).toHaveText(["MG Road", "Bandra <West> & Co"]);
});

test("regions belong to the whole network", async ({ page, tills, complaints }) => {
  complaints.expect(/400 \(Bad Request\)/);
  await tills.ring(tills.sale("mg-road", 2));
  await open(page, "/analytics/report?place=region");
  await expect(names(page)).toHaveText(["West"]);
  expect((await page.goto("/analytics/report?place=region&scope=region:west"))!.status()).toBe(400);
  await expect(page.getByText("“Region” does not go with West: choose Whole scope or Outlet;")).toBeVisible();
  // What does not go with the scope is left behind.
  await expect(page.getByRole("link", { name: "7 days" })).toHaveAttribute("href", /\?scope=region:west&period=7d&measures=/);
  await page.getByLabel("Rows by place").selectOption("Whole scope");
  await show(page);
  await expect(names(page)).toHaveText(["INR"]);
});
