// Two scenarios side by side on one clock: chosen, stepped, acted on, taken back, left and shared.

import AxeBuilder from "@axe-core/playwright";
import { tapOn } from "./fingers.mjs";
import { test, expect, open, running } from "./fixtures.mjs";
import { actions, moment, openRecent, written } from "./page.mjs";

const PARTED = `faultline 1
title Majorities
pattern raft
seed k3f9
at 1.2s partition n0 n1 | n2 n3 n4
until 3s
`;

const COMMIT = `faultline 1
title The coordinator fails
pattern two-phase-commit
seed 3
at 0.8s crash k0
at 2s restart k0
until 3s
`;

const left = (page) => page.locator(".half").first();
const right = (page) => page.locator(".half").nth(1);
const compare = (page) => page.getByRole("button", { name: "Compare", exact: true });
const chooser = (page) => page.getByRole("dialog", { name: "Beside what?" });

/** The moment of the right side, as it says itself. */
async function there(page) {
  const { nowUs, position, digest } = await right(page).evaluate((it) => ({ ...it.dataset }));
  return { now: Number(nowUs), position: Number(position), digest };
}

/** The middle of a node's figure on one side. */
async function middle(half, node) {
  const body = half.locator(`[data-node="${node}"] .body`);
  await body.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await body.boundingBox();
  return [x + width / 2, y + height / 2];
}

/** Opens a node's menu on one side, and crashes it. */
async function crash(page, half, node) {
  await page.mouse.click(...(await middle(half, node)));
  await page.getByRole("dialog", { name: `Node ${node}` }).getByRole("button", { name: "Crash", exact: true }).click();
}

/** Opens the scenario beside itself, with one of its safeguards off. */
async function without(page, guard) {
  await compare(page).click();
  await chooser(page).locator(`[data-guard="${guard}"]`).click();
  await expect(right(page).locator("[data-node]").first()).toBeVisible();
}

/** Opens a pattern beside under the same faults. */
async function pattern(page, id) {
  await chooser(page).getByLabel("Pattern", { exact: true }).selectOption(id);
  await chooser(page).getByRole("region", { name: /^Another pattern/ }).getByRole("button").click();
  await expect(right(page).locator("[data-node]").first()).toBeVisible();
}

test("a safeguard less stands beside, and time moves both", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(PARTED)}&t=1s`);
  await without(page, "majority");
  await expect(right(page).locator(".chips")).toContainText("majority off");
  await expect(left(page).locator(".chips")).toContainText("majority on");
  // The next event is that of whichever side has it first.
  const passed = async () => (await moment(page)).position + (await there(page)).position;
  const before = await passed();
  await page.getByRole("button", { name: /^Next event/ }).click();
  await expect.poll(passed).toBeGreaterThan(before);
  expect((await there(page)).now).toBe((await moment(page)).now);
  await page.getByRole("button", { name: /^First difference at/ }).click();
  // The first election is won with fewer votes.
  await expect.poll(async () => (await moment(page)).now).toBeLessThan(400_000);
  await expect.poll(async () => (await there(page)).now).toBe((await moment(page)).now);
  expect((await there(page)).digest).not.toBe((await moment(page)).digest);
  await expect(page.locator(".timeline .parting")).toHaveCount(2);
  // A step back comes before the difference.
  await page.getByRole("button", { name: /^Step back/ }).click();
  await expect.poll(async () => (await there(page)).digest).toBe((await moment(page)).digest);
});

test("what is done to one cluster is done to the other, and is taken back as one", async ({ page }) => {
  await open(page, `${written(PARTED)}&t=1s`);
  await without(page, "majority");
  await crash(page, right(page), "n4");
  for (const half of [left(page), right(page)]) {
    await expect(half.locator('[data-node="n4"]')).toHaveAttribute("data-status", "down");
  }
  // The panels tell of the side that was pressed.
  await expect(right(page)).toHaveClass(/here/);
  expect(await actions(page)).toContain("crash n4");
  await page.keyboard.press("Control+z");
  for (const half of [left(page), right(page)]) {
    await expect(half.locator('[data-node="n4"]')).toHaveAttribute("data-status", "up");
  }
  await page.keyboard.press("Control+Shift+z");
  await expect(left(page).locator('[data-node="n4"]')).toHaveAttribute("data-status", "down");
  // To one side alone, if that is wanted.
  await page.getByRole("switch", { name: "Faults to both" }).click();
  await crash(page, left(page), "n0");
  await expect(left(page).locator('[data-node="n0"]')).toHaveAttribute("data-status", "down");
  await expect(right(page).locator('[data-node="n0"]')).toHaveAttribute("data-status", "up");
});

test("another pattern stands under the same faults, by keyboard alone", async ({ page }) => {
  await open(page, `${written(COMMIT)}&t=1.5s`);
  await compare(page).focus();
  await page.keyboard.press("Enter");
  await expect(chooser(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(chooser(page)).toBeHidden();
  await compare(page).focus();
  await page.keyboard.press("Enter");
  await chooser(page).getByLabel("Pattern", { exact: true }).focus();
  await page.keyboard.type("Saga");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(right(page).locator('[data-node="o0"]')).toHaveAttribute("data-status", "down");
  await expect(left(page).locator('[data-node="k0"]')).toHaveAttribute("data-status", "down");
  await expect(page.locator("#parted")).toContainText("First difference at");
  const figures = page.locator("#figures");
  await expect(figures.getByRole("row", { name: /^Operations done/ })).toBeVisible();
  const { now } = await moment(page);
  await page.locator("#timeline").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await moment(page)).now).toBeGreaterThan(now);
  expect((await there(page)).now).toBe((await moment(page)).now);
  // A fault by name, typed: it reaches the node that stands for it.
  await left(page).locator(".side-name").focus();
  await page.keyboard.press("Enter");
  await page.locator("#tab-Faults").focus();
  await page.keyboard.press("Enter");
  await page.locator("#new-action").fill("crash p1");
  await page.locator("#new-action").press("Enter");
  await expect(right(page).locator('[data-node="s1"]')).toHaveAttribute("data-status", "down");
  await expect(left(page).locator('[data-node="p1"]')).toHaveAttribute("data-status", "down");
});

test("either side can be kept, and the other brought back", async ({ page }) => {
  await open(page, `${written(COMMIT)}&t=1.5s`);
  await compare(page).click();
  await pattern(page, "saga-orchestration");
  await page.getByRole("button", { name: "Keep the right one alone" }).click();
  await expect(page.locator("#stage-2")).toHaveCount(0);
  await expect(page.locator('#stage [data-node="o0"]')).toBeVisible();
  const saga = await moment(page);
  await page.getByRole("button", { name: "Back to both" }).click();
  await expect(left(page).locator('[data-node="k0"]')).toBeVisible();
  await expect.poll(async () => (await there(page)).digest).toBe(saga.digest);
  await page.getByRole("button", { name: "Keep the left one alone" }).click();
  await expect(page.locator('#stage [data-node="k0"]')).toBeVisible();
});

test("a link shows both sides, at the same moment", { tag: "@main" }, async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await open(page, `${written(COMMIT)}&t=1.5s`);
  await compare(page).click();
  await pattern(page, "saga-orchestration");
  await crash(page, right(page), "s1");
  const [here, beside] = [await moment(page), await there(page)];
  await page.locator("#share").click();
  const link = await page.locator("#link").inputValue();
  expect(link).toMatch(/&with=1[\w-]+z&/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(right(page).locator('[data-node="s1"]')).toHaveAttribute("data-status", "down");
  expect((await moment(page)).digest).toBe(here.digest);
  expect(await there(page)).toEqual(beside);
  // Half of it is still the left side, and a sentence.
  await page.goto("about:blank");
  await open(page, link.slice(link.indexOf("#") + 1).replace(/(&with=1[\w-]{40})[\w-]+z/, "$1"));
  await expect(page.getByRole("alert")).toContainText(/cannot be opened: this link was cut off/i);
  expect((await moment(page)).digest).toBe(here.digest);
});

test("a link says what both sides came to, and a run that comes out otherwise is told", async ({ page }) => {
  await open(page, `${written(COMMIT)}&t=1.5s`);
  await compare(page).click();
  await pattern(page, "saga-orchestration");
  await page.locator("#share").click();
  const link = await page.locator("#link").inputValue();
  const { digest } = await there(page);
  expect(link).toMatch(new RegExp(`&wd=${digest}&t=1.5s&e=\\d+&d=`));
  for (const [text, alerts] of [
    [link, 0],
    // As links were before: of the right side nothing is said.
    [link.replace(/&wd=\w+/, ""), 0],
    [link.replace(/&wd=\w+/, "&wd=0123456789abcdef"), 1],
    // Both come out otherwise: one sentence says so.
    [link.replace(/d=[0-9a-f]{16}/g, "d=0123456789abcdef"), 1],
  ]) {
    await page.goto("about:blank");
    await open(page, text.slice(text.indexOf("#") + 1));
    await expect(right(page).locator('[data-node="o0"]')).toBeVisible();
    const told = page.getByRole("alert").filter({ hasText: "does not come out" });
    await expect(told).toHaveCount(alerts);
  }
});

/** What the page keeps, by the number of values. */
const kept = (page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("faultline.work.")).length);

test("a reload brings back both sides, who is worked on, and the moment", async ({ page }) => {
  await open(page, `${written(COMMIT)}&t=1.5s`);
  await compare(page).click();
  await pattern(page, "saga-orchestration");
  // Nobody has worked on either yet.
  expect(await kept(page)).toBe(1);
  await right(page).locator(".side-name").click();
  await expect(right(page)).toHaveClass(/here/);
  await page.getByRole("switch", { name: "Faults to both" }).click();
  await page.locator("#timeline").focus();
  await page.keyboard.press("ArrowRight");
  const before = [await moment(page), await there(page)];
  await page.reload();
  await running(page);
  await expect(right(page).locator('[data-node="o0"]')).toBeVisible();
  await expect(left(page).locator('[data-node="k0"]')).toBeVisible();
  await expect(right(page)).toHaveClass(/here/);
  await expect(page.getByRole("switch", { name: "Faults to both" })).not.toBeChecked();
  expect([await moment(page), await there(page)]).toEqual(before);
  // It is saved in the same place, whichever side is changed.
  await crash(page, right(page), "s1");
  expect(await kept(page)).toBe(1);
  await page.reload();
  await running(page);
  await expect(right(page).locator('[data-node="s1"]')).toHaveAttribute("data-status", "down");
  expect(await kept(page)).toBe(1);
});

test("both sides are opened from Recent by keyboard, and neither alone takes their place", async ({ page }) => {
  await open(page, `${written(COMMIT)}&t=1.5s`);
  await compare(page).click();
  await pattern(page, "saga-orchestration");
  await crash(page, right(page), "s1");
  await page.getByRole("button", { name: "Keep the left one alone" }).click();
  await expect(page.locator("#stage-2")).toHaveCount(0);
  const recent = page.getByRole("dialog", { name: "Recent scenarios" });
  await openRecent(page);
  const both = recent.getByRole("button", { name: /beside “Saga, orchestrated/ });
  await expect(both).toHaveCount(1);
  await both.focus();
  await page.keyboard.press("Enter");
  await expect(right(page).locator('[data-node="s1"]')).toHaveAttribute("data-status", "down");
  await expect(left(page).locator('[data-node="k0"]')).toBeVisible();
  // What is opened in their place is taken back to one side: both stay as they were saved.
  await seekTo(page, "Home");
  await page.locator(".bar .pattern").click();
  await page.locator('[data-pattern="raft"]').click();
  await page.getByRole("button", { name: "Go back" }).click();
  await expect(right(page).locator('[data-node="s1"]')).toBeVisible();
  expect((await moment(page)).now).toBe(0);
  expect((await there(page)).now).toBe(0);
});

/** Moves the cursor by a key. */
async function seekTo(page, key) {
  await page.locator("#timeline").focus();
  await page.keyboard.press(key);
}

test("run until names the side that it waits for, and the other goes along", async ({ page }) => {
  await open(page, `${written(PARTED)}&t=0s`);
  await without(page, "majority");
  const box = page.getByRole("dialog", { name: "Run until" });
  await page.keyboard.press("u");
  await expect(box).toContainText("It waits for the left run");
  await expect(box.getByRole("textbox")).toBeFocused();
  await page.keyboard.type("any is leader or 0.1s");
  await page.keyboard.press("Enter");
  await expect(page.locator("#until-told")).toHaveText(/does not come true on the left by 0\.1/);
  await page.keyboard.press("Escape");
  await right(page).locator(".side-name").click();
  await page.locator("#run-until").click();
  await expect(box).toContainText("It waits for the right run");
  await box.getByRole("textbox").fill("any is leader");
  await box.getByRole("button", { name: "Run", exact: true }).click();
  await expect(right(page).locator('[data-state-name="Leader"]')).toHaveCount(1);
  // With fewer votes it is there first.
  await expect(left(page).locator('[data-state-name="Leader"]')).toHaveCount(0);
  await expect.poll(async () => (await there(page)).now).toBe((await moment(page)).now);
});

test("the space-time diagram is that of either side, by mouse and by key", async ({ page }) => {
  await open(page, `${written(PARTED)}&t=1s`);
  await without(page, "majority");
  await page.getByRole("button", { name: "Space-time" }).click();
  const whose = page.getByRole("group", { name: "Whose diagram" });
  const drawn = () => page.locator("#spacetime .st-event").evaluateAll((list) => list.map((it) => it.getAttribute("d")).join());
  await expect(whose.getByRole("button", { name: "left" })).toHaveAttribute("aria-pressed", "true");
  const before = await drawn();
  await whose.getByRole("button", { name: "right" }).click();
  await expect(right(page)).toHaveClass(/here/);
  await expect.poll(drawn).not.toBe(before);
  await whose.getByRole("button", { name: "left" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(drawn).toBe(before);
  await page.getByRole("button", { name: "Lanes" }).click();
  await expect(whose).toHaveCount(0);
});

const SAID = `${PARTED}at 0.5s note n0 Of both\n`;
const OTHER = `${SAID}at 1.5s note n4 Of the other\n`.replace("title Majorities", "title Others");

test("slides are the notes of both sides, each by its side, with both stages", async ({ page }) => {
  await open(page, `${written(SAID)}&with=${written(OTHER)}&present=1`);
  const words = page.locator("#deck .words");
  await expect(words.getByRole("heading")).toHaveText("Majorities | Others");
  await page.keyboard.press("PageDown");
  await expect(words).toHaveText("n0Of both");
  for (const half of [left(page), right(page)]) {
    await expect(half.locator('[data-node="n0"]')).toBeVisible();
    await expect(half.locator('[data-node="n0"] .marked')).toHaveCount(1);
  }
  await page.keyboard.press("PageDown");
  await expect(words).toHaveText("rightn4Of the other");
  expect((await moment(page)).now).toBe(1_500_000);
  expect((await there(page)).now).toBe(1_500_000);
  await expect(right(page).locator('[data-node="n4"] .marked')).toHaveCount(1);
  await expect(left(page).locator(".marked")).toHaveCount(0);
  // A what-if on either side, by mouse, and back.
  await page.mouse.click(...(await middle(right(page), "n2")));
  await page.getByRole("dialog", { name: "Node n2" }).getByRole("button", { name: "Crash", exact: true }).click();
  await page.getByRole("button", { name: "Back to the slide" }).click();
  for (const half of [left(page), right(page)]) {
    await expect(half.locator('[data-node="n2"]')).toHaveAttribute("data-status", "up");
  }
  await expect(words).toHaveText("rightn4Of the other");
  await page.keyboard.press("o");
  await expect(page.locator(".overview li")).toHaveCount(3);
  await expect(page.locator(".overview img")).toHaveCount(3);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.locator("#deck")).toHaveCount(0);
  await expect(right(page).locator(".side-name")).toBeVisible();
});

test("what cannot stand beside is refused in a sentence, and nothing is lost", async ({ page }) => {
  await open(page, `${written(COMMIT)}&t=1.5s`);
  const { digest } = await moment(page);
  await compare(page).click();
  const text = chooser(page).getByLabel("Link or scenario");
  const paste = chooser(page).getByRole("region", { name: "A link or a scenario" }).getByRole("button");
  for (const bad of ["<img src=x onerror=alert(1)>", "#1AAAAz", "faultline 1\npattern nobody\n", "x".repeat(70_000)]) {
    await text.fill(bad);
    await paste.click();
    await expect(chooser(page).getByRole("alert")).toHaveText(/^[^<]+\.$/);
  }
  await text.fill(`https://example.org/#${written(PARTED)}`);
  await paste.click();
  await expect(right(page).locator('[data-node="n0"]')).toBeVisible();
  expect((await moment(page)).digest).toBe(digest);
});

for (const colorScheme of ["light", "dark"]) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("axe finds nothing wrong with two sides", async ({ page }) => {
      test.slow(); // it looks at everything, twice
      await open(page, `${written(COMMIT)}&t=1.5s`);
      await compare(page).click();
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
      await pattern(page, "saga-orchestration");
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("both sides stand below each other, and a touch on one acts on both", async ({ page }) => {
    await open(page, `${written(PARTED)}&t=1s`);
    await tapOn(page, page.getByRole("button", { name: "More", exact: true }));
    await tapOn(page, page.getByRole("menuitem", { name: "Compare" }));
    await tapOn(page, chooser(page).locator('[data-guard="majority"]'));
    await expect(right(page).locator("[data-node]").first()).toBeVisible();
    const [above, below] = [await left(page).boundingBox(), await right(page).boundingBox()];
    expect(below.y).toBeGreaterThanOrEqual(above.y + above.height - 1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await tapOn(page, right(page).locator('[data-node="n2"] .body'));
    await tapOn(page, page.getByRole("dialog", { name: "Node n2" }).getByRole("button", { name: "Crash", exact: true }));
    for (const half of [left(page), right(page)]) {
      await expect(half.locator('[data-node="n2"]')).toHaveAttribute("data-status", "down");
    }
  });
});
