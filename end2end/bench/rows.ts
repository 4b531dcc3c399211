// The rows that a driver adds to the table of `scripts/bench`.
import { appendFile } from "node:fs/promises";

/** Adds one row; `SCOOPJOY_BENCH_ROWS` names the file, without it the row is only printed. */
export async function addRow(what: string, measured: string, budget: string): Promise<void> {
  const row = `| ${what} | ${measured} | ${budget} |\n`;
  process.stdout.write(row);
  const file = process.env.SCOOPJOY_BENCH_ROWS;
  if (file) await appendFile(file, row);
}

/** The value below which `share` (0–1) of `values` lie. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
