// Every fault by hand: nodes, messages, links; each can be taken back.

import { test, expect, open } from "./fixtures.mjs";
import { actions, draw, menu, middle, moment, RAFT, seek, written } from "./page.mjs";

const node = (page, name) => page.locator(`[data-node="${name}"]`);
const link = (page, ends) => page.locator(`[data-link="${ends}"]`);

test.beforeEach(async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
});

test("a node is crashed and restarted from its menu", { tag: "@main" }, async ({ page }) => {
  await menu(page, "n1");
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  await expect(node(page, "n1")).toHaveAttribute("data-status", "down");
  await seek(page, 1.4);
  await menu(page, "n1");
  await page.getByRole("button", { name: "Restart", exact: true }).click();
  await expect(node(page, "n1")).toHaveAttribute("data-status", "up");
  expect(await actions(page)).toEqual(["crash n1", "restart n1"]);
});

test("a node is paused and goes on", async ({ page }) => {
  await menu(page, "n1");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(node(page, "n1")).toHaveAttribute("data-status", "paused");
  await menu(page, "n1");
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(node(page, "n1")).toHaveAttribute("data-status", "up");
});

test("a node is isolated, and the fault line heals by a click", { tag: "@main" }, async ({ page }) => {
  await menu(page, "n1");
  await page.getByRole("button", { name: "Isolate", exact: true }).click();
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await page.locator(".fault-pill").click();
  await expect(page.locator(".fault-line")).toHaveCount(0);
});

/** Steps until a message is well on its way, and opens its card. */
async function card(page) {
  const flying = page.locator("[data-message]:not([display])");
  await expect(async () => {
    await page.keyboard.press(".");
    expect(await flying.count()).toBeGreaterThan(0);
  }).toPass();
  const name = await flying.first().getAttribute("data-message");
  const box = await flying.first().boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByRole("dialog", { name: "Message" })).toBeVisible();
  return name;
}

test("a message in flight is read and dropped", { tag: "@main" }, async ({ page }) => {
  const name = await card(page);
  await expect(page.getByRole("dialog", { name: "Message" })).toContainText("sent");
  await page.getByRole("button", { name: "Drop", exact: true }).click();
  const [dropped] = await actions(page);
  expect(dropped).toMatch(/^drop n\d|^drop c\d/);
  await expect(page.locator(`[data-message="${dropped.slice(5)}"]:not([display])`)).toHaveCount(0);
  expect(name).toBeTruthy();
});

test("a message in flight is delayed, and takes longer", async ({ page }) => {
  await card(page);
  await page.getByRole("button", { name: "+100 ms" }).click();
  const [delayed] = await actions(page);
  expect(delayed).toMatch(/^delay .* by 100ms$/);
  const name = delayed.split(" ")[1];
  const { now } = await moment(page);
  await seek(page, now / 1e6 + 0.06);
  await expect(page.locator(`[data-message="${name}"]:not([display])`)).toHaveCount(1);
});

test("a stroke across one link cuts it, with Shift one way", { tag: "@main" }, async ({ page }) => {
  const [a, b] = [await middle(page, "n0"), await middle(page, "n1")];
  const [x, y] = [a.x + (b.x - a.x) * 0.6, a.y + (b.y - a.y) * 0.6];
  await page.keyboard.press("x");
  await draw(page, { x: x + 12, y: y - 24 }, { x: x - 4, y: y + 8 });
  await expect(link(page, "n0-n1")).toHaveAttribute("data-link-state", "cut");
  await page.keyboard.press("h");
  await expect(link(page, "n0-n1")).toHaveAttribute("data-link-state", "whole");
  await page.keyboard.down("Shift");
  await draw(page, { x: x + 12, y: y - 24 }, { x: x - 4, y: y + 8 });
  await page.keyboard.up("Shift");
  await expect(link(page, "n0-n1")).toHaveAttribute("data-link-state", "half");
});

test("a stroke through the whole cluster is a partition", async ({ page }) => {
  const stage = await page.locator("#stage").boundingBox();
  const x = stage.x + stage.width / 2 + 50;
  await draw(page, { x, y: stage.y + 2 }, { x, y: stage.y + stage.height - 2 });
  await expect(page.locator(".fault-line")).toHaveCount(1);
  expect((await actions(page))[0]).toMatch(/^partition .* \| /);
});

test("a link is made slow and lossy, and a mistake is told", async ({ page }) => {
  const [a, b] = [await middle(page, "n0"), await middle(page, "n1")];
  await page.mouse.click(a.x + (b.x - a.x) * 0.7, a.y + (b.y - a.y) * 0.7);
  await page.getByLabel("Latency").fill("soon");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator(".banner p")).toHaveText(/soon/);
  await page.getByLabel("Latency").fill("50ms");
  await page.getByLabel("Loss").fill("10%");
  await page.getByRole("button", { name: "Apply" }).click();
  expect(await actions(page)).toEqual(["link n0-n1 latency=50ms loss=10%"]);
});

test("everything done is undone step by step, and done again", { tag: "@main" }, async ({ page }) => {
  const untouched = await moment(page);
  for (const name of ["n1", "n2"]) {
    await menu(page, name);
    await page.getByRole("button", { name: "Crash", exact: true }).click();
  }
  const done = await moment(page);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.locator(".app")).toHaveAttribute("data-digest", untouched.digest);
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeDisabled();
  await page.keyboard.press("Control+Shift+Z");
  await page.keyboard.press("Control+Shift+Z");
  await expect(page.locator(".app")).toHaveAttribute("data-digest", done.digest);
});

test("another number of servers is another cluster, with the same faults", async ({ page }) => {
  await menu(page, "n1");
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  await page.getByRole("tab", { name: "Setup" }).click();
  await page.getByLabel("Servers").fill("3");
  await expect(page.locator('[data-node^="n"]')).toHaveCount(3);
  expect(await actions(page)).toEqual(["crash n1"]);
  await expect(node(page, "n1")).toHaveAttribute("data-status", "down");
});

test("a safeguard that is switched off is part of the scenario", async ({ page }) => {
  await page.getByRole("tab", { name: "Setup" }).click();
  const before = (await moment(page)).digest;
  const guard = page.getByRole("switch").first();
  await guard.uncheck();
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeEnabled();
  await page.keyboard.press("Control+z");
  await expect(guard).toBeChecked();
  expect((await moment(page)).digest).toBe(before);
});

/** Opens a group of a node's menu. */
async function group(page, node, name) {
  await menu(page, node);
  await page.locator("summary", { hasText: name }).click();
}

test("a node is slowed down, and told to be slow in shape and words", async ({ page }) => {
  await group(page, "n1", "Speed");
  await page.getByRole("button", { name: "10ms", exact: true }).click();
  await expect(node(page, "n1").locator(".mark")).toHaveText(/10ms/);
  await expect(node(page, "n1")).toHaveAttribute("aria-label", /takes 10ms for every event/);
  await expect(page.locator(".timeline .spell.slow")).toHaveCount(1);
  await group(page, "n1", "Speed");
  await page.getByRole("button", { name: "Full speed" }).click();
  await expect(node(page, "n1").locator(".mark")).toHaveCount(0);
  expect(await actions(page)).toEqual(["slow n1 by 10ms", "slow n1 by 0ms"]);
});

test("a clock is set off, goes wrong, and is set right", { tag: "@main" }, async ({ page }) => {
  await group(page, "n2", "Clock");
  await page.getByLabel("Offset").fill("+50ms");
  await page.getByLabel("Drift").fill("-200ppm");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await expect(node(page, "n2").locator(".mark")).toContainText("+50ms");
  await expect(node(page, "n2")).toHaveAttribute("aria-label", /set off by \+50ms and goes at -200ppm/);
  await group(page, "n2", "Clock");
  await page.getByRole("button", { name: "Set right" }).click();
  await expect(node(page, "n2").locator(".mark")).toHaveCount(0);
  expect(await actions(page)).toEqual([
    "clock n2 offset=+50ms drift=-200ppm",
    "clock n2 offset=0ms drift=0ppm",
  ]);
});

test("a disk is wiped, and its log is gone", async ({ page }) => {
  await expect(node(page, "n1").locator(".cell")).not.toHaveCount(0);
  await menu(page, "n1");
  await page.getByRole("button", { name: "Wipe disk" }).click();
  await expect(node(page, "n1")).toHaveAttribute("data-status", "down");
  await expect(node(page, "n1").locator(".cell")).toHaveCount(0);
});

test("what is sent to a clogged node waits at its border until it is unclogged", async ({ page }) => {
  await menu(page, "n1");
  await page.getByRole("button", { name: "Hold messages", exact: true }).click();
  await expect(node(page, "n1").locator(".barrier")).toHaveCount(1);
  await seek(page, 1.1);
  const waiting = Number(await node(page, "n1").locator(".mark text").textContent());
  expect(waiting).toBeGreaterThan(0);
  await page.keyboard.press("h");
  await expect(node(page, "n1").locator(".barrier")).toHaveCount(0);
  expect(await actions(page)).toEqual(["clog n1", "heal"]);
});

test("a timer fires when it is told to", async ({ page }) => {
  await group(page, "n1", "Timers");
  await page.getByRole("button", { name: "Fire now" }).first().click();
  await expect(node(page, "n1")).toHaveAttribute("data-state-name", "Candidate");
  expect(await actions(page)).toEqual(["fire n1 election-timeout"]);
});

test("a message in flight is doubled, and delivered before its time", async ({ page }) => {
  const flying = page.locator("[data-message]:not([display])");
  await card(page);
  await page.getByRole("button", { name: "Duplicate" }).click();
  const [doubled] = await actions(page);
  const name = doubled.split(" ")[1];
  await expect(page.locator(`[data-message="${name}+1"]:not([display])`)).toHaveCount(1);
  const box = await page.locator(`[data-message="${name}+1"] .hit`).boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const before = await flying.count();
  await page.getByRole("button", { name: "Deliver now" }).click();
  expect((await actions(page))[1]).toMatch(/^deliver /);
  expect(await flying.count()).toBeLessThanOrEqual(before + 1);
});

test("a link keeps the order of what is sent on it, one way", async ({ page }) => {
  const [a, b] = [await middle(page, "n0"), await middle(page, "n1")];
  await page.mouse.click(a.x + (b.x - a.x) * 0.7, a.y + (b.y - a.y) * 0.7);
  const form = page.getByRole("dialog", { name: /^Link/ });
  await form.getByLabel("Order").selectOption("fifo");
  await form.getByLabel("Direction").selectOption({ label: "n1 → n0" });
  await form.getByRole("button", { name: "Apply" }).click();
  expect(await actions(page)).toEqual(["link n1>n0 order=fifo"]);
});

test("several nodes are swizzled by keyboard alone", async ({ page }) => {
  await page.getByRole("tab", { name: "Faults" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("summary", { hasText: "several" }).focus();
  await page.keyboard.press("Enter");
  const form = page.locator(".several");
  for (const name of ["n0", "n1", "n2"]) {
    await form.getByLabel(name).focus();
    await page.keyboard.press("Space");
  }
  await form.getByLabel("What is done").focus();
  await page.keyboard.type("swizzle");
  await form.getByRole("button", { name: "Do it" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator('[data-action="swizzle n0 n1 n2 over 2s"]')).toHaveCount(1);
  await seek(page, 2);
  await expect(page.locator(".barrier")).not.toHaveCount(0);
  await expect(page.locator(".timeline .spell.clogged")).not.toHaveCount(0);
});
