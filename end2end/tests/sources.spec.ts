// What the sources must keep to, where no compiler looks.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The text of every file below `folder` whose name ends in one of `endings`. */
function texts(folder: string, ...endings: string[]): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules") && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}

test("every class that is styled is used", () => {
  const selectors = texts("style", ".css").flatMap((css) => [...css.replace(/\/\*.*?\*\//gs, "").matchAll(/([^{}]+)\{/g)].map(([, selector]) => selector));
  const styled = new Set(selectors.filter((selector) => !/^\s*@/.test(selector)).flatMap((selector) => [...selector.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name)));
  expect(styled.size).toBeGreaterThan(100);
  const sources = [...texts("app/src", ".rs"), ...texts("frontend", ".rs", ".js", ".html"), ...texts("public", ".html", ".js")];
  const words = new Set(sources.flatMap((source) => source.match(/[a-zA-Z][\w-]*/g) ?? []));
  // Two of one animation take turns, by a suffix that is put on where it runs.
  const isUsed = (name: string) => words.has(name) || words.has(name.replace(/(?<=-)(even|odd)$/, ""));
  expect([...styled].filter((name) => !isUsed(name))).toEqual([]);
});

test("parts of pages know no feature", () => {
  const parts = [...texts("app/src/ui", ".rs"), ...texts("app/src/units", ".rs")];
  expect(parts.length).toBeGreaterThan(10);
  expect(parts.flatMap((source) => source.match(/crate::(dashboard|live|organisation|sales)\b/g) ?? [])).toEqual([]);
});
