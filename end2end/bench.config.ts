// What a browser feels, measured: `scripts/bench` runs these drivers and puts their rows into its table. They assert nothing.
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig(tests, { testDir: "bench", timeout: 30 * 60_000 });
