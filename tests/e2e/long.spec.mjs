// Runs that take seconds to compute: the page can be used meanwhile, says where it is going, can be
// told to stay, and compares what a link promised when it is there.

import { test, expect, open } from "./fixtures.mjs";
import { longestTask, moment, written } from "./page.mjs";

/** Four busy clients for so many seconds: about 2,000 records in each. */
const busy = (seconds) =>
  `faultline 1\npattern raft clients=4 request_every=20ms\nseed k3f9\nuntil ${seconds}s\n`;

const note = (page) => page.locator(".banner").filter({ hasText: "The run is being computed" });

test("a far moment of a busy run is reached in portions that nobody notices", async ({ page }) => {
  await open(page, written(busy(600)));
  await toTheEnd(page);
  // A busy machine may slow one task down, but not one in every watch.
  const watched = [await longestTask(page, 500)];
  while (watched.length < 3 && watched.at(-1) > 50) watched.push(await longestTask(page, 500));
  const description = `longest task while a run is computed: ${Math.min(...watched).toFixed(1)} ms`;
  test.info().annotations.push({ type: "measured", description });
  expect(Math.min(...watched)).toBeLessThanOrEqual(50);
  await expect.poll(async () => (await moment(page)).now, { timeout: 25_000 }).toBe(600e6);
  await expect(note(page)).toHaveCount(0);
});

test("the way to a far moment can be ended anywhere", async ({ page }) => {
  await open(page, written(busy(600)));
  await toTheEnd(page);
  await page.getByRole("button", { name: "Stop here" }).click();
  await expect(note(page)).toHaveCount(0);
  const { now } = await moment(page);
  expect(now).toBeGreaterThan(0);
  expect(now).toBeLessThan(600e6);
  // What is there can be looked at, and left.
  await page.keyboard.press("Home");
  await expect.poll(async () => (await moment(page)).now).toBe(0);
});

test("a link to a far moment is compared when the moment is there", async ({ page }) => {
  const stamped = (digest) => `${written(busy(90))}&t=60s&e=1&d=${digest}`;
  await open(page, stamped("0123456789abcdef"));
  await expect.poll(async () => (await moment(page)).now, { timeout: 20_000 }).toBe(60e6);
  await expect(page.locator(".banner.alert")).toContainText("does not come out as it did");

  const { digest } = await moment(page);
  await page.goto("about:blank");
  await open(page, stamped(digest));
  await expect.poll(async () => (await moment(page)).now, { timeout: 20_000 }).toBe(60e6);
  await expect(page.locator(".banner.alert")).toHaveCount(0);
});

/** Sets out for the end of the run. */
async function toTheEnd(page) {
  await page.locator("#timeline").focus();
  await page.keyboard.press("End");
  await expect(note(page)).toContainText("up to 600.000 s");
}
