// The app on a tablet's home screen, and how it gets its next version.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Deployment } from "./support/proxy.ts";
import { expect, open, test } from "./support/test.ts";

test("the browser finds nothing that keeps the app from being installed", async ({ playwright, shop }, info) => {
  // An ordinary test context counts as incognito, where nothing can be installed.
  const profile = await mkdtemp(path.join(tmpdir(), "scoopjoy-profile-"));
  const context = await playwright.chromium.launchPersistentContext(profile, info.project.use.launchOptions);
  try {
    const page = await context.newPage();
    await open(page, `${shop.url}/live`);
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});

test("a new version is offered, and the page changes to it only when asked", async ({ page, shop }) => {
  const deployment = await Deployment.before(shop.url);
  try {
    await open(page, `${deployment.url}/live`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    deployment.release();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update().then(() => undefined));
    await expect(page.getByRole("alert")).toContainText("A new version is ready");
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Update" }).click()]);
    await expect(page.locator("html[data-hydrated]")).toBeAttached();
    const caches = await page.evaluate(() => globalThis.caches.keys());
    expect(caches.at(-1)).toBe("scoopjoy-next");
    await expect(page.getByRole("alert")).toHaveCount(0);
  } finally {
    deployment.close();
  }
});
