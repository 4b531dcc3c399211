// The test function of every journey: a shop of its own, and no error in any console.
import { test as base, expect, type Page } from "@playwright/test";
import { Shop } from "./shop.ts";

/** Complaints of the browser, and the ones a test has asked for. */
export class Complaints {
  private readonly heard: string[] = [];
  private expected: RegExp[] = [];

  add(text: string): void {
    this.heard.push(text);
  }

  /** Lets complaints pass that the test provokes, such as a refused connection while the server is down. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  get unexpected(): string[] {
    return this.heard.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }
}

/** What the browser prints by itself while a server is down; no code can keep it quiet. */
export const SERVER_DOWN = [/ERR_CONNECTION_REFUSED/, /ERR_INCOMPLETE_CHUNKED_ENCODING/, /ERR_CONNECTION_RESET/, /ERR_EMPTY_RESPONSE/];

type Fixtures = { serve: string[]; shop: Shop; complaints: Complaints };

export const test = base.extend<Fixtures>({
  // Options for `scoopjoy serve`: `test.use({ serve: ["--demo"] })`.
  serve: [[], { option: true }],
  shop: async ({ serve }, use) => {
    const shop = await Shop.open(serve);
    await use(shop);
    await shop.close();
  },
  baseURL: async ({ shop }, use) => use(shop.url),
  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints();
      context.on("console", (message) => {
        if (message.type() === "error") complaints.add(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => complaints.add(String(error.error())));
      await use(complaints);
      expect(complaints.unexpected, "the browser complained").toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a page and waits until it has come to life. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
}

export { expect };
