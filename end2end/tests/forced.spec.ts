// A system that forces its own colours: what is current or chosen is still told from the rest.
import type { Locator } from "@playwright/test";
import AxeBuilder from "@axe-core/playwright";
import { expect, open, openLive, test } from "./support/live.ts";

const ground = (place: Locator) => place.evaluate((element) => getComputedStyle(element).backgroundColor);
const ink = (place: Locator) => place.evaluate((element) => getComputedStyle(element).color);

for (const colorScheme of ["light", "dark"] as const) {
  test(`page, scope and currency are marked in forced colours, ${colorScheme}`, async ({ page, tills }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    await tills.ring();
    await tills.ring(tills.sale("waterfront"));
    await openLive(page, "/live?scope=region:west&currency=INR");

    const marked = async (chosen: Locator, other: Locator) => {
      const system = await page.evaluate(() => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.cssText = "forced-color-adjust:none;background:Highlight;color:HighlightText";
        const { backgroundColor, color } = getComputedStyle(probe);
        probe.remove();
        return [backgroundColor, color];
      });
      expect([await ground(chosen), await ink(chosen)]).toEqual(system);
      expect(await ground(other)).not.toBe(system[0]);
    };
    const rail = page.locator(".rail");
    await marked(rail.getByRole("link", { name: "Live", exact: true }), rail.getByRole("link", { name: "Sales", exact: true }));
    await marked(rail.getByRole("link", { name: "West 2" }), rail.getByRole("link", { name: "Cape 1" }));
    await page.getByRole("button", { name: /West/ }).click();
    const item = (name: RegExp) => page.locator(".sheet__item", { hasText: name });
    await marked(item(/^West/), item(/^Cape/));
    await page.keyboard.press("Escape");
    await openLive(page, "/live?currency=ZAR");
    const currencies = page.getByRole("group", { name: "Currency of chart and lists" });
    await marked(currencies.getByRole("link", { name: "ZAR" }), currencies.getByRole("link", { name: "INR" }));
    await open(page, "/sales");
    await marked(rail.getByRole("link", { name: "Sales", exact: true }), rail.getByRole("link", { name: "Live", exact: true }));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
}
