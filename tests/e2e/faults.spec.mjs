// Every fault by hand: nodes, messages, links; each can be taken back.

import { test, expect, open } from "./fixtures.mjs";
import { actions, draw, menu, middle, moment, RAFT, seek, written } from "./page.mjs";

const node = (page, name) => page.locator(`[data-node="${name}"]`);
const link = (page, ends) => page.locator(`[data-link="${ends}"]`);

test.beforeEach(async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
});

test("a node is crashed and restarted from its menu", async ({ page }) => {
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

test("a node is isolated, and the fault line heals by a click", async ({ page }) => {
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

test("a message in flight is read and dropped", async ({ page }) => {
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

test("a stroke across one link cuts it, with Shift one way", async ({ page }) => {
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

test("everything done is undone step by step, and done again", async ({ page }) => {
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
