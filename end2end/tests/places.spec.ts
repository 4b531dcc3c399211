// A page that stays open learns of outlets that are new and of clocks that were changed.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, openLive, test } from "./support/live.ts";

// Interception does not see what a service worker fetches.
test.use({ serviceWorkers: "block" });

const JUHU = `
name = "Test franchise"
default_currency = "INR"
regions = [{ code = "west", name = "West" }, { code = "cape", name = "Cape" }]
franchises = [{ code = "own", name = "Own outlets" }]

[[outlets]]
code = "juhu"
name = "Juhu Beach"
region = "west"
franchise = "own"
time_zone = "Asia/Kolkata"
`;

const untilTheNextCheck = (page: Page) => page.clock.fastForward(301_000);

test("a new outlet gets its name, also on the pages that are opened from this one", async ({ page, shop, tills }) => {
  await page.clock.install();
  await tills.ring();
  await openLive(page);
  const file = path.join(shop.data, "juhu.toml");
  await writeFile(file, JUHU);
  await shop.run("organisation", "apply", file);
  const sold = tills.sale("juhu");
  await expect.poll(async () => (await tills.post("/sales", sold)).body.id).toBe(sold.id);
  const outlet = page.locator(".feed__row:visible").first().locator(".feed__outlet");
  await expect(outlet).toHaveText("juhu");
  await untilTheNextCheck(page);
  await expect(outlet).toHaveText("Juhu Beach");

  await page.getByRole("button", { name: /Whole network/ }).click();
  await page.locator(".sheet__item", { hasText: "West" }).first().click();
  await expect(page).toHaveURL(/scope=region:west/);
  await page.getByRole("button", { name: /West/ }).click();
  await expect(page.locator(".sheet__item", { hasText: "Juhu Beach" })).toBeVisible();
});

test("the hour that is running follows the outlet's clock when that is changed", async ({ page, tills }) => {
  await page.clock.install();
  await tills.ring();
  await openLive(page, "/live?scope=outlet:mg-road");
  const running = async () =>
    await page.locator(".hours__bar").evaluateAll((bars) => bars.findIndex((bar) => bar.classList.contains("hours__bar--open")));
  const before = await running();
  expect(before).toBeGreaterThanOrEqual(0);
  await page.route("**/places.json", async (route) => {
    const reply = await route.fetch();
    const places = await reply.json();
    for (const outlet of places.outlets) outlet.utc_offset_min += 120;
    await route.fulfill({ response: reply, json: places });
  });
  await untilTheNextCheck(page);
  await expect.poll(async () => (24 + (await running()) - before) % 24).toBeGreaterThanOrEqual(2);
});
