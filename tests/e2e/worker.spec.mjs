// A search runs in workers that are the page's own program: they start on a strict host, fetch
// nothing that the page has, and when they fail or fall silent the page says so or does without.

import { test, expect, open } from "./fixtures.mjs";
import { begin, ended, state, BREAKABLE } from "./search.mjs";
import { RAFT, written } from "./page.mjs";

const WORKER = "**/static/worker.js";

/** Counts the workers that a page has at work. */
const workers = (page) => page.workers().length;

test("a search runs in workers, and the binary is fetched once", { tag: "@main" }, async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page, written(RAFT));
  const own = asked.find((path) => path.endsWith(".wasm")).replace("_bg.wasm", ".js");
  let most = 0;
  page.on("worker", () => (most = Math.max(most, workers(page))));
  await begin(page, { schedules: 60, lasts: "3s" });
  await ended(page, "clear");

  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(most).toBe(Math.min(cores, 8, 2));
  expect(asked.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
  // What a worker loads is what the page has loaded, so that a cache answers for it.
  const loaded = new Set(asked.filter((path) => path.endsWith(".js")));
  expect([...loaded].filter((path) => !/boot\.js$|worker\.js$/.test(path))).toEqual([own]);
});

test("when a search is over its workers are gone", async ({ page }) => {
  await open(page, written(BREAKABLE));
  await begin(page, { schedules: 200 });
  await ended(page, "broken");
  await expect.poll(() => workers(page)).toBe(0);
});

test("Stop ends the workers at once", async ({ page }) => {
  await open(page, written(RAFT));
  await begin(page, { schedules: 1_000_000 });
  await expect.poll(() => workers(page)).toBeGreaterThan(0);
  await expect(page.locator("#search-figures")).not.toContainText("0 schedules tried, ");
  await page.getByRole("button", { name: "Stop" }).click();
  await ended(page, "stopped");
  await expect.poll(() => workers(page)).toBe(0);
  // Another one can begin.
  await begin(page, { schedules: 10, lasts: "2s" });
  await ended(page, "clear");
});

test("without workers the page searches itself, finds the same, and says so", { tag: "@main" }, async ({ page }) => {
  await open(page, written(BREAKABLE));
  await begin(page, { schedules: 200 });
  await ended(page, "broken");
  const found = page.getByRole("region", { name: "Counter-example" });
  const inWorkers = await found.innerText();

  // Refused by the policy of a host, for instance.
  await page.evaluate(() => {
    window.Worker = class {
      constructor() {
        throw new DOMException("not here", "SecurityError");
      }
    };
  });
  await begin(page, { schedules: 200 });
  await expect(page.locator("#search-figures")).toContainText("in the page itself");
  await ended(page, "broken");
  expect(await found.innerText()).toBe(inWorkers);
});

test.describe("where workers fail", () => {
  test.use({ tolerant: true });

  test("a worker that cannot be loaded is done without", async ({ page }) => {
    await page.route(WORKER, (route) => route.abort());
    await open(page, written(RAFT));
    await begin(page, { schedules: 10, lasts: "2s" });
    await ended(page, "clear");
    await expect(page.locator("#search-figures")).toContainText("in the page itself");
  });

  test("a worker whose program cannot be loaded is done without", async ({ page }) => {
    await open(page, written(RAFT));
    await page.route("**/web-*.js", (route) => route.abort());
    await begin(page, { schedules: 10, lasts: "2s" });
    await ended(page, "clear");
    await expect(page.locator("#search-figures")).toContainText("in the page itself");
  });

  test("a search needs no network once the page is loaded", async ({ page, context }) => {
    await open(page, written(BREAKABLE));
    await context.setOffline(true);
    await begin(page, { schedules: 200 });
    await ended(page, "broken");
  });

  test("a worker that falls silent is ended, and the page says so", async ({ page }) => {
    // It starts, and is never heard of again.
    const silent = 'self.onmessage = () => { self.onmessage = null; self.postMessage("ready "); for (;;); };';
    await page.route(WORKER, (route) =>
      route.fulfill({ contentType: "text/javascript", body: silent }),
    );
    await open(page, written(RAFT));
    await begin(page, { schedules: 10 });
    await ended(page, "failed");
    await expect(state(page)).toContainText(
      "The search stopped: a worker did not answer for 5 seconds between seeds 0 and 9.",
    );
    await expect.poll(() => workers(page)).toBe(0);
  });

  test("a worker that breaks down ends the search with a sentence", async ({ page }) => {
    const broken = `self.onmessage = () => {
      self.onmessage = () => { throw new Error("broken"); };
      self.postMessage("ready ");
    };`;
    await page.route(WORKER, (route) =>
      route.fulfill({ contentType: "text/javascript", body: broken }),
    );
    await open(page, written(RAFT));
    await begin(page, { schedules: 10 });
    await expect(state(page)).toContainText(/a worker has broken down between seeds 0 and 9/);
  });
});
