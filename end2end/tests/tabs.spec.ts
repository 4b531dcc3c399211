// One stream for all tabs of a browser, whichever of them comes and goes.
import type { BrowserContext, Page } from "@playwright/test";
import { Tills } from "./support/tills.ts";
import { connection, expect, figure, open, openLive, openStreams, silence, test, watchTabs } from "./support/live.ts";

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

test("nine tabs of nine scopes are live on two streams", async ({ context, shop }) => {
  const codes = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const outlet = (code: string) => `[[outlets]]\ncode = "${code}"\nname = "${code}"\nregion = "west"\nfranchise = "own"\ntime_zone = "Asia/Kolkata"\n`;
  const tills = await Tills.at(
    shop,
    `name = "Eight outlets"\ndefault_currency = "INR"\nregions = [{ code = "west", name = "West" }]\n` +
      `franchises = [{ code = "own", name = "Own outlets" }]\n${codes.map(outlet).join("\n")}`,
  );
  const pages = await openTabs(context, ["network", ...codes.map((code) => `outlet:${code}`)]);
  for (const code of codes) await tills.ring(tills.sale(code));
  await expectOrders(pages, ["8", ...codes.map(() => "1")]);
  expect(await openStreams(pages)).toBe(2);

  // A tab that comes, and the next to lead, displace nobody.
  const [leader, ...rest] = pages;
  await leader.close();
  rest.push(...(await openTabs(context, ["network"])));
  for (const code of codes) await tills.ring(tills.sale(code));
  await expectOrders(rest, [...codes.map(() => "2"), "16"]);
  expect(await openStreams(rest)).toBe(2);
});

test("a tab that no stream has room for says that it is not live, until there is room", async ({ context, tills }) => {
  await context.clock.install();
  // The leads of all streams are elsewhere, and none of them takes anybody.
  const crowd = await context.newPage();
  await crowd.goto("/api/v1/openapi.json");
  await crowd.evaluate(async () => {
    const names = ["scoopjoy-live", "scoopjoy-live-1", "scoopjoy-live-2"];
    const refuse = async (name: string) => {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data: [what, tab] }) => what === "want" && channel.postMessage(["full", tab]);
      await new Promise<void>((led) => navigator.locks.request(name, () => (led(), new Promise(() => {}))));
    };
    for (const name of names) await refuse(name);
  });
  await tills.ring();
  const page = await context.newPage();
  await open(page, "/live");
  await expect(connection(page)).toHaveAttribute("data-state", "connecting");
  await page.clock.fastForward(40_000);
  await expect(connection(page)).toHaveAttribute("data-state", "stale");
  await expect(page.locator(".freshness")).toContainText("No answer from the server");

  await tills.ring();
  await crowd.close();
  await expectOrders([page], ["2"]);
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
