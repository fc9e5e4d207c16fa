// The strip of time: the space-time diagram, the part of the run that is seen, marks that can be
// moved, interesting moments, and a pace that changes by itself.

import AxeBuilder from "@axe-core/playwright";
import { fingersOn, tapOn } from "./fingers.mjs";
import { test, expect, open } from "./fixtures.mjs";
import { actions, each, moment, written } from "./page.mjs";

const SPLIT =
  "faultline 1\ntitle Split\npattern raft\nseed k3f9\nat 1.2s partition n0 n1 | n2 n3 n4\n" +
  "at 1.4s note n0 Still believes it leads\nat 2s heal\nuntil 3s\n";

const diagram = (page) => page.locator("#spacetime");
const told = (page) => page.locator("#st-told");
const at = async (page) => (await moment(page)).now / 1e6;

/** Opens the diagram at a time. */
async function spacetime(page, time) {
  await open(page, `${written(SPLIT)}&t=${time}`);
  await page.keyboard.press("d");
  await expect(diagram(page)).toBeVisible();
}

/** The middle of an element on the screen. */
async function middle(locator) {
  const box = await locator.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The times of the ticks that are seen, in seconds. */
async function seen(page) {
  const frame = await diagram(page).boundingBox();
  const ticks = await page.locator("#spacetime .tick").evaluateAll((list) =>
    list.map((tick) => ({ time: parseFloat(tick.textContent), x: tick.getBoundingClientRect().x })),
  );
  return ticks.filter(({ x }) => x > frame.x + 60 && x < frame.x + frame.width - 20).map(({ time }) => time);
}

test("by mouse: an event lights up what led to it and what follows, and a press goes there", { tag: "@main" }, async ({ page }) => {
  await spacetime(page, "0.25s");
  expect(await page.locator(".st-arrow").count()).toBeGreaterThan(15);
  const leads = page.locator(".st-event.moved.leading").first();
  const place = await middle(leads);
  await page.mouse.move(place.x, place.y);
  await expect(told(page)).toContainText(/\d+ events led here/);
  await expect(told(page)).toContainText(/set off by election timeout of n\d at 0\.\d{3} s/);
  await expect(told(page)).toContainText(/\d+ follow/);
  await expect(leads).toHaveClass(/itself/);
  // The request for the vote and the vote itself.
  expect(await page.locator(".st-arrow.cause").count()).toBeGreaterThanOrEqual(2);
  expect(await page.locator(".st-arrow.future").count()).toBeGreaterThan(0);
  const when = Number((await told(page).textContent()).match(/(\d+\.\d+) s/)[1]);
  await page.mouse.click(place.x, place.y);
  await expect.poll(async () => Math.abs((await at(page)) - when)).toBeLessThan(0.0011);
  await page.mouse.move(5, 300);
  await expect(page.locator(".st-event.itself")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.locator(".st-event.itself")).toHaveCount(0);
});

test("by keyboard: arrows walk along a lane and along messages, Enter goes there", async ({ page }) => {
  await spacetime(page, "0.6s");
  await diagram(page).focus();
  await page.keyboard.press("ArrowLeft");
  const itself = page.locator(".st-event.itself");
  await expect(itself).toHaveCount(1);
  const first = await middle(itself);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(async () => (await middle(itself)).x).toBeLessThan(first.x);
  expect((await middle(itself)).y).toBeCloseTo(first.y, 0);
  // One of the two ways there is a message.
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => Math.abs((await middle(itself)).y - first.y)).toBeGreaterThan(10);
  const [, node, time] = (await told(page).textContent()).match(/^(\w+), (\d+\.\d+) s/);
  await page.keyboard.press("Enter");
  await expect.poll(async () => Math.abs((await at(page)) - Number(time))).toBeLessThan(0.0011);
  await expect(page.locator(`#stage [data-node="${node}"] .halo`)).toHaveCount(1);
  // Back to the lanes, and remembered.
  await page.keyboard.press("d");
  await expect(diagram(page)).toHaveCount(0);
  await page.keyboard.press("d");
  await page.reload();
  await expect(diagram(page)).toBeVisible();
});

test("what is seen is zoomed and moved, and the cursor stays in sight while it plays", async ({ page }) => {
  await spacetime(page, "1.3s");
  const span = async () => {
    const ticks = await seen(page);
    return ticks.at(-1) - ticks[0];
  };
  const before = await span();
  const place = await middle(diagram(page));
  await page.mouse.move(place.x, place.y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -480);
  await page.keyboard.up("Control");
  await expect.poll(span).toBeLessThan(before / 2);
  await page.getByRole("button", { name: "Show more time" }).click();
  await page.getByRole("button", { name: "The usual length, at the cursor" }).click();
  await expect.poll(span).toBeCloseTo(before, 1);
  const start = (await seen(page))[0];
  await page.mouse.move(place.x, place.y);
  await page.mouse.down();
  await page.mouse.move(place.x + 300, place.y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await seen(page))[0]).toBeLessThan(start);
  expect(await at(page)).toBeCloseTo(1.3, 3);

  await page.getByLabel("Speed", { exact: true }).selectOption("0.5×");
  await page.locator("#play").click();
  await expect.poll(() => at(page)).toBeGreaterThan(2);
  const frame = await diagram(page).boundingBox();
  const cursor = await page.locator(".st-now").boundingBox();
  expect(cursor.x).toBeGreaterThan(frame.x + 60);
  expect(cursor.x).toBeLessThan(frame.x + frame.width * 0.72);
});

test("the diagram is made higher by its edge, and has no barriers", async ({ page }) => {
  await spacetime(page, "1.3s");
  const edge = page.getByRole("separator", { name: "Height of the space-time diagram" });
  const { height } = await diagram(page).boundingBox();
  await edge.focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => (await diagram(page).boundingBox()).height).toBeGreaterThan(height + 10);
  await expect(edge).toHaveAttribute("aria-valuenow", "48");
  await diagram(page).focus();
  await page.keyboard.press("ArrowLeft");
  const { violations } = await new AxeBuilder({ page }).include("footer").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
});

test("lanes show a part of the run, and say what is under the pointer", async ({ page }) => {
  await open(page, `${written(SPLIT)}&t=1.3s`);
  await expect(page.locator(".timeline .rail")).toHaveCount(0);
  const labels = () => page.locator("#timeline .tick").allTextContents();
  expect((await labels()).at(-1)).toBe("3 s");
  await page.locator("#timeline").focus();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect(page.locator(".timeline .rail")).toHaveCount(1);
  await expect.poll(async () => parseFloat((await labels()).at(-1))).toBeLessThan(2.5);
  await page.keyboard.press("0");
  await expect(page.locator(".timeline .rail")).toHaveCount(0);

  const box = await page.locator("#timeline").boundingBox();
  const lane = await page.locator("#timeline > g > text", { hasText: "n3" }).boundingBox();
  await page.mouse.move(box.x + box.width / 2, lane.y + lane.height / 2);
  await expect(page.locator(".timeline .hint text")).toHaveText(/^\d\.\d{3} s {2}n3 leader$/);
  await page.mouse.move(box.x + box.width / 2, 200);
  await expect(page.locator(".timeline .hint")).toBeHidden();
});

test("a fault is dragged to another time, which can be undone; a note is moved by keys", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(SPLIT)}&t=1.1s`);
  const fault = page.getByRole("button", { name: /^1\.200 s: partition/ });
  const { x, y } = await middle(fault);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y, { steps: 3 });
  await page.mouse.move(x - 120, y, { steps: 3 });
  await page.mouse.up();
  const moved = page.getByRole("button", { name: /^0\.\d{3} s: partition/ });
  await expect(moved).toHaveCount(1);
  await expect(page.locator(".fault-line")).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(fault).toHaveCount(1);
  await expect(page.locator(".fault-line")).toHaveCount(0);

  const note = page.getByRole("button", { name: /Still believes it leads/ });
  await note.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByRole("button", { name: /^1\.4(0[1-9]|1\d) s: Still believes/ })).toHaveCount(1);
  expect(await actions(page)).toHaveLength(2);
});

test("marks are visited by a press and by keys", async ({ page }) => {
  await open(page, `${written(SPLIT)}&t=0.5s`);
  await page.getByRole("button", { name: /^2\.000 s: heal/ }).click();
  await expect.poll(() => at(page)).toBe(2);
  const first = page.getByRole("toolbar", { name: "Notes, faults and broken promises" }).getByRole("button").first();
  await first.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => at(page)).toBeLessThan(1.3);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect.poll(() => at(page)).toBe(2);
  for (const mark of await each(page.locator(".spot .room"))) {
    const { width, height } = await mark.boundingBox();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(23.9);
  }
});

test("the next and the previous moment say what they are", async ({ page }) => {
  await open(page, `${written(SPLIT)}&t=1.1s`);
  const next = page.getByRole("button", { name: /^Next moment: partition n0 n1 \| n2 n3 n4, at 1\.200 s/ });
  await next.click();
  await expect.poll(() => at(page)).toBe(1.2);
  const back = page.getByRole("button", { name: /^Previous moment: n\d becomes (leader|follower), at 0/ });
  await back.click();
  await expect.poll(() => at(page)).toBeLessThan(1);
  await page.locator(".next button").click();
  await expect.poll(() => at(page)).toBe(1.2);
});

test("time slows down around what is interesting, and that is remembered", async ({ page }) => {
  await open(page, `${written(SPLIT)}&t=0.4s`);
  const auto = page.locator(".transport .auto");
  await auto.click();
  await expect(auto).toHaveAttribute("aria-pressed", "true");
  await page.locator("#play").click();
  await expect(auto).toHaveText("faster");
  await expect(auto).toHaveText("slower");
  expect(await at(page)).toBeGreaterThan(1.1);
  await page.locator("#play").click();
  await expect(auto).toHaveText("auto");
  await page.reload();
  await expect(auto).toHaveAttribute("aria-pressed", "true");
});

test("one press waits for what is waited for most", async ({ page }) => {
  await open(page, `${written(SPLIT)}&t=0s`);
  await page.keyboard.press("u");
  await page.getByRole("button", { name: "any is Leader", exact: true }).click();
  await expect(page.locator('#stage [data-state-name="Leader"]')).toHaveCount(1);
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("the timeline is scrubbed, and an event of the diagram is pressed", async ({ page }) => {
    await open(page, `${written(SPLIT)}&t=0.25s`);
    const timeline = page.locator("#timeline");
    await timeline.scrollIntoViewIfNeeded();
    const box = await timeline.boundingBox();
    const fingers = await fingersOn(page);
    await fingers.tap({ x: box.x + box.width * 0.6, y: box.y + box.height / 2 });
    await expect.poll(() => at(page)).toBeGreaterThan(1.5);
    await tapOn(page, page.getByRole("button", { name: "Space-time" }));
    await diagram(page).scrollIntoViewIfNeeded();
    const frame = await diagram(page).boundingBox();
    const spots = await page.locator(".st-event.timer").evaluateAll((list) =>
      list.map((it) => it.getBoundingClientRect()).map((it) => ({ x: it.x + it.width / 2, y: it.y + it.height / 2 })),
    );
    const spot = spots.find(({ x }) => x > frame.x + 80 && x < frame.x + frame.width - 40);
    await fingers.tap(spot);
    await expect(page.locator(".st-event.itself")).toHaveCount(1);
    await expect(told(page)).toContainText("led here");
  });
});
