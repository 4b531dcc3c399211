// Tills of a small franchise: an organisation, a key, and sales as they send them.
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
import type { Shop } from "./shop.ts";

/** Two outlets in one zone, one in another with another currency; days begin at midnight everywhere. */
const ORGANISATION = `
name = "Test franchise"
default_currency = "INR"
regions = [{ code = "west", name = "West" }, { code = "cape", name = "Cape" }]
franchises = [{ code = "own", name = "Own outlets" }]

[[outlets]]
code = "mg-road"
name = "MG Road"
region = "west"
franchise = "own"
time_zone = "Asia/Kolkata"

[[outlets]]
code = "bandra"
name = "Bandra <West> & Co"
region = "west"
franchise = "own"
time_zone = "Asia/Kolkata"

[[outlets]]
code = "waterfront"
name = "Waterfront"
region = "cape"
franchise = "own"
time_zone = "Africa/Johannesburg"
currency = "ZAR"
`;

export type Line = { item: string; name: string; qty: string; unit_price: string; total: string };
export type Sale = { id: string; number: string; outlet: string; currency: string; total: string; lines: Line[] } & Record<string, unknown>;

export class Tills {
  private count = 0;

  private constructor(
    private readonly shop: Shop,
    private readonly key: string,
  ) {}

  /** Puts the organisation into the shop's database and makes a key for all of its tills. */
  static async at(shop: Shop, organisation = ORGANISATION): Promise<Tills> {
    const file = path.join(shop.data, "organisation.toml");
    await writeFile(file, organisation);
    await shop.run("organisation", "apply", file);
    const made = await shop.run("key", "add", "--scope", "network", "--rights", "ingest,read,create_items", "--name", "tills", "--json");
    // The running server learns of outlets that another process has made, and begins their day.
    const outlets = organisation.split("[[outlets]]").length - 1;
    await expect.poll(async () => (await daysBegun(shop)).size).toBe(outlets);
    return new Tills(shop, JSON.parse(made.trim().split("\n").at(-1)!).key);
  }

  /** A sale of `pieces` scoops at 126.00 each, sold now. */
  sale(outlet = "mg-road", pieces = 2, more: Record<string, unknown> = {}): Sale {
    this.count += 1;
    const total = `${126 * pieces}.00`;
    const line = { item: "van-500", name: "Vanilla 500 ml", qty: `${pieces}`, unit_price: "126.00", total };
    return {
      id: randomUUID(),
      number: `N-${this.count}`,
      outlet,
      currency: outlet === "waterfront" ? "ZAR" : "INR",
      sold_at: new Date().toISOString(),
      total,
      lines: [line],
      ...more,
    };
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: any }> {
    const answer = await fetch(`${this.shop.url}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.key}` },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** Sends a sale and expects it to be recorded now. */
  async ring(sale: Sale = this.sale()): Promise<Sale> {
    const { status, body } = await this.post("/sales", sale);
    expect(body, JSON.stringify(body)).toMatchObject({ id: sale.id });
    expect(status).toBe(201);
    return sale;
  }

  async board(scope = "network"): Promise<any> {
    return await (await fetch(`${this.shop.url}/api/v1/board?scope=${scope}`)).json();
  }
}

/** The outlets whose business day has begun. */
async function daysBegun(shop: Shop): Promise<Set<string>> {
  const { events } = await (await fetch(`${shop.url}/api/v1/events`)).json();
  return new Set(events.filter((event: any) => event.kind === "outlet.day_started").map((event: any) => event.outlet));
}
