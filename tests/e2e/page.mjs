// The page as its tests use it: what it says of itself, and the gestures of a user's hand. Nothing
// here waits for time to pass but what measures; the page tells when it is somewhere.

import { expect } from "./fixtures.mjs";

/** What the page says of itself: time, records, digest, whether it plays. */
export async function moment(page) {
  const { nowUs, position, digest, state } = await page
    .locator(".app")
    .evaluate((app) => ({ ...app.dataset }));
  return { now: Number(nowUs), position: Number(position), digest, state };
}

/** Presses the timeline at a time, and waits until the cursor is about there. */
export async function seek(page, seconds) {
  await expect(page.locator("#timeline .tick").nth(1)).toBeAttached();
  const [left, right] = await page.locator("#timeline .tick").evaluateAll((ticks) =>
    [ticks[0], ticks.at(-1)].map((tick) => {
      const { x, width } = tick.getBoundingClientRect();
      return { x: x + width / 2, at: Number.parseFloat(tick.textContent) };
    }),
  );
  const x = left.x + ((seconds - left.at) * (right.x - left.x)) / (right.at - left.at);
  const box = await page.locator("#timeline").boundingBox();
  await page.mouse.click(x, box.y + box.height / 2);
  await expect.poll(async () => Math.abs((await moment(page)).now / 1e6 - seconds)).toBeLessThan(0.02);
}

/** The middle of a node's figure. */
export async function middle(page, node) {
  const box = await page.locator(`[data-node="${node}"] .body`).boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Drags a node to a point of the window. */
export async function drag(page, node, to) {
  const from = await middle(page, node);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Draws a stroke across the stage. */
export async function draw(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Opens a node's menu by a click. */
export async function menu(page, node) {
  const { x, y } = await middle(page, node);
  await page.mouse.click(x, y);
  await expect(page.getByRole("dialog", { name: `Node ${node}` })).toBeVisible();
}

/** All that a locator finds now: one at least, or a loop over them would check nothing. */
export async function each(locator) {
  const all = await locator.all();
  expect(all.length, `${locator}`).toBeGreaterThan(0);
  return all;
}

/** The names of the servers, those in a state first asked for. */
export async function servers(page, state) {
  const nodes = page.locator(`[data-node^="n"]${state ? `[data-state-name="${state}"]` : ""}`);
  return nodes.evaluateAll((list) => list.map((node) => node.dataset.node));
}

/** A server's log as drawn: each entry with its term, and whether it is committed. */
export async function log(page, node) {
  return page.locator(`[data-node="${node}"] .cell`).evaluateAll((cells) =>
    cells.map((cell) => ({
      entry: [...cell.querySelectorAll("text")].map((text) => text.textContent).join("@"),
      committed: cell.classList.contains("committed"),
    })),
  );
}

/** What is done to the cluster, as the list of faults has it. */
export async function actions(page) {
  await page.getByRole("tab", { name: "Faults" }).click();
  return page.locator("[data-action]").evaluateAll((rows) => rows.map((row) => row.dataset.action));
}

/**
 * The longest task of the page's own thread in a while, in milliseconds of the processor's time:
 * what other processes take from it does not count.
 */
export async function longestTask(page, ms) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await page.waitForTimeout(ms);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const of = ({ pid, tid }) => `${pid}:${tid}`;
  const named = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const main = new Set(named.map(of));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && main.has(of(event)));
  expect(tasks.length, "tasks of the page").toBeGreaterThan(10);
  return Math.max(...tasks.map(({ tdur }) => tdur ?? 0)) / 1_000;
}

/**
 * Types into a field what it is to say, as a hand does: what is merely put there is no change to
 * Firefox when the field is left.
 */
export async function write(field, text) {
  await field.selectText();
  await field.page().keyboard.type(text);
}

/** A link that a person could have written by hand. */
export const written = (text) => encodeURIComponent(text);

/** A quiet cluster of five. */
export const RAFT = "faultline 1\ntitle A test\npattern raft\nseed k3f9\nuntil 3s\n";

/** Types what is to be run until, by keys alone. */
export async function runUntil(page, words) {
  await page.keyboard.press("u");
  await expect(page.locator("#until")).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
}

/** Opens the list of recent scenarios by keys alone. */
export async function openRecent(page) {
  await page.getByRole("button", { name: "More", exact: true }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("r");
  await expect(page.getByRole("menuitem", { name: /^Recent/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Recent scenarios" })).toBeVisible();
}
