// The page starts, quickly and quietly, on a strict host; where it cannot, it says so.

import { test, expect, open } from "./fixtures.mjs";

test("the page starts below any path, with nothing on its console", { tag: "@main" }, async ({ page }) => {
  await open(page);
  await expect(page).toHaveTitle(/Faultline/);
  await expect(page.locator("#app > *").first()).toBeVisible();
  await expect(page.locator("#boot-message")).toBeHidden();
});

test("the page starts from its own files and asks for nothing twice", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const started = Date.now();
  await open(page);
  const description = `running ${Date.now() - started} ms after navigation`;
  test.info().annotations.push({ type: "measured", description });
  await page.waitForLoadState("networkidle");
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
});

test("the published page carries its policy on hosts that send none", async ({ page, host }) => {
  const html = await (await page.request.get(host.url)).text();
  const policy = html.indexOf("Content-Security-Policy");
  expect(policy).toBeGreaterThan(0);
  expect(policy).toBeLessThan(html.indexOf("<link"));
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/\sstyle=|<style/);
});

test.describe("where the page cannot run", () => {
  test.use({ tolerant: true });

  test("a lost binary gives one clear sentence", async ({ page }) => {
    await page.route("**/*.wasm", (route) => route.abort());
    await page.goto("./");
    await expect(page.locator("#boot-message")).toHaveText(/could not be loaded.*reload/);
  });

  test("a panic gives one clear sentence", { tag: "@main" }, async ({ page }) => {
    await open(page);
    // The same error, by the same way, as a panic in an event handler: `unreachable` is executed.
    const trap = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0]
      .concat([10, 5, 1, 3, 0, 0, 11]);
    await page.evaluate(async (bytes) => {
      const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes));
      setTimeout(() => instance.exports.t(), 0);
    }, trap);
    await expect(page.locator("#boot-message")).toHaveText(/has stopped.*reload.*link/);
  });
});
