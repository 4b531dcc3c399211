// How a page comes to life, and what a person sees when it cannot.
import { expect, open, SERVER_DOWN, test } from "./support/test.ts";

test("the way from the root leads to the live page, which comes to life", async ({ page }) => {
  await open(page, "/");
  expect(new URL(page.url()).pathname).toBe("/live");
  await expect(page).toHaveTitle(/ScoopJoy/);
  await expect(page.locator(".page-notice")).toHaveCount(0);
});

test("the policy of a page allows no inline script, style or eval", async ({ shop }) => {
  const policy = (await fetch(`${shop.url}/live`)).headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=-]{16,}' 'wasm-unsafe-eval'/);
  expect(policy).toContain("style-src 'self'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
});

test("an unknown address is a page with status 404, an unknown asset is not a page", async ({ shop }) => {
  const page = await fetch(`${shop.url}/nowhere`);
  expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  const asset = await fetch(`${shop.url}/assets/app.0000000000000000.js`);
  expect([asset.status, await asset.text()]).toEqual([404, ""]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the first HTML holds the page", async ({ page }) => {
    await page.goto("/live");
    await expect(page.getByRole("main")).toBeVisible();
  });
});

// Interception does not see what a service worker fetches.
test.describe("when the app does not load", () => {
  test.use({ serviceWorkers: "block" });

  for (const kind of ["js", "wasm"]) {
    test(`a missing ${kind} file leaves a page that offers to reload`, async ({ page, complaints }) => {
      complaints.expect(/ERR_FAILED/, /Failed to fetch/);
      await page.route(`**/assets/app.*.${kind}`, (route) => route.abort());
      await page.goto("/live");
      await expect(page.getByRole("alert")).toContainText("did not come to life");
      await page.unroute(`**/assets/app.*.${kind}`);
      await page.getByRole("button", { name: "Reload" }).click();
      await expect(page.locator("html[data-hydrated]")).toBeAttached();
    });
  }

  test("a page that does not match its app offers to reload", async ({ page, complaints }) => {
    complaints.expect(/unreachable/, /hydration/, /panicked/);
    await page.route("**/live", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('<div id="app">', '<div id="app"><p>inserted</p>');
      await route.fulfill({ response: answer, body });
    });
    await page.goto("/live");
    await expect(page.getByRole("alert")).toContainText("did not come to life");
  });

  test("what an extension puts into the body does not matter", async ({ page }) => {
    await page.route("**/live", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('<div id="app">', '<div>inserted</div><div id="app">');
      await route.fulfill({ response: answer, body });
    });
    await open(page, "/live");
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});

test("a page whose server is gone says so and comes back", async ({ page, shop, complaints }) => {
  complaints.expect(...SERVER_DOWN);
  await open(page, "/live");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await shop.stop();
  await page.goto("/live?never=seen");
  await expect(page.getByRole("heading", { name: "ScoopJoy does not answer" })).toBeVisible();
  await shop.start();
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
});
