// How new sales are told: toasts for eyes, and a sentence for screen readers.
import type { Page } from "@playwright/test";
import { expect, openLive, test } from "./support/live.ts";
import { SERVER_DOWN } from "./support/test.ts";

// Interception does not see what a service worker fetches.
test.use({ serviceWorkers: "block" });

const toasts = (page: Page) => page.locator(".toast");
const spoken = (page: Page) => page.locator("main [role=status]");

for (const [count, sum] of [
  [40, "₹5,040.00"],
  // More than the feed of the page holds.
  [120, "₹15,120.00"],
] as const) {
  test(`a batch of ${count} is told once, with all of its sales and their sum`, async ({ page, tills }) => {
    await openLive(page);
    const sales = Array.from({ length: count }, () => tills.sale("mg-road", 1));
    expect((await tills.post("/sales", { sales })).status).toBe(200);
    await expect(toasts(page)).toHaveText(`${count} new sales${sum}`);
    await expect(spoken(page)).toHaveText(`${count} sales, ${sum} in the last 10 seconds`);
  });
}

test("a few sales each have their toast, more become one that counts", async ({ page, tills }) => {
  await openLive(page);
  await tills.ring(tills.sale("mg-road", 2));
  await expect(toasts(page)).toHaveText("New sale: ₹252.00MG Road · Vanilla 500 ml");
  await expect(toasts(page)).toHaveCount(0, { timeout: 10_000 });

  await tills.post("/sales", { sales: [tills.sale("mg-road", 1), tills.sale("bandra", 1), tills.sale("mg-road", 1)] });
  await expect(toasts(page)).toHaveText(["New sale: ₹126.00MG Road · Vanilla 500 ml", /₹126\.00Bandra/, /₹126\.00MG Road/]);
  await expect(toasts(page)).toHaveCount(0, { timeout: 10_000 });

  await tills.post("/sales", { sales: [4, 3, 2, 1].map((pieces) => tills.sale("mg-road", pieces)).concat(tills.sale("waterfront", 1)) });
  await expect(toasts(page)).toHaveText([/^5 new sales₹1,260\.00 and (ZAR|R)\s126\.00$/]);
});

test("a press puts a toast away, and the next sale does not bring it back", async ({ page, tills }) => {
  await openLive(page);
  await tills.post("/sales", { sales: Array.from({ length: 5 }, () => tills.sale("mg-road", 1)) });
  await toasts(page).click();
  await expect(toasts(page)).toHaveCount(0, { timeout: 1_000 });
  await tills.ring();
  await expect(page.locator("[data-figure=Orders]")).toHaveText("6");
  await expect(toasts(page)).toHaveCount(0, { timeout: 1_000 });
});

test("what was sold while the page was away is no news", async ({ page, shop, tills, complaints }) => {
  complaints.expect(...SERVER_DOWN, /ERR_FAILED/);
  await openLive(page);
  await page.route("**/api/v1/live?*", (route) => route.abort());
  await shop.stop("SIGKILL");
  await shop.start();
  await tills.post("/sales", { sales: Array.from({ length: 30 }, () => tills.sale()) });
  await page.unroute("**/api/v1/live?*");
  await expect(page.locator("[data-figure=Orders]")).toHaveText("30", { timeout: 40_000 });
  await expect(toasts(page)).toHaveCount(0);
  await tills.ring();
  await expect(toasts(page)).toHaveText([/^New sale/]);
});
