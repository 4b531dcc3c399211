// A screen on a wall: large, without a pointer, and nobody there to scroll it.
import { expect, openLive, test } from "./support/live.ts";
import config from "../playwright.config.ts";

const browser = config.use?.launchOptions;

// What Chromium takes for "no pointer" and "cannot hover": it has no emulation of either.
const NO_POINTER = "primaryPointerType=1,availablePointerTypes=1,primaryHoverType=1,availableHoverTypes=1";

test.use({
  serve: ["--demo"],
  launchOptions: { ...browser, args: [...(browser?.args ?? []), `--blink-settings=${NO_POINTER}`] },
});

for (const [width, height] of [[1920, 1080], [3840, 2160]] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${width} × ${height}, ${colorScheme}: the page fits, shows a clock and needs no pointer`, async ({ page }, info) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height });
      for (const path of ["/live", "/outlets/mg-road"]) {
        await openLive(page, path);
        await expect(page.locator(".topbar__clock")).toHaveText(/^\d\d:\d\d$/);
        await expect(page.locator(".rail")).toBeHidden();
        const hidden = await page.evaluate(() => {
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
          return [scrollWidth - clientWidth, scrollHeight - clientHeight];
        });
        expect(hidden, `${path} is larger than the screen`).toEqual([0, 0]);
        // As long as amounts get: nothing of it may fall off its card.
        const longest = "₹1,23,45,678.90 by 14:00, 103% of last Wednesday’s";
        const cut = await page.locator(".kpi-card__foot > .meter + span").evaluateAll((all, longest) => {
          const isCut = (line: Element) => line.scrollWidth > line.clientWidth || line.scrollHeight > line.clientHeight;
          const asItIs = all.filter(isCut).map((line) => line.textContent);
          const asLong = all.filter((line) => {
            const held = line.cloneNode(true) as Element;
            held.textContent = longest;
            line.replaceWith(held);
            const isTooLong = isCut(held);
            held.replaceWith(line);
            return isTooLong;
          });
          return [...asItIs, ...asLong.map(() => longest)];
        }, longest);
        expect(cut, path).toEqual([]);
        await page.screenshot({ path: info.outputPath(`${path.slice(1).replace("/", "-")}.png`) });
      }
    });
  }
}
