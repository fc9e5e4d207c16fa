// The gallery: every pattern by its family, found by words, drawn as it is, and begun by a choice
// that costs nobody their work.

import { test, expect, open } from "./fixtures.mjs";
import { actions, each, longestTask, moment, RAFT, written } from "./page.mjs";

const gallery = (page) => page.getByRole("dialog", { name: "Patterns" });
const card = (page, id) => page.locator(`[data-pattern="${id}"]`);

/** Opens the gallery from the bar. */
async function enter(page) {
  await page.locator(".bar .pattern").click();
  await expect(gallery(page)).toBeVisible();
}

test("the pattern's name opens all patterns by family, each with a still of itself", async ({ page }) => {
  await open(page);
  await enter(page);
  const families = gallery(page).locator("section");
  expect(await families.count()).toBeGreaterThan(1);
  await expect(families.first()).toHaveAccessibleName("Leader election and coordination");
  await expect(card(page, "raft")).toBeFocused();
  await expect(card(page, "raft")).toHaveAttribute("aria-current", "true");
  for (const one of await each(page.locator("[data-pattern]"))) {
    await one.scrollIntoViewIfNeeded();
    const still = one.locator("img");
    await expect.poll(() => still.evaluateAll(([img]) => img?.naturalWidth ?? 0)).toBeGreaterThan(0);
    await expect(still).toHaveAttribute("src", /^data:image\/svg\+xml,/);
  }
});

test("Escape and the button lead back to the run, which stood still meanwhile", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  await page.getByRole("button", { name: "Play" }).click();
  await expect(page.locator(".app")).toHaveAttribute("data-state", "playing");
  await page.keyboard.press("g");
  await expect(gallery(page)).toBeVisible();
  await expect(page.locator(".app")).toHaveAttribute("data-state", "paused");
  const before = await moment(page);
  // Keys of the page mean nothing here: letters are searched for.
  await page.keyboard.type("hx");
  await expect(page.getByLabel("Search patterns")).toHaveValue("hx");
  expect(await moment(page)).toEqual(before);
  await page.keyboard.press("Escape");
  await expect(gallery(page)).toBeHidden();
  await expect(page.locator(".app")).toHaveAttribute("data-state", "playing");
  await enter(page);
  await page.getByRole("button", { name: "Back to the run" }).click();
  await expect(gallery(page)).toBeHidden();
  expect(await actions(page)).toEqual([]);
});

test("words find patterns by what they promise, and say where", async ({ page }) => {
  await open(page);
  await enter(page);
  await page.getByLabel("Search patterns").fill("forgets its vote");
  await expect(page.locator("[data-pattern]")).toHaveCount(1);
  await expect(card(page, "raft").locator(".why")).toHaveText(/forgets its vote/);
  await page.getByLabel("Search patterns").fill("qqqq");
  await expect(page.locator("[data-pattern]")).toHaveCount(0);
  await expect(gallery(page).getByRole("status")).toHaveText("No pattern speaks of “qqqq”.");
  await page.getByLabel("Search patterns").fill("raft");
  await page.keyboard.press("Enter");
  await expect(gallery(page)).toBeHidden();
  await expect(page.locator(".bar .pattern")).toHaveText("Raft");
});

test("another pattern is chosen by keys alone, and undo brings the work back", { tag: "@main" }, async ({ page }) => {
  await open(page);
  await page.keyboard.press("n");
  await page.locator('[data-node="n1"]').focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Crash", exact: true }).press("Enter");
  await page.keyboard.press("Escape");
  const work = await moment(page);
  await page.keyboard.press("g");
  await expect(card(page, "raft")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(card(page, "raft")).not.toBeFocused();
  const name = await page.locator("[data-pattern]:focus .name").textContent();
  await page.keyboard.press("Enter");
  await expect(gallery(page)).toBeHidden();
  await expect(page.locator(".bar .pattern")).toHaveText(name);
  expect((await moment(page)).now).toBe(0);
  const title = page.getByLabel("Title");
  await expect(title).not.toHaveValue("Drag the cluster apart");
  // Its own stories are offered, and the first one is open.
  const stories = await page.getByLabel("Open a story").locator("option").allTextContents();
  expect(stories[1]).toBe(await title.inputValue());
  for (const tab of await each(page.getByRole("tab"))) await tab.click();
  await page.getByRole("tab", { name: "Watch" }).click();

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator(".bar .pattern")).toHaveText("Raft");
  expect(await actions(page)).toEqual(["crash n1"]);
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(page.locator(".bar .pattern")).toHaveText(name);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("#timeline").focus();
  await expect.poll(async () => {
    const { now } = await moment(page);
    if (now < work.now) await page.keyboard.press("PageUp");
    return now;
  }).toBeGreaterThanOrEqual(work.now);
});

test("stills are made in portions and follow the colours of the page", { tag: "@chromium" }, async ({ page }) => {
  await open(page);
  const longest = longestTask(page, 1_500);
  await page.keyboard.press("g");
  const stills = page.locator("[data-pattern] img");
  await expect.poll(() => stills.count()).toBeGreaterThan(1);
  expect(await longest).toBeLessThan(50);
  const ground = async () => (await stills.first().getAttribute("src")).match(/fill="%23(\w+)"\/>/)[1];
  const light = await ground();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Dark colours" }).click();
  await page.keyboard.press("g");
  await expect.poll(() => stills.count()).toBeGreaterThan(1);
  expect(await ground()).not.toBe(light);
});
