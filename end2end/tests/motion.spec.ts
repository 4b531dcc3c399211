// What moves on the live page, and what is large: a sale changes figures, and where less motion was asked for nothing moves.
import { expect, figure, openLive, test } from "./support/live.ts";

for (const reducedMotion of ["reduce", "no-preference"] as const) {
  test(`a live page with prefers-reduced-motion: ${reducedMotion}`, async ({ page, tills }) => {
    await page.emulateMedia({ reducedMotion });
    await openLive(page);
    const seen = await page.evaluateHandle(() => {
      const seen = new Set<string>();
      const look = () => {
        for (const motion of document.getAnimations()) seen.add((motion as CSSAnimation).animationName ?? "transition");
        requestAnimationFrame(look);
      };
      look();
      return seen;
    });
    await tills.ring();
    await expect(figure(page, "Orders")).toHaveText("1");
    const names = await seen.evaluate((seen) => [...seen]);
    if (reducedMotion === "reduce") expect(names).toEqual([]);
    else expect(names).toContain("connection-beat");
  });
}

test("revenue is the largest figure at every size", async ({ page, tills }) => {
  await tills.ring();
  for (const [width, height] of [[390, 844], [1024, 768], [1200, 800], [1440, 900], [1920, 1080]]) {
    await page.setViewportSize({ width, height });
    await openLive(page);
    const sizes = await page.locator(".kpi-card__value").evaluateAll((all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize)));
    expect(Math.max(...sizes), `${width} px wide: ${sizes}`).toBe(sizes[0]);
  }
});
