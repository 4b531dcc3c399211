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
        await page.screenshot({ path: info.outputPath(`${path.slice(1).replace("/", "-")}.png`) });
      }
    });
  }
}
