// The weight of the page, as a browser without its cache downloads it. It must not creep up.

import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { test, expect } from "./fixtures.mjs";
import { DIST } from "./server.mjs";

/** What it may weigh, in bytes after gzip: little more than it does. A pattern costs about 16 kB with its
 * properties, views and stories. To be lowered with what is saved. */
const CEILING = 1_040_000;

test("the page is light", async () => {
  const weights = new Map();
  let sheets = 0;
  for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
    const kind = extname(entry.name);
    if (!entry.isFile() || ![".html", ".css", ".js", ".wasm"].includes(kind)) continue;
    const bytes = gzipSync(await readFile(join(entry.parentPath, entry.name)), { level: 9 });
    weights.set(kind, (weights.get(kind) ?? 0) + bytes.length);
    sheets += kind === ".css" ? 1 : 0;
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const parts = [...weights].map(([kind, weight]) => `${kind.slice(1)} ${kilobytes(weight)}`);
  const bound = `ceiling ${kilobytes(CEILING)}`;
  const description = `${kilobytes(total)} after gzip (${parts.join(", ")}); ${bound}`;
  test.info().annotations.push({ type: "measured", description });
  const docs = gzipSync(await readFile(join(DIST, "docs.md")), { level: 9 });
  const later = `${kilobytes(docs.length)} of documentation are fetched later`;
  test.info().annotations.push({ type: "measured", description: later });
  expect(weights.size, "html, css, js and wasm").toBe(4);
  expect(sheets, "style sheets").toBe(1);
  expect(total).toBeLessThanOrEqual(CEILING);
});

test("the binary carries stories, and no prose that can be fetched later", async () => {
  const files = await readdir(DIST);
  const binary = await readFile(join(DIST, files.find((name) => name.endsWith(".wasm"))));
  const docs = await readFile(join(DIST, "docs.md"), "utf8");
  const parts = docs.split(/^```.*$/m);
  const prose = parts.filter((_, index) => index % 2 === 0).join("\n").split("\n");
  const long = prose.filter((line) => line.length > 60);
  expect(long.length, "lines of prose").toBeGreaterThan(50);
  expect(long.filter((line) => binary.includes(line))).toEqual([]);
  const titles = parts.flatMap((part) => part.match(/^title .+$/gm) ?? []);
  expect(titles.filter((title) => !binary.includes(title))).toEqual([]);
});
