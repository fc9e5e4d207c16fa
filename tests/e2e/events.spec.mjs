// The table of events: over the whole run, both ways between rows and picture, filtered, searched.

import { test, expect, open } from "./fixtures.mjs";
import { each, longestTask, moment, RAFT, written } from "./page.mjs";

const rows = (page) => page.locator("[data-record]");
const ids = (page) => rows(page).evaluateAll((all) => all.map((it) => Number(it.dataset.record)));
const table = (page) => page.getByRole("grid", { name: "Events" });
const count = async (page) => Number((await page.locator(".event-foot span").textContent()).replace(/\D/g, ""));

async function events(page, fragment) {
  await open(page, fragment);
  await page.getByRole("tab", { name: "Events" }).click();
  await expect(rows(page).first()).toBeVisible();
}

test("the table has the whole run in order, and says what is yet to come", async ({ page }) => {
  await events(page, `${written(RAFT)}&t=1s`);
  await expect(table(page)).toHaveAttribute("aria-rowcount", String((await count(page)) + 1));
  const shown = await ids(page);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  const { position } = await moment(page);
  for (const row of await each(rows(page))) {
    const record = Number(await row.getAttribute("data-record"));
    await expect(row).toHaveClass(record < position ? /^(?!.*ahead)/ : /ahead/);
    await expect(row.locator(".text")).not.toHaveText("…");
  }
  // The end of the run is in it as well.
  await page.locator("#events-scroll").evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await expect.poll(async () => rows(page).last().locator(".at").textContent()).toMatch(/^(2\.[89]|3)/);
  await page.getByRole("button", { name: "Back to 1.000 s" }).click();
  await expect(page.locator("tr.reached")).toBeInViewport();
});

test("a row shows its moment and marks its nodes, by mouse and by keys", { tag: "@main" }, async ({ page }) => {
  await events(page, `${written(RAFT)}&t=0.5s`);
  await page.getByLabel("Kind of event").selectOption("moves");
  const row = rows(page).filter({ hasText: "Candidate → Leader" }).first();
  await row.hover();
  await expect(page.locator("[data-node] .halo.marked")).toHaveCount(1);
  const at = Number(await row.locator(".at").textContent());
  await row.click();
  await expect.poll(async () => Math.floor((await moment(page)).now / 1e3) / 1e3).toBe(at);
  await expect(row).toHaveClass(/of-selected/);
  // The rows are walked through by arrows; the run stays until Enter.
  const before = (await moment(page)).now;
  await row.focus();
  const active = page.locator("[data-record]:focus");
  for (let i = 0; i < 2; i += 1) {
    const from = await active.getAttribute("data-record");
    await page.keyboard.press("ArrowUp");
    await expect(active).toHaveCount(1);
    await expect(active).not.toHaveAttribute("data-record", from);
  }
  expect((await moment(page)).now).toBe(before);
  const earlier = Number(await active.locator(".at").textContent());
  await page.keyboard.press("Enter");
  await expect.poll(async () => Math.floor((await moment(page)).now / 1e3) / 1e3).toBe(earlier);
  await active.focus();
  await page.keyboard.press("End");
  await expect.poll(async () => Number(await page.locator("[data-record]:focus .at").textContent())).toBeGreaterThan(2.5);
});

test("the selected node's rows are marked, or are all there is", async ({ page }) => {
  await events(page, `${written(RAFT)}&t=0.5s`);
  const all = await count(page);
  await page.locator('[data-node="n1"]').focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.locator("tr.of-selected").first()).toBeVisible();
  await page.getByLabel("Whose events").selectOption("selected");
  await expect.poll(() => count(page)).toBeLessThan(all);
  for (const place of await each(page.locator("[data-record] .place"))) await expect(place).toContainText("n1");
  await page.getByLabel("Whose events").selectOption("");
  await page.getByLabel("Kind of event").selectOption("moves");
  await expect.poll(() => count(page)).toBeLessThan(all);
  for (const text of await each(page.locator("[data-record] .text"))) await expect(text).toContainText("→");
});

test("words are found in events, notes and properties, forth and back", async ({ page }) => {
  const text = `${RAFT}at 1s note n0 A leader was found\n`;
  await events(page, `${written(text)}&t=0.1s`);
  await page.getByRole("tab", { name: "Watch" }).click();
  await page.keyboard.press("/");
  await expect(page.locator("#event-search")).toBeFocused();
  await page.keyboard.type("leader");
  await expect(page.locator(".event-search .count")).toHaveText(/^\d/);
  await expect(page.getByRole("list", { name: "Notes and properties" })).toContainText("Note at 1.000 s: A leader was found");
  await expect(page.getByRole("list", { name: "Notes and properties" })).toContainText("At most one leader per term");
  await page.keyboard.press("Enter");
  const first = page.locator("tr.found").first();
  await expect(first).toBeVisible();
  await expect(page.locator(".event-search .count")).toHaveText(/^\d+ of \d+$/);
  const { now } = await moment(page);
  expect(now).toBeGreaterThan(100_000);
  await page.getByLabel("only these").check();
  await expect.poll(async () => (await page.locator("[data-record]:not(.found)").count())).toBe(0);
  await page.locator("#event-search").fill("no such words");
  await expect(page.locator(".event-search .count")).toHaveText("none");
});

test("a long run is searched in portions while the page can be used", { tag: "@chromium" }, async ({ page }) => {
  const busy = "faultline 1\npattern raft clients=4 request_every=20ms\nseed k3f9\nuntil 60s\n";
  await events(page, written(busy));
  await page.locator("#timeline").focus();
  await page.keyboard.press("End");
  await expect.poll(async () => (await moment(page)).now, { timeout: 20_000 }).toBe(60e6);
  await page.locator("#event-search").fill("put");
  const longest = await longestTask(page, 800);
  test.info().annotations.push({ type: "measured", description: `longest task while a run is searched: ${longest.toFixed(1)} ms` });
  await expect(page.locator(".event-search .count")).not.toContainText("%", { timeout: 20_000 });
  await expect(page.locator(".event-search .count")).toHaveText(/^[\d,]+( of [\d,]+)?$/);
  // However many rows there are, few are made.
  expect(await count(page)).toBeGreaterThan(10_000);
  expect(await rows(page).count()).toBeLessThan(90);
});
