// The full check: by hand and every five minutes the page's figures are held against the server's.
import type { Page } from "@playwright/test";
import { expect, figure, openLive, test } from "./support/live.ts";

// Interception does not see what a service worker fetches.
test.use({ serviceWorkers: "block" });

const said = (page: Page) => page.locator(".kpi-card", { hasText: "Data age" }).locator(".kpi-card__foot");
const refresh = (page: Page) => page.locator(".topbar").getByRole("button", { name: "Refresh" }).click();

/** Answers the page's check with a board that `change` has been at. Gives how often it was asked for. */
async function answer(page: Page, change: (board: any) => void): Promise<() => number> {
  let asked = 0;
  await page.route("**/api/v1/board?*", async (route) => {
    asked += 1;
    const reply = await route.fetch();
    const board = await reply.json();
    change(board);
    await route.fulfill({ response: reply, json: board });
  });
  return () => asked;
}

test("a check by hand finds the figures exact", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  await expect(said(page)).toHaveText("Checked as the page opened");
  await refresh(page);
  await expect(said(page)).toHaveText(/^Found exact at \d\d:\d\d your time$/);
});

test("the check runs by itself every five minutes", async ({ page, tills }) => {
  await page.clock.install();
  await tills.ring();
  await openLive(page);
  const asked = await answer(page, () => {});
  await page.clock.fastForward(301_000);
  await expect.poll(asked).toBeGreaterThan(0);
  await expect(said(page)).toHaveText(/^Found exact at /);
});

test("figures that differ are replaced, and the page says how often", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  await answer(page, (board) => (board.totals[0].gross = "1000.00"));
  await refresh(page);
  await expect(said(page)).toHaveText(/^Corrected at \d\d:\d\d your time$/);
  await expect(figure(page, "Revenue today")).toHaveText("₹1,000.00");
  await page.unroute("**/api/v1/board?*");
  await refresh(page);
  await expect(said(page)).toHaveText(/^Corrected at \d\d:\d\d your time, 2 times by now$/);
  await expect(figure(page, "Revenue today")).toHaveText("₹252.00");
});

test("what stands at another revision is asked for again and never called exact", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  const asked = await answer(page, (board) => {
    board.revision += 1;
    board.totals[0].gross = "1000.00";
  });
  await refresh(page);
  await expect(said(page)).toHaveText("Sales came in during the check; it runs again soon");
  expect(asked()).toBeGreaterThan(1);
  await expect(figure(page, "Revenue today")).toHaveText("₹252.00");
  // The page goes on from where it stands.
  await tills.ring();
  await expect(figure(page, "Revenue today")).toHaveText("₹504.00");

  const met = await answer(page, (board) => {
    if (met() >= 3) return;
    board.revision += 1;
    board.totals[0].gross = "1000.00";
  });
  await refresh(page);
  await expect(said(page)).toHaveText(/^Found exact at /);
  expect(met()).toBe(3);
});

test("a board that is equal at a later revision is exact", async ({ page, tills }) => {
  await tills.ring();
  await openLive(page);
  const asked = await answer(page, (board) => (board.revision += 1));
  await refresh(page);
  await expect(said(page)).toHaveText(/^Found exact at /);
  expect(asked()).toBe(1);
});

test("a check that is not answered says so", async ({ page, tills, complaints }) => {
  complaints.expect(/Failed to load resource/);
  await tills.ring();
  await openLive(page);
  await page.route("**/api/v1/board?*", (route) => route.abort());
  await refresh(page);
  await expect(said(page)).toHaveText("Check unanswered, it runs again soon");
});
