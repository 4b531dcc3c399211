// The feed under a pointer and under the keyboard: what somebody is about to open must not become another sale.
import type { Page } from "@playwright/test";
import { bringIn, expect, figure, openLive, test } from "./support/live.ts";
import type { Tills } from "./support/tills.ts";

const rows = (page: Page) => page.locator(".feed__amount:visible");
const held = (page: Page) => page.locator(".feed__held");

/** Sells once more and waits until the page has it. */
async function sell(page: Page, tills: Tills): Promise<string> {
  const before = Number(await figure(page, "Orders").textContent());
  const sale = await tills.ring();
  await expect(figure(page, "Orders")).toHaveText(`${before + 1}`);
  return sale.id;
}

test("rows keep their places under the pointer", async ({ page, tills }) => {
  const first = (await tills.ring()).id;
  await openLive(page);
  await expect(rows(page).first()).toHaveAttribute("href", `/sales/${first}`);
  await page.locator(".feed").hover();
  await sell(page, tills);
  // A row that stays where it is may be cancelled there.
  expect((await tills.post(`/sales/${first}/cancel`, { reason: "mistake" })).status).toBe(200);
  await expect(page.locator(".feed__row:visible")).toHaveClass(["feed__row feed__row--cancelled"]);
  const newest = await sell(page, tills);
  await expect(held(page)).toHaveText("Held still, 3 newer");
  await expect(rows(page).first()).toHaveAttribute("href", `/sales/${first}`);
  await page.mouse.move(0, 0);
  await expect(rows(page).first()).toHaveAttribute("href", `/sales/${newest}`);
  await expect(rows(page)).toHaveCount(4);
  await expect(held(page)).toHaveText("");
});

test("the key Enter opens the sale that has the focus, whatever was sold since", async ({ page, tills }) => {
  const older = (await tills.ring()).id;
  await tills.ring();
  await openLive(page);
  await bringIn(page.locator(".feed"));
  await page.locator(".feed").focus();
  await page.keyboard.press("Tab");
  await sell(page, tills);
  // From row to row the rows stay, too.
  await page.keyboard.press("Tab");
  await expect(rows(page).nth(1)).toBeFocused();
  await sell(page, tills);
  await expect(rows(page).nth(1)).toHaveAttribute("href", `/sales/${older}`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/sales/${older}`);
});

test("what was sold on an earlier day shows its date", async ({ page, tills }) => {
  const at = new Date(Date.now() - 3 * 86_400_000);
  await tills.ring(tills.sale("mg-road", 1, { sold_at: at.toISOString() }));
  await openLive(page);
  const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "Asia/Kolkata" }).format(at);
  await expect(page.locator(".feed__row:visible .feed__time")).toHaveText(date.replace("Sept", "Sep"));
});

test.describe("with fingers", () => {
  test.use({ hasTouch: true });

  test("a tap does not stop the feed", async ({ page, tills }) => {
    await tills.ring();
    await openLive(page);
    // Beside the rows, each of which is a link.
    await page.locator(".feed").tap({ position: { x: 3, y: 240 } });
    const newest = await sell(page, tills);
    await expect(rows(page).first()).toHaveAttribute("href", `/sales/${newest}`);
  });
});
