// What is said about the stage: the kinds of messages below it, the label at a fault line.

import { test, expect, open } from "./fixtures.mjs";
import { written } from "./page.mjs";

/** Nothing is lost, and nobody is asked anything. */
const QUIET = "faultline 1\npattern raft nodes=3 clients=0\nseed 1\nuntil 2s\n";

const kinds = (page) => page.getByRole("list", { name: "Kinds of messages" }).locator("li");
const stage = (page) => page.locator("#stage").boundingBox();

test("the legend has the kinds that the run has, in one line that keeps its place", async ({ page }) => {
  await open(page, `${written(QUIET)}&t=0s`);
  const before = await kinds(page).allTextContents();
  expect(before.map((it) => it.trim())).toEqual(["RequestVote", "VoteGranted", "Heartbeat", "HeartbeatResponse"]);
  const room = await stage(page);
  const tops = await kinds(page).evaluateAll((list) => list.map((it) => it.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(1);
  // A node that fails loses what is sent to it, and is followed by others.
  await page.locator('[data-node="n0"]').focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Crash" }).click();
  await expect(kinds(page).last()).toHaveText("lost");
  expect(await stage(page)).toEqual(room);
  await page.keyboard.press("Control+z");
  await expect(kinds(page)).toHaveText(before);
  expect(await stage(page)).toEqual(room);
});

test("the label at a fault line offers to heal it only where that can be done", async ({ page }) => {
  const parted = written("faultline 1\npattern raft\nseed 1\nat 0.4s partition n0 n1 | n2 n3 n4\nat 1s note - Two sides\nuntil 2s\n");
  await open(page, `${parted}&t=1s`);
  const label = page.locator(".fault-pill");
  await expect(label).toHaveText("since 0.400 s · heal");
  await expect(label).toHaveAttribute("role", "button");
  // From the title to the note, at once.
  for (const key of ["Shift+P", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await expect(label).toHaveText("since 0.400 s");
  await expect(label).not.toHaveAttribute("role", "button");
  await open(page, `${parted}&t=1s&embed=1`);
  await expect(label).toHaveText("since 0.400 s");
});

for (const width of [1440, 1024, 390]) {
  test(`what chooses the strip of time stands in line with its neighbours, ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await open(page, "");
    const middles = async (selector) =>
      page.locator(selector).evaluateAll((list) => list.map((it) => {
        const { top, height } = it.getBoundingClientRect();
        return top + height / 2;
      }));
    const row = await middles(".strip-tools button");
    // On a narrow page they have a row of their own.
    const all = width > 760 ? [...row, ...(await middles(".transport > button, .transport > output"))] : row;
    expect(Math.max(...all) - Math.min(...all)).toBeLessThan(1);
  });
}
