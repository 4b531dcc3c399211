// One stream for all tabs of a browser, whichever of them comes and goes.
import type { BrowserContext, Page } from "@playwright/test";
import { connection, expect, figure, openLive, openStreams, silence, test, watchTabs } from "./support/live.ts";

/** Opens a tab for each scope, the first of which leads. */
async function openTabs(context: BrowserContext, scopes: string[]): Promise<Page[]> {
  await watchTabs(context);
  const pages: Page[] = [];
  for (const scope of scopes) {
    const page = await context.newPage();
    await openLive(page, `/live?scope=${scope}`);
    pages.push(page);
  }
  return pages;
}

async function expectOrders(pages: Page[], orders: string[]): Promise<void> {
  for (const [at, page] of pages.entries()) {
    await expect(figure(page, "Orders"), page.url()).toHaveText(orders[at]);
    await expect(connection(page), page.url()).toHaveAttribute("data-state", "live");
  }
}

test("seven tabs are live on one stream, and stay so when the one that holds it closes", async ({ context, tills }) => {
  const scopes = ["network", "region:west", "region:cape", "outlet:mg-road", "outlet:bandra", "franchise:own", "network"];
  const pages = await openTabs(context, scopes);
  await tills.ring();
  await expectOrders(pages, ["1", "1", "0", "1", "0", "1", "1"]);
  expect(await openStreams(pages)).toBe(1);

  const [leader, ...rest] = pages;
  await leader.close();
  await tills.ring();
  await tills.ring(tills.sale("waterfront"));
  await expectOrders(rest, ["2", "1", "2", "0", "3", "3"]);
  expect(await openStreams(rest)).toBe(1);
});

test("tabs of a silent leader go on alone, and come back to it when it speaks", async ({ context, tills }) => {
  await context.clock.install();
  const pages = await openTabs(context, ["network", "region:west", "network", "outlet:mg-road"]);
  const [leader, ...rest] = pages;
  await silence(leader, true);
  for (const page of rest) await page.clock.fastForward(60_000);
  await expect.poll(() => openStreams(pages)).toBe(4);
  await tills.ring();
  await expectOrders(pages, ["1", "1", "1", "1"]);

  // A leader that tells of a lost connection says nothing of theirs.
  await silence(leader, false);
  await leader.evaluate(() => new BroadcastChannel("scoopjoy-live").postMessage(["line", "lost"]));
  await tills.ring();
  await expectOrders(pages, ["2", "2", "2", "2"]);
  await expect.poll(() => openStreams(pages)).toBe(1);

  await tills.ring();
  await expectOrders(pages, ["3", "3", "3", "3"]);
  expect(await openStreams(pages)).toBe(1);
});
