// The bell of a sale, in a browser that plays nothing before its page was touched.
import type { Page } from "@playwright/test";
import { expect, openLive, test } from "./support/live.ts";

/** Counts how often the page asked the browser to play; the browser answers as ever. */
async function countStrokes(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counting = window as any;
    counting.strokes = 0;
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      counting.strokes += 1;
      const playing = play.call(this);
      const tell = () => console.log("struck");
      playing.then(tell, tell);
      return playing;
    };
  });
  return () => page.evaluate(() => (window as any).strokes);
}

test("the bell is blocked until the page is touched, which the switch says and mends", async ({ page, tills }) => {
  const strokes = await countStrokes(page);
  // To look into a page counts as touching it, so the page itself says how far it is.
  const said = (word: string) => page.waitForEvent("console", (message) => message.text() === word);
  const [isLive, isStruck] = [said("live"), said("struck")];
  await page.addInitScript(() => {
    const look = () => document.querySelector('.topbar .connection[data-state="live"]') && console.log("live");
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto("/live");
  await isLive;
  await tills.ring();
  await isStruck;

  const bell = page.getByRole("button", { name: /sound on a sale/i });
  await expect(bell).toHaveText("Allow sound");
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  await expect(bell).toHaveAccessibleName("Allow sound on a sale: the browser waits for a press");
  expect(await strokes()).toBe(1);

  await bell.click();
  await expect(bell).not.toContainText("Allow sound");
  await expect(bell).toHaveAccessibleName("Sound on a sale");
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  expect(await strokes()).toBe(2);
  // Sales that come thicker than strokes share one.
  await expect(async () => {
    await tills.ring();
    await expect.poll(strokes, { timeout: 1_000 }).toBeGreaterThan(2);
  }).toPass();
});

test("the bell stays off where it was switched off", async ({ page, tills }) => {
  const strokes = await countStrokes(page);
  await openLive(page);
  const bell = page.getByRole("button", { name: /^Sound on a sale/ });
  await bell.click();
  await expect(bell).toHaveAttribute("aria-pressed", "false");
  await openLive(page, "/live?scope=region:west");
  await expect(bell).toHaveAttribute("aria-pressed", "false");
  await tills.ring();
  await expect(page.locator(".toast")).toContainText("New sale");
  expect(await strokes()).toBe(0);
});
