// Run until: typed or chosen, found or not, without a frozen page.

import { test, expect, open } from "./fixtures.mjs";
import { menu, moment, RAFT, runUntil, servers, written } from "./page.mjs";

const box = (page) => page.getByRole("dialog", { name: "Run until" });

test("by keyboard: a leader is waited for, and the focus comes back", { tag: "@main" }, async ({ page }) => {
  await open(page, written(RAFT));
  await runUntil(page, "any is leader");
  await expect(box(page)).toHaveCount(0);
  await expect.poll(async () => (await servers(page, "Leader")).length).toBe(1);
  const { now } = await moment(page);
  expect(now).toBeGreaterThan(150_000);
  await expect(page.locator("#run-until")).toBeFocused();
  await page.keyboard.press(",");
  expect(await servers(page, "Leader")).toEqual([]);
});

test("by mouse: the state of the node that is selected is chosen from a list", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  const [leader] = await servers(page, "Leader");
  await menu(page, leader);
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  const other = (await servers(page, "Follower")).find((name) => name !== leader);
  await menu(page, other);
  await page.keyboard.press("Escape");
  await page.locator("#run-until").click();
  await box(page).getByRole("combobox").selectOption("anyone is answered");
  await box(page).getByRole("button", { name: "Run", exact: true }).click();
  await expect(box(page)).toHaveCount(0);
  await expect.poll(async () => (await moment(page)).now).toBeGreaterThan(1_000_000);
});

test("what never comes true is said in a sentence, and the cursor stays", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  const before = await moment(page);
  await runUntil(page, "anything is broken or 2s");
  await expect(box(page).getByRole("status")).toHaveText("“anything is broken” does not come true by 2.000 s.");
  expect(await moment(page)).toEqual(before);
  await box(page).getByRole("textbox").fill("n9 is Leader");
  await page.keyboard.press("Enter");
  await expect(box(page).getByRole("status")).toContainText("There is no node “n9”");
  await page.keyboard.press("Escape");
  await expect(box(page)).toHaveCount(0);
});

test("a time is gone to, and a scenario's own end is shown and offered", async ({ page }) => {
  await open(page, written(RAFT.replace("until 3s", "until any is Leader or 4s")));
  await expect(page.locator(".ends")).toHaveText("until any is Leader or 4s");
  await page.locator("#run-until").click();
  await expect(box(page).getByRole("textbox")).toHaveValue("any is Leader or 4s");
  await box(page).getByRole("textbox").fill("1.5s");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await moment(page)).now).toBe(1_500_000);
});

test("a long search leaves the page at work, and can be ended", async ({ page }) => {
  await open(page, written(RAFT));
  await page.keyboard.press("u");
  await expect(box(page).getByRole("textbox")).toBeFocused();
  await page.keyboard.type("anything is broken or 600s");
  const began = page.evaluate(
    () =>
      new Promise((done) => {
        let [last, longest, frames] = [performance.now(), 0, 0];
        const tick = (now) => {
          [longest, last, frames] = [Math.max(longest, now - last), now, frames + 1];
          if (frames < 40) requestAnimationFrame(tick);
          else done(longest);
        };
        requestAnimationFrame(tick);
      }),
  );
  await page.keyboard.press("Enter");
  await expect(box(page).getByRole("status")).toHaveText(/Looking|does not come true/);
  const longest = await began;
  test.info().annotations.push({ type: "measured", description: `longest gap ${longest.toFixed(0)} ms` });
  expect(longest).toBeLessThan(400);
  const stop = box(page).getByRole("button", { name: "Stop" });
  if (await stop.count()) await stop.click();
  await expect(box(page).getByRole("button", { name: "Run", exact: true })).toBeVisible();
});
