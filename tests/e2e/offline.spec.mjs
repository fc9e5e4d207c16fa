// Without a network: once loaded, the page loads and runs again; a new version is seen at once. And with
// one: nothing leaves the page.

import { test, expect, open, running } from "./fixtures.mjs";
import { moment, RAFT, seek, written } from "./page.mjs";

/** Waits until the page could be loaded without a network. */
const ready = (page) => expect(page.locator("html")).toHaveAttribute("data-offline", "ready");

test.describe("without a network", () => {
  test.use({ serviceWorkers: "allow" });

  test("the page loads and runs as it does with one", async ({ page, context }) => {
    await open(page);
    await ready(page);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await expect(page.getByText("Works offline")).toBeVisible();
    await context.setOffline(true);
    await page.goto("about:blank");
    await open(page, `${written(RAFT)}&t=1s`);
    await expect(page.getByLabel("Title", { exact: true })).toHaveValue("A test");
    await seek(page, 1.5);
    expect((await moment(page)).position).toBeGreaterThan(10);
    // What it fetches while it runs: what there is to read, and the program in its workers.
    await page.getByRole("tab", { name: "About" }).click();
    await expect(page.getByRole("heading", { name: "Sources" })).toBeVisible();
    await page.getByRole("tab", { name: "Break" }).click();
    await page.reload();
    await running(page);
    await expect(page.locator("[data-node]").first()).toBeVisible();
  });

  test("a page within another is not kept by it", async ({ page, context }) => {
    await open(page, `${written(RAFT)}&embed=1`);
    await expect(page.locator("[data-node]").first()).toBeVisible();
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    expect(context.serviceWorkers()).toEqual([]);
  });
});

test("nothing leaves the page, and what it asks for are its own files", async ({ page, context, baseURL }) => {
  const asked = [];
  context.on("request", (request) => asked.push(request));
  await open(page);
  await seek(page, 1);
  await page.getByLabel("Title", { exact: true }).fill("A secret design");
  await page.getByRole("button", { name: "Share this moment" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Recent…" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "About" }).click();
  await expect(page.getByRole("heading", { name: "Sources" })).toBeVisible();
  expect(asked.length).toBeGreaterThan(5);
  for (const request of asked) {
    const url = new URL(request.url());
    if (["data:", "blob:"].includes(url.protocol)) continue;
    expect(url.href.startsWith(baseURL), url.href).toBe(true);
    expect([request.method(), request.postData(), url.search], url.href).toEqual(["GET", null, ""]);
  }
  expect(await page.evaluate(() => document.cookie)).toBe("");
});
