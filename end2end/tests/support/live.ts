// The live page with tills that sell for it.
import type { BrowserContext, Locator, Page } from "@playwright/test";
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

/** Scrolls to something and lets it be drawn: what is out of sight is not laid out, and nobody acts within the frame that brings it in. */
export async function bringIn(target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  await target.evaluate(() => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))));
}

/** Lets {@link openStreams} count, and {@link silence} keep a tab from telling the others anything. For pages to come. */
export async function watchTabs(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const page = window as any;
    page.streams = [];
    page.EventSource = class extends EventSource {
      constructor(url: string) {
        super(url);
        page.streams.push(this);
      }
    };
    const say = BroadcastChannel.prototype.postMessage;
    BroadcastChannel.prototype.postMessage = function (message) {
      if (!page.isSilent) say.call(this, message);
    };
  });
}

/** Streams that are open or being opened in these tabs. */
export async function openStreams(pages: Page[]): Promise<number> {
  const count = (page: Page) =>
    page.evaluate(() => (window as any).streams.filter((stream: EventSource) => stream.readyState !== EventSource.CLOSED).length as number);
  return (await Promise.all(pages.map(count))).reduce((sum, some) => sum + some, 0);
}

/** Keeps a tab from telling the others anything, or lets it speak again. */
export async function silence(page: Page, isSilent: boolean): Promise<void> {
  await page.evaluate((isSilent) => ((window as any).isSilent = isSilent), isSilent);
}

export { expect, open };
