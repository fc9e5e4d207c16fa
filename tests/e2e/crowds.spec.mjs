// Many nodes: a box instead of each, which is dragged, opened and searched; and flows in tiers.

import { test, expect, open } from "./fixtures.mjs";
import { actions, drag, menu, seek, write, written } from "./page.mjs";

const CROWD = "faultline 1\npattern retry clients=1000\nseed k3f9\nuntil 3s\n";
const HOST = "faultline 1\npattern heartbeat workers=10000\nseed k3f9\nuntil 3s\n";
const FLOW = "faultline 1\npattern tracing\nseed k3f9\nuntil 3s\n";

const box = (page) => page.locator("[data-crowd]");

/** A point at the top of the first crowd's box, where no example stands. */
async function handle(page) {
  const { x, y, width } = await box(page).first().boundingBox();
  return { x: x + width / 2, y: y + 18 };
}

test("a thousand clients are a box with counts and a few examples", async ({ page }) => {
  await open(page, `${written(CROWD)}&t=1s`);
  await expect(box(page)).toHaveAttribute("aria-label", /^1,000 clients: /);
  expect(await page.locator("[data-node]").count()).toBeLessThan(8);
  await expect(page.locator("#timeline")).toContainText("c…");
});

test("a member is found by its name, selected and crashed", async ({ page }) => {
  await open(page, `${written(CROWD)}&t=1s`);
  const { x, y } = await handle(page);
  await page.mouse.click(x, y);
  const dialog = page.getByRole("dialog", { name: "Crowd" });
  await dialog.getByLabel("Find").fill("c77");
  await expect(dialog.getByRole("listitem").first()).toContainText("c77");
  await dialog.getByLabel("Find").press("Enter");
  await expect(page.getByRole("dialog", { name: "Node c77" })).toBeVisible();
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  await expect(page.locator('[data-node="c77"]')).toHaveAttribute("data-status", "down");
  await expect(box(page)).toHaveAttribute("aria-label", /, 1 down$/);
  expect(await actions(page)).toEqual(["crash c77"]);
});

test("a crowd dragged away is cut off with all its members, and heals", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(CROWD)}&t=1s`);
  const from = await handle(page);
  const stage = await page.locator("#stage").boundingBox();
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(stage.x + 150, stage.y + 60, { steps: 6 });
  await page.mouse.up();
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await expect(page.locator(".island")).toHaveCount(2);
  await expect(box(page)).toHaveAttribute("data-members", "1000");
  // In a few words.
  expect(await actions(page)).toEqual([expect.stringMatching(/^partition c0\.\.c999 \| \w+$/)]);
  await page.keyboard.press("h");
  await expect(page.locator(".fault-line")).toHaveCount(0);
});

test("ten thousand workers are typed, not listed, and the page does not grow", async ({ page }) => {
  await open(page, `${written(HOST)}&t=0.5s`);
  const size = () => page.evaluate(() => document.querySelectorAll("*").length);
  expect(await size()).toBeLessThan(2_500);
  await page.getByRole("tab", { name: "Inspect" }).click();
  await write(page.locator("#inspected"), "w9876");
  await page.locator("#inspected").press("Enter");
  await expect(page.locator('[data-node="w9876"]')).toBeVisible();
  await seek(page, 1.5);
  expect(await size()).toBeLessThan(2_500);
});

test("a client is part of a flow, and can be cut off from it", async ({ page }) => {
  await open(page, `${written(FLOW)}&t=1s`);
  const [client, gateway, store] = await Promise.all(
    ["c0", "g0", "d0"].map((name) => page.locator(`[data-node="${name}"]`).boundingBox()),
  );
  expect(client.x).toBeLessThan(gateway.x);
  expect(gateway.x).toBeLessThan(store.x);
  const stage = await page.locator("#stage").boundingBox();
  await drag(page, "c0", { x: stage.x + 40, y: stage.y + stage.height - 40 });
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await menu(page, "c0");
});
