// The ledger: read as the server sends it, by hand, by thumb and by ear.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, open, test as base } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

const PHONE = { width: 390, height: 844 };

async function expectNoViolation(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`), what).toEqual([]);
}

/** Sells, takes half of it back, and answers with the id of the return. */
async function takeBack(tills: Tills): Promise<string> {
  const sale = await tills.ring(tills.sale("mg-road", 2));
  const half = { ...tills.sale("mg-road", 1, { number: "R-1" }), sold_at: undefined };
  const { status, body } = await tills.post("/returns", { ...half, returned_at: new Date().toISOString(), sale: sale.id, reason: "melted" });
  expect(status, JSON.stringify(body)).toBe(201);
  return half.id;
}

test("a return says what came back, why, and of which sale", async ({ page, tills }) => {
  await open(page, `/sales/${await takeBack(tills)}`);
  await expect(page.getByRole("heading", { name: "What came back" })).toBeVisible();
  await expect(page.locator(".sale__facts")).toContainText("melted");
  await expect(page.locator(".sale__lines tbody")).toContainText("−₹126.00");
  await page.getByRole("link", { name: "N-1" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sale N-1" })).toBeVisible();
  await expect(page.locator(".sale__hero")).toContainText("Returned in part");
});

test("a sale that stands is completed, and of one that was cancelled the amount is struck out", async ({ page, tills }) => {
  const sale = await tills.ring();
  await open(page, `/sales/${sale.id}`);
  const [hero, amount] = [page.locator(".sale__hero"), page.locator(".sale__amount")];
  await expect(hero).toContainText("Completed");
  await expect(amount).toHaveText("₹252.00");
  await expect(amount).not.toHaveCSS("text-decoration-line", "line-through");
  expect((await tills.post(`/sales/${sale.id}/cancel`, { reason: "wrong item" })).status).toBe(200);
  await open(page, `/sales/${sale.id}`);
  await expect(hero).not.toContainText("Completed");
  await expect(amount).toHaveCSS("text-decoration-line", "line-through");
  await expect(amount).toHaveText("Cancelled: ₹252.00");
  await expectNoViolation(page, "a cancelled sale");
});

test("a row is one link that says what it shows", async ({ page, tills }) => {
  await tills.ring();
  await open(page, "/sales");
  const row = page.getByRole("link", { name: "N-1 at MG Road: Vanilla 500 ml, ₹252.00" });
  await expect(row).toHaveCount(1);
  // Wherever the row is met, and not its number alone.
  const items = (await page.locator(".ledger__items").boundingBox())!;
  await page.mouse.click(items.x + 10, items.y + 10);
  await expect(page).toHaveURL(/\/sales\/[0-9a-f-]+$/);
});

test("the rail folds on a plain page and stays folded on the next", async ({ page, tills }) => {
  await tills.ring();
  await open(page, "/sales");
  const fold = page.getByRole("button", { name: "Fold away" });
  await fold.click();
  await expect(page.locator(".shell--folded")).toBeAttached();
  await open(page, "/live");
  await expect(page.locator(".shell--folded")).toBeAttached();
  await open(page, "/sales");
  await expect(fold).toHaveAttribute("aria-pressed", "true");
  await expectNoViolation(page, "a folded rail");
  await fold.click();
  await expect(page.locator(".shell--folded")).not.toBeAttached();
});

test.describe("on a phone", () => {
  test.use({ viewport: PHONE, hasTouch: true });

  test("the filter is folded, says what is set, and opens from the bar below", async ({ page, tills }) => {
    await tills.ring();
    await open(page, "/sales?kind=sale&from=2020-01-01");
    await expect(page.locator(".filter__summary")).toContainText("From 1 Jan 2020, sales");
    await expect(page.getByLabel("Scope")).toBeHidden();
    await page.getByRole("link", { name: "Scope" }).click();
    await expect(page.getByLabel("Scope", { exact: true })).toBeVisible();
    await expect(page).toHaveURL(/kind=sale/);
  });

  test("Live and Sales have the same places on every page", async ({ page, tills }) => {
    await tills.ring();
    const places = async (path: string) => {
      await open(page, path);
      const at = async (name: string) => await page.locator(".rail").getByRole("link", { name, exact: true }).boundingBox();
      return [await at("Live"), await at("Sales")];
    };
    const live = await places("/live");
    expect(await places("/sales")).toEqual(live);
  });

  test("what a finger meets is large enough", async ({ page, tills }) => {
    await takeBack(tills);
    await open(page, "/sales");
    await page.locator(".filter__summary").click();
    const small = await page
      // A tick is met by its label.
      .locator("main :is(summary, select, input:not([type=checkbox]), label:has(input), .button, .ledger__row), .rail a")
      .evaluateAll((all) =>
        all
          .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
          .map((element) => `${element.className}: ${element.getBoundingClientRect().height}`),
      );
    expect(small).toEqual([]);
  });
});

test("a wrong filter keeps what was typed and names the field", async ({ page, tills, complaints }) => {
  complaints.expect(/400 \(Bad Request\)/);
  await tills.ring();
  await open(page, "/sales?from=2026-11-20&to=2026-11-01&number=N");
  const from = page.getByLabel("From");
  await expect(from).toHaveAccessibleDescription("The first day is after the last day.");
  await expect(from).toHaveValue("2026-11-20");
  await expect(page.getByLabel("Number begins with")).toHaveValue("N");
  await expectNoViolation(page, "a wrong filter");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the pages of the ledger, ${colorScheme}`, async ({ page, tills, complaints }) => {
    complaints.expect(/404 \(Not Found\)/);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/sales");
    await expect(page.getByText("No sales yet")).toBeVisible();
    await expectNoViolation(page, "an empty ledger");
    const back = await takeBack(tills);
    for (const path of ["/sales", "/sales?number=zzz", `/sales/${back}`, "/sales/nothing", "/nowhere"]) {
      for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
        await page.setViewportSize(viewport);
        await page.goto(path);
        await expectNoViolation(page, `${path} at ${viewport.width}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `${path} scrolls sideways at ${viewport.width}`).toBeLessThanOrEqual(0);
      }
    }
  });
}
