// Without a network: once loaded, the page loads and runs again; a new version is seen at once. And with
// one: nothing leaves the page.

import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, expect, open, running } from "./fixtures.mjs";
import { moment, RAFT, seek, written } from "./page.mjs";
import { DIST, start } from "./server.mjs";

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

test.describe("of two versions", () => {
  test.use({ serviceWorkers: "allow", tolerant: true });

  test("the new one is seen at once and kept whole, and the old one goes", async ({ page }) => {
    const folder = await mkdtemp(join(tmpdir(), "faultline-"));
    await cp(DIST, folder, { recursive: true });
    const host = await start(0, folder);
    try {
      await page.goto(host.url);
      await running(page);
      await ready(page);
      const files = () =>
        page.evaluate(async () => {
          const [name] = await caches.keys();
          return (await (await caches.open(name)).keys()).map(({ url }) => url.split("/").at(-1));
        });
      const index = join(folder, "index.html");
      const html = await readFile(index, "utf8");
      const [before] = html.match(/styles-[0-9a-f]+\.css/);
      expect(await files()).toContain(before);

      // The next version has a file by another name.
      const after = "styles-0123456789abcdef.css";
      await rename(join(folder, before), join(folder, after));
      await writeFile(index, html.replaceAll(before, after));
      await page.reload();
      await running(page);
      expect(await page.content()).toContain(after);
      await expect.poll(files).toContain(after);
      await expect.poll(files).not.toContain(before);

      // Without its host, the page is the new one still.
      await host.stop();
      await page.reload();
      await running(page);
      expect(await page.content()).toContain(after);
      const ground = await page.evaluate(() => getComputedStyle(document.querySelector(".app")).display);
      expect(ground).toBe("grid");
    } finally {
      await host.stop().catch(() => {});
      await rm(folder, { recursive: true });
    }
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
