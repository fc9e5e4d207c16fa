// What every browser test stands on: the built page on a strict host, watched. A test fails if
// the page complains on its console, breaks its content security policy, or asks anything of
// anybody but its own host.

import { test as base, expect } from "@playwright/test";
import { start } from "./server.mjs";

export { expect };

export const test = base.extend({
  /** Whether complaints of the page are what the test is about. */
  tolerant: [false, { option: true }],

  /** The host of the page; one for a worker. */
  host: [
    async ({}, use) => {
      const host = await start();
      await use(host);
      await host.stop();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ host }, use) => use(host.url),

  /** Everything the page complains about, as it happens. */
  complaints: async ({ context, contextOptions, browserName, host, tolerant }, use) => {
    if (browserName === "firefox" && contextOptions.reducedMotion === "reduce") {
      await context.addInitScript(reduceMotion);
    }
    const complaints = [];
    watch(context, new URL(host.url).origin, complaints);
    await use(complaints);
    if (!tolerant) expect(complaints, "what the page complains about").toEqual([]);
  },

  /** The page of the test, watched; not yet opened. */
  page: async ({ page, complaints }, use) => {
    void complaints;
    await use(page);
  },
});

/** Opens the page, at a link if one is given, and waits until it runs. */
export async function open(page, fragment = "") {
  await page.goto(`./${fragment && `#${fragment}`}`);
  await running(page);
}

/** Waits until the page runs. */
export async function running(page) {
  await page.waitForFunction(() => window.faultline !== undefined);
}

/** Notes what the page complains about and whom it asks. A broken policy is on the console. */
function watch(context, origin, complaints) {
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`error: ${error.error().message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    const local = url.origin === origin || ["data:", "blob:"].includes(url.protocol);
    if (!local) complaints.push(`request to another host: ${url}`);
  });
}

/** Says that motion is to be reduced: the protocol that drives Firefox has no word for it. */
function reduceMotion() {
  const ask = window.matchMedia.bind(window);
  window.matchMedia = (query) =>
    query.includes("prefers-reduced-motion: reduce") ? ask("all") : ask(query);
}
