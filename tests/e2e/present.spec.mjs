// Presenting: the notes as slides, by keyboard, by mouse and by touch; what-ifs in between; a link
// that opens as slides.

import AxeBuilder from "@axe-core/playwright";
import { fingersOn, tapOn } from "./fingers.mjs";
import { test, expect, open, running } from "./fixtures.mjs";
import { middle, moment, RAFT, written } from "./page.mjs";

const TALK = `faultline 1
title A talk in three notes
pattern raft
seed k3f9
at 1.2s partition n0 n1 | n2 n3 n4
at 0.4s note n3 One leads
at 1.3s note - Nothing crosses the line
at 2s note n0 A minority cannot elect
until 3s
`;
const deck = (page) => page.locator("#deck");
const words = (page) => page.locator("#deck .words");
const count = (page) => page.locator("#deck .count");

/** Opens the talk and begins to present it. */
async function present(page, parameters = "") {
  await open(page, `${written(TALK)}${parameters}&present=1`);
  await expect(deck(page)).toBeVisible();
}

test("a remote control leads through title and notes, and Escape out at the slide's moment", { tag: "@main" }, async ({ page }) => {
  await open(page, written(TALK));
  await page.getByRole("button", { name: "Present" }).click();
  await expect(words(page)).toContainText("A talk in three notes");
  await expect(page.locator(".bar")).toBeHidden();
  for (const [at, said, place] of [
    [400_000, "n3One leads", "2 / 4"],
    [1_300_000, "Nothing crosses the line", "3 / 4"],
    [2_000_000, "n0A minority cannot elect", "4 / 4"],
  ]) {
    await page.keyboard.press("PageDown");
    await expect(words(page)).toHaveText(said);
    expect((await moment(page)).now).toBe(at);
    await expect(count(page)).toHaveText(place);
  }
  await page.keyboard.press("ArrowRight");
  await expect(count(page)).toHaveText("4 / 4");
  await page.keyboard.press("PageUp");
  await expect(words(page)).toHaveText("Nothing crosses the line");
  await page.keyboard.press("Escape");
  await expect(deck(page)).toHaveCount(0);
  await expect(page.locator(".bar")).toBeVisible();
  expect((await moment(page)).now).toBe(1_300_000);
});

test("by mouse: the words go on, the buttons either way, the overview anywhere", async ({ page }) => {
  await present(page);
  await words(page).click();
  await expect(words(page)).toHaveText("n3One leads");
  await page.getByRole("button", { name: /^Next slide/ }).click();
  await expect(words(page)).toHaveText("Nothing crosses the line");
  await page.getByRole("button", { name: /^Previous slide/ }).click();
  await expect(words(page)).toHaveText("n3One leads");
  await page.getByRole("button", { name: /^All slides/ }).click();
  const overview = page.getByRole("dialog", { name: "All slides" });
  await expect(overview.locator("[aria-current]")).toBeFocused();
  await expect(overview.locator("li img")).toHaveCount(4);
  await overview.getByRole("button", { name: /A minority cannot elect/ }).click();
  await expect(overview).toHaveCount(0);
  expect((await moment(page)).now).toBe(2_000_000);
  await page.getByRole("button", { name: /^End the presentation/ }).click();
  await expect(deck(page)).toHaveCount(0);
});

test("a press on the ground goes on, one on a node is the node's", async ({ page }) => {
  await present(page, "&t=0.4s");
  await expect(words(page)).toHaveText("n3One leads");
  const { x, y } = await middle(page, "n3");
  await page.mouse.click(x, y);
  await expect(page.getByRole("dialog", { name: "Node n3" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Node n3" })).toHaveCount(0);
  await expect(deck(page)).toBeVisible();
});

test("what is broken in between is a branch, and leaving it returns to the slide", async ({ page }) => {
  await present(page, "&t=0.4s");
  const before = await moment(page);
  const { x, y } = await middle(page, "n3");
  await page.mouse.click(x, y);
  await page.getByRole("button", { name: "Crash" }).click();
  await expect(words(page)).toContainText("What if n3 crashes at 0.4s");
  await expect(page.locator('[data-node="n3"]')).toHaveAttribute("data-status", "down");
  await page.keyboard.press("Escape");
  await expect(words(page)).toHaveText("n3One leads");
  expect(await moment(page)).toEqual(before);
  // The rest of the talk is what it was.
  await page.keyboard.press("End");
  await expect(words(page)).toHaveText("n0A minority cannot elect");
  await expect(page.locator('[data-node="n3"]')).toHaveAttribute("data-status", "up");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Branch").locator("option")).toHaveText(["trunk", "What if n3 crashes at 0.4s"]);
});

test("a link opens as slides, at the slide of its moment, and can be copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await present(page, "&t=1.5s");
  await expect(words(page)).toHaveText("Nothing crosses the line");
  await page.keyboard.press("o");
  await page.getByRole("button", { name: "Copy a link to these slides" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/z&present=1&t=1\.3s&e=\d+&d=[0-9a-f]{16}$/);
  await page.goto("about:blank");
  await page.goto(link);
  await running(page);
  await expect(words(page)).toHaveText("Nothing crosses the line");
});

test("a run without notes is shown by its moments", async ({ page }) => {
  await open(page, `${written(RAFT.replace("title A test\n", ""))}&present=1`);
  await expect(words(page)).toContainText("Raft");
  await page.keyboard.press("ArrowRight");
  await expect(words(page)).toHaveText(/n\dn\d becomes leader/);
});

test("axe finds nothing on a slide, on the title and in the overview", async ({ page }) => {
  const found = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(" ")}`);
  };
  await present(page);
  expect(await found()).toEqual([]);
  await page.keyboard.press("PageDown");
  expect(await found()).toEqual([]);
  await page.keyboard.press("o");
  expect(await found()).toEqual([]);
});

test.describe("in a hand", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("a tap goes on, a swipe goes either way, and nothing is wider than the screen", async ({ page }) => {
    await present(page);
    await tapOn(page, words(page));
    await expect(words(page)).toHaveText("n3One leads");
    await swipe(page, -160);
    await expect(words(page)).toHaveText("Nothing crosses the line");
    await swipe(page, 160);
    await expect(words(page)).toHaveText("n3One leads");
    // The ground of the stage does the same, and a node is still a node.
    await swipe(page, -160, page.locator("#stage"));
    await expect(words(page)).toHaveText("Nothing crosses the line");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  async function swipe(page, by, on = words(page)) {
    const box = await on.boundingBox();
    const [x, y] = [box.x + box.width / 2 - by / 2, box.y + box.height - 20];
    const fingers = await fingersOn(page);
    await fingers.drag({ x, y }, { x: x + by, y });
  }
});

test.describe("without reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "no-preference" } });

  test("the run plays up to the slide and stands there; a second press is there at once", async ({ page }) => {
    await present(page);
    await page.keyboard.press("PageDown");
    await expect(page.locator(".app")).toHaveAttribute("data-state", "playing");
    await expect(words(page)).toHaveText("");
    await expect(words(page)).toHaveText("n3One leads");
    expect(await moment(page)).toMatchObject({ now: 400_000, state: "paused" });
    await page.keyboard.press("PageDown");
    await expect(page.locator(".app")).toHaveAttribute("data-state", "playing");
    await page.keyboard.press("PageDown");
    await expect(words(page)).toHaveText("Nothing crosses the line");
    expect(await moment(page)).toMatchObject({ now: 1_300_000, state: "paused" });
  });
});
