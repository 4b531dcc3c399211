// The live page with tills that sell for it.
import type { BrowserContext, Page } from "@playwright/test";
import { expect, open, test as base } from "./test.ts";
import { Tills } from "./tills.ts";

export const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop)),
});

export const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);
export const connection = (page: Page) => page.locator(".topbar .connection");

/** Opens a live page and waits until it is live. */
export async function openLive(page: Page, path = "/live"): Promise<void> {
  await open(page, path);
  await expect(connection(page)).toHaveAttribute("data-state", "live");
}

export { expect, open };
