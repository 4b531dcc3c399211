// What the server does by itself: read as the server sends it.
import { expectNoViolation } from "./support/axe.ts";
import { expect, open, test as base } from "./support/test.ts";
import { Tills } from "./support/tills.ts";

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

test("the page says how far behind the server is and what it does, at desktop and phone size", async ({ page, tills }) => {
  await tills.ring();
  const lag = page.getByRole("region", { name: "How far behind" });
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    await page.setViewportSize({ width: width!, height: height! });
    // The server reads on within a second or two.
    await expect(async () => {
      await open(page, "/ops");
      await expect(lag.getByText("Up to date", { exact: true })).toHaveCount(2, { timeout: 100 });
    }).toPass();
    await expect(page.getByRole("heading", { level: 1, name: "Operations" })).toBeVisible();
    await expect(lag.getByText("Waiting to be written").locator("xpath=following-sibling::dd").first()).toHaveText("0");
    await expect(lag.getByText("nothing is lost")).toBeVisible();
    await expect(page.getByRole("rowheader", { name: "records.prune" }).first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width!);
    await expectNoViolation(page, "operations");
  }
});
