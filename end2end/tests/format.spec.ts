// Figures on our pages, held against what the reader's own browser would write.
//
// The pages' formatter is ours, on the server and in the browser alike. Where it departs from Intl, it does so on purpose
// and as docs/decisions/0011 says; `expected` below names each of them, and everything else must agree.
import type { Page } from "@playwright/test";
import { expect, openLive, test as base } from "./support/live.ts";
import { Tills } from "./support/tills.ts";

const CURRENCIES = ["EUR", "GBP", "INR", "JPY", "KWD", "USD"] as const;
const LOCALES = ["en-US", "en-GB", "en-IN", "de-DE", "fr-FR", "ja-JP"] as const;

/** One outlet for each currency. */
const ORGANISATION = `
name = "Test franchise"
default_currency = "INR"
regions = [{ code = "west", name = "West" }]
franchises = [{ code = "own", name = "Own outlets" }]
${CURRENCIES.map(
  (currency) => `
[[outlets]]
code = "${currency.toLowerCase()}"
name = "Outlet ${currency}"
region = "west"
franchise = "own"
time_zone = "UTC"
currency = "${currency}"
`,
).join("")}
# Outlets whose hours differ are compared by their whole days.
[[outlets]]
code = "east"
name = "Outlet in the east"
region = "west"
franchise = "own"
time_zone = "Asia/Kolkata"
currency = "INR"
`;

const test = base.extend<{ tills: Tills }>({
  tills: async ({ shop }, use) => use(await Tills.at(shop, ORGANISATION)),
});

const decimals = (currency: string) => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits!;
const scaled = (currency: string, minor: bigint) => {
  const places = decimals(currency);
  const digits = minor.toString().padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

/** Minor units: nothing, less than one unit, below and above each border of grouping, and nearly the most that a sale may be. */
const amounts = (currency: string) => [0n, 5n, 99_999n, 123_456n, 9_999_999n, 12_345_678n, 98_765_432n * 10n ** BigInt(decimals(currency))];

/** What the reader's browser writes, with the differences that we want. Runs in the page. */
function expected([locale, wanted]: [string, { currency: string; amount: string }[]]): string[] {
  const english = (currency: string) => new Intl.NumberFormat("en", { style: "currency", currency }).formatToParts(1).find(({ type }) => type === "currency")!.value;
  return wanted.map(({ currency, amount }) => {
    // Currencies of lakhs are grouped as their own country groups them, whoever reads.
    const grouping = currency === "INR" ? "en-IN" : locale;
    const parts = new Intl.NumberFormat(locale, { style: "currency", currency }).formatToParts(amount as Intl.StringNumericLiteral);
    const home = new Intl.NumberFormat(grouping, { style: "currency", currency }).formatToParts(amount as Intl.StringNumericLiteral);
    const group = new Intl.NumberFormat(locale).formatToParts(1e6).find(({ type }) => type === "group")!.value;
    const whole = home.filter(({ type }) => type === "integer").map(({ value }) => value).join(group);
    let isFirst = true;
    return parts
      .flatMap(({ type, value }) => {
        if (type === "group") return [];
        if (type === "integer") return isFirst ? ((isFirst = false), [whole]) : [];
        // A sign that only one currency has says more than a code.
        if (type === "currency" && value === currency) return [english(currency)];
        // A minus is as long as a digit is wide.
        return [type === "minusSign" ? "\u2212" : value];
      })
      .join("");
  });
}

async function written(page: Page): Promise<string[]> {
  const texts = await page.locator(".feed__row:visible .feed__amount").allTextContents();
  // Where no sign stands behind, its place holds a plain space.
  return texts.map((text) => text.replace(/ $/, ""));
}

for (const locale of LOCALES) {
  test.describe(locale, () => {
    test.use({ locale });

    test("amounts are written as its own browser writes them", async ({ page, tills }) => {
      await openLive(page);
      for (const currency of CURRENCIES) {
        const facts = amounts(currency).map((minor) => ({ minor, amount: scaled(currency, minor) }));
        const sales = facts.map(({ amount }) => tills.sale(currency.toLowerCase(), 1, sold(currency, amount)));
        const back = facts.filter(({ minor }) => minor > 0n).map(({ amount }) => returned(tills, currency, amount));
        const { body } = await tills.post("/sales", { sales, returns: back });
        expect(body.rejected ?? [], JSON.stringify(body)).toEqual([]);
        const wanted = [...facts.map(({ amount }) => amount), ...back.map(({ total }) => `-${total}`)].reverse().map((amount) => ({ currency, amount }));
        const theirs = (await page.evaluate(expected, [locale, wanted] as [string, typeof wanted])).sort();
        await expect.poll(async () => (await written(page)).slice(0, wanted.length).sort(), currency).toEqual(theirs);
      }
    });

    test("counts, quantities and percentages have the digits its own browser writes", async ({ page, tills }) => {
      const intl = (number: string) => page.evaluate(([locale, number]) => new Intl.NumberFormat(locale).format(number as Intl.StringNumericLiteral), [locale, number]);
      const lastWeek = new Date(Date.now() - 7 * 86_400_000).toISOString();
      await tills.ring(tills.sale("inr", 1, { ...sold("INR", "1.00"), sold_at: lastWeek }));
      const line = { item: "cone", name: "Cone", qty: "617283.75", unit_price: "0.02", total: "12345.68" };
      await tills.ring(tills.sale("inr", 1, { total: "24691.36", lines: [line, line] }));
      await openLive(page);
      await expect(page.locator('[data-figure="Items sold"]')).toHaveText(await intl("1234567.5"));
      // The sentence around it is English, and so is the place of its percent sign.
      await expect(page.getByLabel("Revenue today")).toContainText(`${await intl("2469136")}% of `);
    });
  });
}

function sold(currency: string, amount: string) {
  return { currency, total: amount, lines: [{ item: "cone", name: "Cone", qty: "1", unit_price: amount, total: amount }] };
}

function returned(tills: Tills, currency: string, amount: string) {
  const { sold_at, ...sale } = tills.sale(currency.toLowerCase(), 1, sold(currency, amount));
  return { ...sale, returned_at: sold_at, reason: "melted" };
}
