// The stage under fingers: drag, tap, long press, push, pinch, draw.

import { fingersOn, middleOf } from "./fingers.mjs";
import { test, expect, open } from "./fixtures.mjs";
import { actions, middle, RAFT, written } from "./page.mjs";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

let fingers;

test.beforeEach(async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  fingers = await fingersOn(page);
});

const scale = (page) =>
  page.locator("#world").evaluate((world) => world.transform.baseVal.consolidate()?.matrix.a ?? 1);

/** A free place of the stage. */
async function corner(page) {
  const { x, y, height } = await page.locator("#stage").boundingBox();
  return { x: x + 24, y: y + height - 24 };
}

test("a node is dragged off by a finger, and the fault line is healed by a tap", { tag: "@main" }, async ({ page }) => {
  await fingers.drag(await middle(page, "n4"), await corner(page));
  await expect(page.locator(".fault-line")).toHaveCount(1);
  const { x, y, width, height } = await page.locator(".fault-pill").boundingBox();
  expect(height).toBeGreaterThanOrEqual(24);
  await fingers.tap({ x: x + width / 2, y: y + height / 2 });
  await expect(page.locator(".fault-line")).toHaveCount(0);
});

test("a tap opens a node's menu, and a long press does before the finger is lifted", async ({ page }) => {
  const at = await middle(page, "n1");
  await fingers.tap(at);
  await expect(page.getByRole("dialog", { name: "Node n1" })).toBeVisible();
  await page.keyboard.press("Escape");
  const other = await middle(page, "n3");
  await fingers.down(other);
  await expect(page.getByRole("dialog", { name: "Node n3" })).toBeVisible();
  await fingers.up();
  await expect(page.getByRole("dialog", { name: "Node n3" })).toBeVisible();
  expect(await actions(page)).toEqual([]);
});

test("two fingers pinch, one pushes what is seen from nearby, and nothing is cut", { tag: "@main" }, async ({ page }) => {
  const { x, y } = await middle(page, "n0");
  const [left, right] = [(by) => ({ x: x - by, y: y + 60 }), (by) => ({ x: x + by, y: y + 60 })];
  await fingers.down(left(20));
  await fingers.down(left(20), right(20));
  for (const by of [30, 40, 50]) await fingers.move(left(by), right(by));
  await fingers.up();
  await expect.poll(() => scale(page)).toBeCloseTo(2.5, 1);
  const before = await middle(page, "n0");
  await fingers.drag(left(0), { x: x + 60, y: y + 20 });
  await expect.poll(async () => (await middle(page, "n0")).x - before.x).toBeCloseTo(60, 0);
  expect(await actions(page)).toEqual([]);
});

test("with the tool, a finger draws a cut", async ({ page }) => {
  const tool = page.getByRole("button", { name: "Cut", exact: true });
  await fingers.tap(await middleOf(tool));
  await expect(tool).toHaveAttribute("aria-pressed", "true");
  const [a, b] = [await middle(page, "n2"), await middle(page, "n3")];
  const x = (a.x + b.x) / 2 + 12;
  await fingers.drag({ x, y: a.y - 14 }, { x, y: a.y + 14 });
  await expect(page.locator('[data-link="n2-n3"]')).toHaveAttribute("data-link-state", "cut");
});

test("a message is tapped, though it is small", async ({ page }) => {
  const flying = page.locator("[data-message]:not([display])");
  await expect(async () => {
    await page.keyboard.press(".");
    expect(await flying.count()).toBeGreaterThan(0);
  }).toPass();
  const box = await flying.first().locator(".hit").boundingBox();
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
  await fingers.tap({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  await expect(page.getByRole("dialog", { name: "Message" })).toBeVisible();
});

test("a finger on the ground scrolls the page while all is seen", { tag: "@chromium" }, async ({ page }) => {
  const { x, y, height } = await page.locator("#stage").boundingBox();
  const client = await page.context().newCDPSession(page);
  await client.send("Input.synthesizeScrollGesture", { x: x + 20, y: y + height - 20, yDistance: -200 });
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
  expect(await scale(page)).toBe(1);
});

test("the space-time diagram is pinched by two fingers and moved by one", async ({ page }) => {
  await fingers.tap(await middleOf(page.getByRole("button", { name: "Space-time" })));
  const diagram = page.locator("#spacetime");
  await diagram.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await diagram.boundingBox();
  const at = (share) => ({ x: x + width * share, y: y + height / 2 });
  /** The times at the axis' ticks, and how far apart they are on the screen. */
  const axis = () => diagram.locator(".tick").evaluateAll((ticks) => {
    const [first, last] = [ticks[0], ticks.at(-1)].map((tick) => ({
      at: Number.parseFloat(tick.textContent) * (tick.textContent.includes("ms") ? 0.001 : 1),
      x: tick.getBoundingClientRect().x,
    }));
    return { per: (last.x - first.x) / (last.at - first.at), zero: first.x - (first.at * (last.x - first.x)) / (last.at - first.at) };
  });
  const { now } = await page.locator(".app").evaluate((app) => ({ now: app.dataset.nowUs }));
  const before = await axis();
  await fingers.down(at(0.4));
  await fingers.down(at(0.4), at(0.6));
  await fingers.move(at(0.35), at(0.65));
  await fingers.move(at(0.3), at(0.7));
  await expect.poll(async () => (await axis()).per / before.per).toBeGreaterThan(1.8);
  expect((await axis()).per / before.per).toBeLessThan(2.2);
  await fingers.up();
  const pinched = await axis();
  await fingers.drag(at(0.7), at(0.4));
  await expect.poll(async () => pinched.zero - (await axis()).zero).toBeGreaterThan(width * 0.2);
  expect((await axis()).per / pinched.per).toBeCloseTo(1, 1);
  // Neither is a press: the cursor stays.
  expect(await page.locator(".app").evaluate((app) => app.dataset.nowUs)).toBe(now);
});
