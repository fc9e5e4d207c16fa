// The same story without a mouse: by keys, and by the list of faults.

import { test, expect, open } from "./fixtures.mjs";
import { actions, log, moment, RAFT, servers, written } from "./page.mjs";

/** Does something to the cluster by typing it. */
async function type(page, action) {
  await page.locator("#new-action").focus();
  await page.keyboard.type(action);
  await page.keyboard.press("Enter");
  await expect(page.locator(`[data-action="${action}"]`)).toHaveCount(1);
}

test("what is typed stays while the page is drawn anew under it", async ({ page }) => {
  await open(page);
  await page.getByRole("tab", { name: "Setup" }).click();
  await page.locator("#play").click();
  for (const field of [page.getByLabel("Latency"), page.locator("#seed")]) {
    await field.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("7");
    const { now } = await moment(page);
    await expect.poll(async () => (await moment(page)).now).toBeGreaterThan(now + 30_000);
    await expect(field).toHaveValue("7");
    await page.keyboard.type("ms");
    await page.keyboard.press("Tab");
    await expect(field).toHaveValue("7ms");
  }
});

/** Moves the playhead by a twentieth of the run at a time. */
async function on(page, times) {
  await page.locator("#timeline").focus();
  for (let i = 0; i < times; i += 1) await page.keyboard.press("PageUp");
}

test("a cluster is split, healed and shared by keyboard alone", { tag: "@main" }, async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await open(page);
  await on(page, 7);
  await expect.poll(async () => (await moment(page)).now).toBe(1_050_000);
  await page.getByRole("tab", { name: "Faults" }).focus();
  await page.keyboard.press("Enter");
  const [leader] = await servers(page, "Leader");
  const names = await servers(page);
  const minority = [leader, names.find((name) => name !== leader)];
  const majority = names.filter((name) => !minority.includes(name));
  const partition = `partition ${minority.join(" ")} | ${majority.join(" ")}`;
  await type(page, partition);
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await type(page, `input ${leader} put w=7`);
  await on(page, 9);
  await expect
    .poll(async () => (await servers(page, "Leader")).filter((name) => majority.includes(name)))
    .toHaveLength(1);
  const cells = await log(page, leader);
  expect(cells.find((cell) => cell.entry.startsWith("w7"))?.committed).toBe(false);

  // A key heals; the typed heal would do the same.
  await page.locator("#stage [data-node]").first().focus();
  await page.keyboard.press("h");
  await expect(page.locator(".fault-line")).toHaveCount(0);
  await expect(page.locator('[data-action="heal"]')).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await page.keyboard.press("Control+Shift+Z");
  await expect(page.locator(".fault-line")).toHaveCount(0);

  await page.keyboard.press("s");
  await expect(page.locator("#link")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator("#link")).toHaveCount(0);
});

test("steps lead forth and back, and are told to those who cannot see", async ({ page }) => {
  await open(page);
  await on(page, 4);
  const before = await moment(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect((await moment(page)).position).toBeGreaterThan(before.position);
  await expect(page.locator("[aria-live=polite]")).toHaveText(/^\d+\.\d{3} s: /);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  expect((await moment(page)).digest).toBe(before.digest);
});

test("a node's menu opens by Enter, closes by Escape, and gives the focus back", async ({ page }) => {
  await open(page);
  const node = page.locator('[data-node="n2"]');
  await node.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Node n2" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Node n2" })).toHaveCount(0);
  await expect(node).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Crash", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(node).toHaveAttribute("data-status", "down");
});

test("single keys can be switched off, and stay off", async ({ page }) => {
  await open(page);
  await page.keyboard.press("?");
  await page.getByLabel("Single keys").uncheck();
  await page.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("x");
  await expect(page.getByRole("button", { name: "Cut" })).toHaveAttribute("aria-pressed", "false");
  await page.reload();
  await page.keyboard.press("x");
  await expect(page.getByRole("button", { name: "Cut" })).toHaveAttribute("aria-pressed", "false");
});

test("a message is dropped from the list of those in flight", async ({ page }) => {
  await open(page);
  await page.getByRole("tab", { name: "Inspect" }).focus();
  await page.keyboard.press("Enter");
  await on(page, 4);
  const first = page.getByRole("region", { name: "In flight" }).getByRole("listitem").getByRole("button").first();
  await expect
    .poll(async () => {
      await page.keyboard.press("ArrowRight");
      return first.isVisible();
    })
    .toBe(true);
  const ends = (await first.textContent()).match(/(\w+) → (\w+)/).slice(1).join(">");
  await first.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Message" });
  await card.getByRole("button", { name: "Drop" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Faults" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(`[data-action^="drop ${ends}#"]`)).toHaveCount(1);
});

test("with the cut tool arrows aim at a node's links, and Enter cuts the one that is meant", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  await page.locator('[data-node="n0"]').focus();
  await page.keyboard.press("x");
  await expect(page.getByRole("button", { name: "Cut" })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("ArrowRight");
  const stroke = page.locator("#stage .stroke");
  await expect(stroke).toHaveCount(1);
  const first = await stroke.getAttribute("d");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => stroke.getAttribute("d")).not.toBe(first);
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => stroke.getAttribute("d")).toBe(first);
  const aimed = page.locator("[aria-live]").filter({ hasText: /^Link n0–\w+: Enter cuts it/ });
  const [, end] = /^Link n0–(\w+):/.exec(await aimed.textContent());
  await page.keyboard.press("Enter");
  await expect(stroke).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  const [, other] = /^Link n0–(\w+):/.exec(await aimed.textContent());
  expect(other).not.toBe(end);
  await page.keyboard.press("Shift+Enter");
  // With nothing to aim at, Enter opens the menu as ever.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Node n0" })).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await actions(page)).toEqual([`cut n0-${end}`, `cut n0>${other}`]);
  await page.keyboard.press("Control+z");
  expect(await actions(page)).toEqual([`cut n0-${end}`]);
});
