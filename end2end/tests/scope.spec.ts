// What part of the network is looked at is kept by the links of the rail.
import type { Page } from "@playwright/test";
import { expect, open, openLive, test } from "./support/live.ts";

const railLink = (page: Page, name: string) => page.locator(".rail").getByRole("link", { name, exact: true });

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the links of the rail keep the scope of the page", async ({ page, tills }) => {
    await tills.ring();
    for (const [path, live, sales] of [
      ["/live", "/live", "/sales"],
      ["/live?scope=outlet:mg-road", "/live?scope=outlet:mg-road", "/sales?scope=outlet:mg-road"],
      ["/outlets/mg-road", "/live?scope=outlet:mg-road", "/sales?scope=outlet:mg-road"],
      ["/sales?scope=region:west&kind=sale", "/live?scope=region:west", "/sales?scope=region:west"],
      ["/sales?scope=network", "/live", "/sales"],
    ]) {
      await page.goto(path);
      await expect(railLink(page, "Live"), path).toHaveAttribute("href", live);
      await expect(railLink(page, "Sales"), path).toHaveAttribute("href", sales);
    }
  });
});

test("the links of the rail follow a scope that is chosen in the page", async ({ page, tills }) => {
  await tills.ring();
  await tills.ring(tills.sale("waterfront"));
  await openLive(page);
  await railLink(page, "West 2").click();
  await expect(railLink(page, "West 2")).toHaveAttribute("aria-current", "true");
  await expect(railLink(page, "Cape 1")).not.toHaveAttribute("aria-current");
  await expect(railLink(page, "Live")).toHaveAttribute("href", "/live?scope=region:west");
  await railLink(page, "Sales").click();
  await expect(page).toHaveURL(/\/sales\?scope=region:west$/);
  await expect(page.getByLabel("Scope")).toHaveValue("region:west");
  await expect(page.locator(".ledger__row")).toHaveCount(1);
  await railLink(page, "Live").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live sales of West");
});
