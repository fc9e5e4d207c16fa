// The story that the page is made for, by mouse: drag a cluster apart, see what that does, put it
// together again, go back to the split, and send somebody there by a link.

import { test, expect, open } from "./fixtures.mjs";
import { actions, drag, log, menu, middle, moment, seek, servers } from "./page.mjs";

test("a cluster is dragged apart, heals, and is shared by link", { tag: "@main" }, async ({ page, browser, complaints }) => {
  await open(page);
  await seek(page, 1);
  const [leader] = await servers(page, "Leader");
  const other = (await servers(page)).find((name) => name !== leader);
  const committed = (await log(page, leader)).filter((cell) => cell.committed).length;

  // Two nodes are dragged away, the leader among them.
  const stage = await page.locator("#stage").boundingBox();
  await drag(page, leader, { x: stage.x + 60, y: stage.y + stage.height / 2 });
  await expect(page.locator(".fault-line")).toHaveCount(1);
  const island = await middle(page, leader);
  await drag(page, other, { x: island.x, y: island.y + 90 });
  const [partition] = await actions(page);
  expect(partition.split(" | ").map((group) => group.match(/n\d/g).length).toSorted()).toEqual([2, 3]);
  const minority = [leader, other];
  const majority = (await servers(page)).filter((name) => !minority.includes(name));

  // The leader that was left with the minority is asked to write.
  await menu(page, leader);
  await page.getByLabel("Input").fill("put w=7");
  await page.getByRole("button", { name: "Send" }).click();
  const split = await moment(page);

  // Messages die on the line; the majority elects; the minority commits nothing.
  await seek(page, 2.4);
  const elected = (await servers(page, "Leader")).filter((name) => majority.includes(name));
  expect(elected).toHaveLength(1);
  for (const name of minority) {
    const cells = await log(page, name);
    expect(cells.filter((cell) => cell.committed).length).toBeLessThanOrEqual(committed + 1);
  }
  const stuck = await log(page, leader);
  expect(stuck.filter((cell) => !cell.committed).length).toBeGreaterThan(0);
  expect(stuck.find((cell) => cell.entry.startsWith("w7"))?.committed).toBe(false);
  expect(await page.locator(".cross-mark").count()).toBeGreaterThan(0);

  // Dragged back, the logs are repaired.
  for (const name of minority) await drag(page, name, await middle(page, majority[1]));
  await expect(page.locator(".fault-line")).toHaveCount(0);
  expect((await actions(page)).at(-1)).toBe("heal");
  await expect
    .poll(async () => {
      await page.locator("#timeline").press("End");
      return servers(page, "Leader");
    })
    .toHaveLength(1);
  const [now] = await servers(page, "Leader");
  const whole = (await log(page, now)).filter((cell) => cell.committed).map((cell) => cell.entry);
  const everybody = await servers(page);
  expect(everybody).toHaveLength(5);
  for (const name of everybody) {
    const cells = (await log(page, name)).map((cell) => cell.entry);
    expect(cells.slice(0, whole.length - 1)).toEqual(whole.slice(0, -1));
    expect(cells.some((entry) => entry.startsWith("w7"))).toBe(false);
  }

  // Back to the split, and a link to it.
  await page.locator(".faults .go").nth(1).click();
  await expect.poll(async () => (await moment(page)).now).toBe(split.now);
  await page.getByRole("button", { name: "Share this moment" }).click();
  const link = await page.locator("#link").inputValue();
  expect(link.length).toBeLessThan(2_000);
  const shared = await moment(page);

  // Somebody else opens it: the same run, the same moment, standing still.
  const context = await browser.newContext();
  const elsewhere = await context.newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.locator(".app")).toHaveAttribute("data-digest", shared.digest);
  expect(await moment(elsewhere)).toEqual({ ...shared, state: "paused" });
  await expect(elsewhere.getByRole("alert").filter({ hasText: /\w/ })).toHaveCount(0);
  await context.close();
  void complaints;
});

test("the fault line opens under the hand, before the node is let go", async ({ page }) => {
  await open(page);
  await seek(page, 1);
  const from = await middle(page, "n4");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 60, from.y, { steps: 3 });
  const stage = await page.locator("#stage").boundingBox();
  await page.mouse.move(stage.x + 50, from.y, { steps: 6 });
  await expect(page.locator(".fault-line")).toHaveCount(1);
  expect((await middle(page, "n4")).x).toBeCloseTo(stage.x + 50, 0);
  await page.keyboard.press("Escape");
  await expect(page.locator(".fault-line")).toHaveCount(0);
  await page.mouse.up();
  expect(await actions(page)).toEqual([]);
});

test.describe("without reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "no-preference" } });

  test("the page opens on a running cluster, and nothing of it grows while it runs", { tag: "@main" }, async ({ page }) => {
    await open(page);
    await expect(page.locator(".app")).toHaveAttribute("data-state", "playing");
    await page.getByLabel("Speed").selectOption("2×");
    const count = () => page.evaluate(() => document.querySelectorAll("*").length);
    await expect.poll(async () => (await moment(page)).now).toBeGreaterThan(3_000_000);
    const early = await count();
    await expect.poll(async () => (await moment(page)).now).toBeGreaterThan(9_000_000);
    // Rows of lists come and go; what moves is reused.
    expect(await count()).toBeLessThan(early * 1.3);
    expect((await page.locator("[data-message-id]").count())).toBeLessThan(60);
  });
});
