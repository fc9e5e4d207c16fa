// How the stage is looked at: nearer, pushed, fitted; by wheel, buttons and keys. And the stage
// by keyboard: from node to node, to another island, a message in flight.

import { test, expect, open } from "./fixtures.mjs";
import { actions, each, menu, middle, moment, RAFT, written } from "./page.mjs";

/** What the stage is looked at with: its scale and shift. */
async function look(page) {
  return page.locator("#world").evaluate((world) => {
    const { a, e, f } = world.transform.baseVal.consolidate()?.matrix ?? { a: 1, e: 0, f: 0 };
    return { scale: a, x: e, y: f };
  });
}

const FIT = { scale: 1, x: 0, y: 0 };

test.beforeEach(async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
});

/** Turns the wheel over a point, with Ctrl held. */
async function zoom(page, at, by) {
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, by);
  await page.keyboard.up("Control");
}

test("Ctrl and the wheel come nearer to what is under the pointer", { tag: "@main" }, async ({ page }) => {
  const before = await middle(page, "n2");
  await zoom(page, before, -300);
  await expect.poll(async () => (await look(page)).scale).toBeGreaterThan(2);
  const after = await middle(page, "n2");
  expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(2);
  // A click still hits what it is on, and the menu opens beside that.
  await menu(page, "n2");
  const box = await page.getByRole("dialog", { name: "Node n2" }).boundingBox();
  const beside = Math.min(Math.abs(box.x - after.x), Math.abs(box.x + box.width - after.x));
  expect(beside).toBeLessThan(60);
  // It goes along when the stage is pushed, and the focus stays where it is.
  await page.mouse.move(before.x - 250, before.y);
  await page.mouse.wheel(40, 0);
  await expect.poll(async () => (await middle(page, "n2")).x).toBeLessThan(after.x - 30);
  await expect
    .poll(async () => (await page.getByRole("dialog", { name: "Node n2" }).boundingBox()).x)
    .toBeLessThan(box.x - 20);
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  expect(await actions(page)).toEqual(["crash n2"]);
});

test("the stage is pushed with the middle button, and with the space bar held", async ({ page }) => {
  const at = await middle(page, "n2");
  await page.mouse.move(at.x, at.y);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(at.x - 80, at.y - 30, { steps: 3 });
  await page.mouse.up({ button: "middle" });
  expect(await look(page)).toEqual({ scale: 1, x: -80, y: -30 });
  await page.keyboard.down(" ");
  await page.mouse.move(at.x - 80, at.y - 30);
  await page.mouse.down();
  await page.mouse.move(at.x - 60, at.y - 30, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up(" ");
  expect(await look(page)).toEqual({ scale: 1, x: -60, y: -30 });
  expect((await moment(page)).state).toBe("paused");
  expect(await actions(page)).toEqual([]);
  // Pressed alone, it plays.
  await page.keyboard.press(" ");
  await expect.poll(async () => (await moment(page)).state).toBe("playing");
});

test("a node is dragged and links are cut at any distance", async ({ page }) => {
  await zoom(page, await middle(page, "n2"), -150);
  await expect.poll(async () => (await look(page)).scale).toBeGreaterThan(1.4);
  const [a, b] = [await middle(page, "n2"), await middle(page, "n3")];
  const [x, y] = [a.x + (b.x - a.x) * 0.3, a.y + (b.y - a.y) * 0.3];
  await page.mouse.move(x, y - 16);
  await page.mouse.down();
  await page.mouse.move(x, y + 16, { steps: 4 });
  await page.mouse.up();
  await expect(page.locator('[data-link="n2-n3"]')).toHaveAttribute("data-link-state", "cut");
  await page.keyboard.press("h");
  const stage = await page.locator("#stage").boundingBox();
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width - 30, stage.y + stage.height - 30, { steps: 6 });
  const held = await middle(page, "n2");
  expect(Math.hypot(held.x - stage.x - stage.width + 30, held.y - stage.y - stage.height + 30)).toBeLessThan(3);
  await page.mouse.up();
  await expect(page.locator(".fault-line")).toHaveCount(1);
});

test("keys and buttons come nearer, go back, and fit", async ({ page }) => {
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  expect((await look(page)).scale).toBeCloseTo(1.5625, 3);
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  expect(await look(page)).toEqual(FIT);
  await page.getByRole("button", { name: "Zoom in" }).click();
  const fit = page.getByRole("button", { name: "Fit" });
  await expect(fit).toBeEnabled();
  await fit.click();
  await expect(fit).toBeDisabled();
  expect(await look(page)).toEqual(FIT);
  await page.getByRole("button", { name: "Zoom out" }).click();
  expect((await look(page)).scale).toBeCloseTo(0.8, 3);
  await page.keyboard.press("0");
  expect(await look(page)).toEqual(FIT);
});

test("the look outlives changes of the layout, and another pattern is seen whole", async ({ page }) => {
  await page.keyboard.press("+");
  await menu(page, "n4");
  await page.getByRole("button", { name: "Isolate", exact: true }).click();
  await expect(page.locator(".fault-line")).toHaveCount(1);
  expect((await look(page)).scale).toBeCloseTo(1.25, 3);
  await page.keyboard.press("g");
  await page.getByRole("button", { name: /^Circuit breaker/ }).first().click();
  await expect(page.locator('[data-node="n4"]')).toHaveCount(0);
  await expect.poll(() => look(page)).toEqual(FIT);
});

test("by keyboard: arrows go from node to node, and what has the focus is brought into view", async ({ page }) => {
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("data-node"));
  await page.locator("#stage").focus();
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("n0");
  const { position } = await moment(page);
  await page.keyboard.press("ArrowDown");
  const below = await focused();
  expect(below).not.toBe("n0");
  expect((await middle(page, below)).y).toBeGreaterThan((await middle(page, "n0")).y);
  // They did not step.
  expect((await moment(page)).position).toBe(position);
  for (let i = 0; i < 6; i += 1) await page.keyboard.press("+");
  const stage = await page.locator("#stage").boundingBox();
  for (const node of ["n4", "n1", "n2"]) {
    await page.locator(`[data-node="${node}"]`).focus();
    await expect
      .poll(async () => {
        const { x, y } = await middle(page, node);
        const [dx, dy] = [x - stage.x, y - stage.y];
        return dx > 0 && dy > 0 && dx < stage.width && dy < stage.height;
      })
      .toBe(true);
  }
  // On the stage itself, they push it.
  await page.keyboard.press("0");
  await page.locator("#stage").focus();
  await page.keyboard.press("ArrowLeft");
  expect(await look(page)).toEqual({ scale: 1, x: 60, y: 0 });
});

test("by keyboard: a node moves to an island of its own, another follows, and both come back", { tag: "@main" }, async ({ page }) => {
  const node = (name) => page.locator(`[data-node="${name}"]`);
  await page.keyboard.press("Tab");
  await node("n4").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await expect(node("n4")).toBeFocused();
  await expect(page.locator("[aria-live=polite]")).toHaveText(/partition n0 n1 n2 n3 \| n4/);
  // Or from its menu.
  await node("n3").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "Join" }).getByRole("button", { name: "n4" }).focus();
  await page.keyboard.press("Enter");
  expect(await actions(page)).toEqual(["partition n0 n1 n2 | n3 n4"]);
  await node("n3").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await node("n4").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(page.locator(".fault-line")).toHaveCount(0);
});

test("by keyboard: a link is found in its node's menu and cut", async ({ page }) => {
  await page.keyboard.press("Tab");
  await page.locator('[data-node="n1"]').focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Node n1" });
  await dialog.locator("summary", { hasText: "Links" }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "n3" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: /Link/ }).getByRole("button", { name: "n1 → n3" }).focus();
  await page.keyboard.press("Enter");
  expect(await actions(page)).toEqual(["cut n1>n3"]);
  await expect(page.locator('[data-link="n1-n3"]')).toHaveAttribute("data-link-state", "half");
});

test("by keyboard: a message in flight says what is in it, and is dropped", async ({ page }) => {
  const flying = page.locator("[data-message]:not([display])");
  await expect(async () => {
    await page.keyboard.press(".");
    expect(await flying.count()).toBeGreaterThan(1);
  }).toPass();
  await page.keyboard.press("Tab");
  const first = page.locator('[data-message][tabindex="0"]:not([display])');
  await expect(first).toHaveCount(1);
  await first.focus();
  await expect(first).toHaveAttribute("aria-label", /^\w+ \w+ → \w+$/);
  await expect(page.locator("#label")).toBeVisible();
  const name = await first.getAttribute("data-message");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Message" }).getByRole("button", { name: "Drop" }).focus();
  await page.keyboard.press("Enter");
  expect(await actions(page)).toEqual([`drop ${name}`]);
});

test("the other button opens the menu of what is under it", async ({ page }) => {
  const { x, y } = await middle(page, "n3");
  await page.mouse.click(x, y, { button: "right" });
  await expect(page.getByRole("dialog", { name: "Node n3" })).toBeVisible();
});

test("while time passes slowly, messages say what they are, where there is room", async ({ page }) => {
  const captions = page.locator(".captions text:not([display])");
  const flying = page.locator("[data-message]:not([display])");
  await expect(async () => {
    await page.keyboard.press(".");
    expect(await flying.count()).toBeGreaterThan(1);
  }).toPass();
  await expect(captions).toHaveCount(0);
  for (let i = 0; i < 12; i += 1) await page.keyboard.press("[");
  await page.keyboard.press(".");
  await expect.poll(() => captions.count()).toBeGreaterThan(0);
  const kinds = await flying.evaluateAll((list) => list.map((it) => it.dataset.kind));
  for (const word of await captions.allTextContents()) expect(kinds).toContain(word);
  const boxes = await captions.evaluateAll((list) => list.map((it) => it.getBoundingClientRect().toJSON()));
  for (const [nth, a] of boxes.entries()) {
    for (const b of boxes.slice(nth + 1)) {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      expect(apart, "captions apart").toBe(true);
    }
  }
});

test("a page that fits its window cannot be scrolled, whatever has the focus", async ({ page }) => {
  await page.keyboard.press("End");
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("+");
  for (const node of await each(page.locator("#stage [data-node]"))) await node.focus();
  const scrolled = () => page.evaluate(() => [window.scrollX, window.scrollY]);
  expect(await scrolled()).toEqual([0, 0]);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
});
