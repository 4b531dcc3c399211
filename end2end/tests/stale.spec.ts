// A page that nothing reaches says how old its figures are.
import { connection, expect, figure, open, test } from "./support/live.ts";

// Interception does not see what a service worker fetches.
test.use({ serviceWorkers: "block" });

test("a page whose stream never opens grows old like any other", async ({ page, tills }) => {
  const day = 86_400_000;
  await page.clock.install();
  // An outlet is expected from the day after its first sale.
  await tills.ring(tills.sale("mg-road", 1, { sold_at: new Date(Date.now() - day).toISOString() }));
  await tills.ring();
  await page.route("**/api/v1/live?*", () => {});
  await open(page, "/live?scope=outlet:mg-road");
  const line = page.locator(".freshness");
  await expect(line).toHaveText("1 of 1 outlet heard today");
  await expect(line).not.toHaveClass(/freshness--/);
  await expect(connection(page)).toHaveText("Connecting");

  await page.clock.fastForward(25_000);
  await expect(connection(page)).toHaveText(/^Connecting \d+ s$/);
  await expect(line).toHaveText(/^1 of 1 outlet heard by \d\d:\d\d your time$/);
  await expect(line).toHaveClass(/freshness--quiet/);

  await page.clock.fastForward(15_000);
  await expect(connection(page)).toHaveAttribute("data-state", "stale");
  await expect(line).toHaveText(/^No answer from the server for \d+ s\. These figures are from \d\d:\d\d your time/);
  await expect(page.getByText("Connection lost. The figures stand still.")).toBeAttached();

  // What can be had without a stream is had, and is as old as that.
  await tills.ring();
  await page.clock.fastForward(301_000);
  await expect(figure(page, "Orders")).toHaveText("2");

  await page.unroute("**/api/v1/live?*");
  await tills.ring();
  await page.clock.fastForward(36_000);
  await expect(connection(page)).toHaveAttribute("data-state", "live");
  await expect(figure(page, "Orders")).toHaveText("3");
});
