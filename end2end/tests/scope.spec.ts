// What part of the network is looked at: kept by the links of the rail, chosen in a sheet that Back closes.
import type { Page } from "@playwright/test";
import { expect, open, openLive, test } from "./support/live.ts";

const railLink = (page: Page, name: string) => page.locator(".rail").getByRole("link", { name, exact: true });
const sheet = (page: Page) => page.getByRole("dialog", { name: "Scope" });
const entries = (page: Page) => page.evaluate(() => history.length);

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the links of the rail keep the scope of the page", async ({ page, tills }) => {
    await tills.ring();
    for (const [path, live, sales] of [
      ["/live", "/live", "/sales"],
      ["/live?scope=outlet:mg-road", "/live?scope=outlet:mg-road", "/sales?scope=outlet:mg-road"],
      ["/outlets/mg-road", "/live?scope=outlet:mg-road", "/sales?scope=outlet:mg-road"],
      ["/sales?scope=region:west&kind=sale", "/live?scope=region:west", "/sales?scope=region:west"],
      ["/sales?scope=network", "/live", "/sales"],
    ]) {
      await page.goto(path);
      await expect(railLink(page, "Live"), path).toHaveAttribute("href", live);
      await expect(railLink(page, "Sales"), path).toHaveAttribute("href", sales);
    }
  });
});

test("the links of the rail follow a scope that is chosen in the page", async ({ page, tills }) => {
  await tills.ring();
  await tills.ring(tills.sale("waterfront"));
  await openLive(page);
  await railLink(page, "West 2").click();
  await expect(railLink(page, "West 2")).toHaveAttribute("aria-current", "true");
  await expect(railLink(page, "Cape 1")).not.toHaveAttribute("aria-current");
  await expect(railLink(page, "Live")).toHaveAttribute("href", "/live?scope=region:west");
  await railLink(page, "Sales").click();
  await expect(page).toHaveURL(/\/sales\?scope=region:west$/);
  await expect(page.getByLabel("Scope")).toHaveValue("region:west");
  await expect(page.locator(".ledger__row")).toHaveCount(1);
  await railLink(page, "Live").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live sales of West");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("Back closes the open sheet, once, and then leaves the page", async ({ page, tills }) => {
    await tills.ring();
    await open(page, "/sales");
    await openLive(page);
    const before = await entries(page);
    await page.getByRole("button", { name: "Scope" }).tap();
    await expect(sheet(page)).toBeVisible();
    await page.goBack();
    await expect(sheet(page)).toBeHidden();
    await expect(page).toHaveURL(/\/live$/);
    // And it opens again as if nothing had been.
    await page.getByRole("button", { name: "Scope" }).tap();
    await expect(sheet(page)).toBeVisible();
    await page.goBack();
    await expect(sheet(page)).toBeHidden();
    expect(await entries(page)).toBe(before + 1);
    await page.goBack();
    await expect(page).toHaveURL(/\/sales$/);
  });

  test("a sheet that is closed by its button leaves no step behind", async ({ page, tills }) => {
    await tills.ring();
    await open(page, "/sales");
    await openLive(page);
    for (const close of [() => sheet(page).getByRole("button", { name: "Close" }).tap(), () => page.keyboard.press("Escape")]) {
      await page.getByRole("button", { name: "Scope" }).tap();
      await expect(sheet(page)).toBeVisible();
      await close();
      await expect(sheet(page)).toBeHidden();
      await expect.poll(() => page.evaluate(() => history.state?.sheet)).toBeUndefined();
    }
    await page.goBack();
    await expect(page).toHaveURL(/\/sales$/);
  });

  test("a scope that is chosen in the sheet is one step of the history", async ({ page, tills }) => {
    await tills.ring();
    await openLive(page);
    const before = await entries(page);
    await page.getByRole("button", { name: "Scope" }).tap();
    await sheet(page).getByRole("link", { name: "MG Road" }).tap();
    await expect(page).toHaveURL(/scope=outlet:mg-road$/);
    await expect(sheet(page)).toBeHidden();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live sales of MG Road");
    expect(await entries(page)).toBe(before + 1);
    await page.goBack();
    await expect(page).toHaveURL(/\/live$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live sales of Whole network");
    await page.goForward();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live sales of MG Road");
    await expect(sheet(page)).toBeHidden();
  });

  test("a reload with an open sheet leaves no step behind", async ({ page, tills }) => {
    await tills.ring();
    await open(page, "/sales");
    await openLive(page);
    await page.getByRole("button", { name: "Scope" }).tap();
    await expect(sheet(page)).toBeVisible();
    await page.reload();
    await expect(page.locator("html[data-hydrated]")).toBeAttached();
    await expect.poll(() => page.evaluate(() => history.state?.sheet)).toBeUndefined();
    await page.goBack();
    await expect(page).toHaveURL(/\/sales$/);
  });
});
