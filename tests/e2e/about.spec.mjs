// The documentation beside the run: fetched late, read as text, its stories run from where they
// are told.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test, expect, open } from "./fixtures.mjs";
import { moment, RAFT, written } from "./page.mjs";
import { DIST } from "./server.mjs";

const about = (page) => page.getByRole("article", { name: /^About/ });

/** Turns to the documentation and waits until it is there. */
async function read(page) {
  await page.getByRole("tab", { name: "About" }).click();
  await expect(about(page).getByRole("heading", { name: "Sources" })).toBeVisible();
}

test("the documentation is fetched from the page's own host, after the cluster is on screen", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page);
  await expect(page.locator("[data-node]").first()).toBeVisible();
  expect(asked.filter((path) => path.endsWith(".md"))).toEqual([]);
  await read(page);
  expect(asked.filter((path) => path.endsWith(".md"))).toEqual([expect.stringMatching(/\/faultline\/docs\.md$/)]);
  const headings = await about(page).getByRole("heading", { level: 3 }).allTextContents();
  expect(headings).toEqual(["What it is", "When to use it", "What can go wrong", "What to watch for", "Sources"]);
});

test("every word of the documents is there, and no mark", async ({ page }) => {
  const docs = await readFile(join(DIST, "docs.md"), "utf8");
  const raft = docs.split(/^%% /m).find((doc) => doc.startsWith("raft\n"));
  const prose = raft.slice(5).replace(/^```[^]*?^```$/gm, "");
  const words = (text) => text.match(/[\p{L}\p{N}]+/gu);
  await open(page, written(RAFT));
  await read(page);
  const shown = await about(page).evaluate((article) =>
    [...article.children].slice(2).filter((it) => !it.matches(".story")).map((it) => it.textContent).join("\n"));
  expect(words(shown)).toEqual(words(prose));
  expect(shown).not.toMatch(/[*`#]/);
});

test("a story runs from where it is told, and undo brings back what was there", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  await read(page);
  const story = about(page).locator(".story").nth(1);
  const title = await story.locator("strong").textContent();
  await story.getByRole("button", { name: `Run: ${title}` }).click();
  await expect(page.getByLabel("Title")).toHaveValue(title);
  expect((await moment(page)).now).toBe(0);
  await page.keyboard.press("Control+z");
  await expect(page.getByLabel("Title")).toHaveValue("A test");
});

test.describe("where it cannot be had", () => {
  test.use({ tolerant: true });

  test("the stories are there, and one sentence; the next look asks again", async ({ page }) => {
    let refused = 0;
    await page.route("**/docs.md", (route) => {
      refused += 1;
      return route.abort();
    });
    await open(page);
    await expect.poll(() => refused).toBe(1);
    await page.getByRole("tab", { name: "About" }).click();
    await expect(about(page).getByRole("status")).toHaveText(/could not be loaded/);
    await expect(about(page).locator(".story").first()).toBeVisible();
    await page.unroute("**/docs.md");
    await page.getByRole("tab", { name: "Watch" }).click();
    await read(page);
  });
});
