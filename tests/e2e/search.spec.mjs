// “Try to break it”: the panel searches what is on the page for a broken promise, makes what it
// finds small, and hands it over; the page can be used meanwhile.

import { spawnSync } from "node:child_process";
import AxeBuilder from "@axe-core/playwright";
import { test, expect, open } from "./fixtures.mjs";
import { begin, ended, state, BREAKABLE } from "./search.mjs";
import { RAFT, longestTask, moment, written } from "./page.mjs";

/** A cluster whose followers take entries without a look at what they follow on. */
const MATCHLESS = "faultline 1\ntitle A test\npattern raft\nwithout log-matching\nseed 7\nuntil 3s\n";

const example = (page) => page.getByRole("region", { name: "Counter-example" });
const steps = (page) => page.getByRole("list", { name: "Steps" }).getByRole("listitem");

/** The name of the branch that is shown, while there is more than one. */
const branch = (page) => page.getByLabel("Branch", { exact: true }).locator("option:checked");

test("a cluster without a safeguard is broken, in few steps, and the page opens them", { tag: "@main" }, async ({
  page,
}) => {
  await open(page, written(MATCHLESS));
  await begin(page, { schedules: 500 });
  await ended(page, "broken");
  const broken = await example(page).locator(".property span").first().innerText();
  const count = await steps(page).count();
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(8);

  await example(page).getByRole("button", { name: "Open as a branch" }).click();
  await expect(page.getByRole("tab", { name: "Watch" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator('[data-standing="broken"]').filter({ hasText: broken })).toBeVisible();
  await expect(branch(page)).toHaveText("Counter-example");
  expect((await moment(page)).now).toBeGreaterThan(0);
  // It took nothing away.
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(branch(page)).toHaveCount(0);
});

test("the page finds what the command finds, to the letter", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const native = searchNatively(MATCHLESS, ["--seeds", "500", "--for", "10s"]);
  await open(page, written(MATCHLESS));
  await begin(page, { schedules: 500, lasts: "10s" });
  await ended(page, "broken");
  await expect(example(page)).toContainText(`from the schedule of seed ${native.seed}.`);
  await example(page).getByRole("button", { name: "Copy link" }).click();
  await expect(example(page).getByRole("button", { name: "Link copied" })).toBeVisible();
  const text = await page.evaluate(async () => {
    const link = await navigator.clipboard.readText();
    return window.faultline.unlink(link.slice(link.indexOf("#")));
  });
  expect(text).toBe(native.smallest);
});

test("a link to the counter-example can be copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, written(BREAKABLE));
  await begin(page, { schedules: 50 });
  await ended(page, "broken");
  await example(page).getByRole("button", { name: "Copy link" }).click();
  await expect(example(page).getByRole("button", { name: "Link copied" })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByLabel("Title")).toHaveValue(/Without majority, violated/);
});

test("a cluster with all its safeguards is not broken, and more can be tried", async ({ page }) => {
  await open(page, written(RAFT));
  await begin(page, { schedules: 40, lasts: "4s" });
  await ended(page, "clear");
  await expect(state(page)).toContainText("No violation in 40 schedules");
  await expect(page.locator("#search-figures")).toContainText("40 schedules tried, 160 s simulated");
  await page.getByRole("button", { name: "Try 40 more" }).click();
  await ended(page, "clear");
  await expect(page.locator("#search-figures")).toContainText("40 schedules tried");
});

test("one promise can be looked for among several that break", async ({ page }) => {
  await open(page, written(BREAKABLE));
  await begin(page, { schedules: 500, property: "state-machine-safety" });
  await ended(page, "broken");
  await expect(example(page)).toContainText("All servers apply the same commands");
});

test("what is typed stays, while the run plays and when the search begins", async ({ page }) => {
  await open(page, written(RAFT));
  await page.locator("#play").click();
  await page.getByRole("tab", { name: "Break" }).click();
  const schedules = page.getByLabel("Schedules", { exact: true });
  await schedules.fill("77");
  const before = (await moment(page)).now;
  await expect.poll(async () => (await moment(page)).now).toBeGreaterThan(before + 50_000);
  await expect(schedules).toHaveValue("77");
  await begin(page, { schedules: 78, lasts: "3s" });
  await expect(state(page)).toBeVisible();
  await expect(schedules).toHaveValue("78");
});

test("what cannot be searched is refused in one sentence", async ({ page }) => {
  await open(page, written("faultline 1\npattern raft\nseed 1\nat 4s crash n0\nuntil 5s\n"));
  await begin(page, { schedules: "none" });
  const alert = page.locator("#tab-search").getByRole("alert");
  await expect(alert).toHaveText("A search tries between 1 and 1,000,000 schedules.");
  await begin(page, { schedules: 10, lasts: "soon" });
  await expect(alert).toContainText("“soon” is not a time");
  await begin(page, { schedules: 10, lasts: "4s" });
  await expect(alert).toContainText("longer than the scenario's actions: 4s.");
  await expect(state(page)).toHaveCount(0);
});

test("by keyboard alone, with every turn announced", async ({ page }) => {
  await open(page, written(BREAKABLE));
  await page.getByRole("tab", { name: "Break" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Schedules", { exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("50");
  await page.keyboard.press("Enter");
  await ended(page, "broken");
  const status = page.locator("#tab-search").getByRole("status");
  await expect(status).toHaveText(/^Broken .+: .+/);
  for (let tabs = 0; tabs < 4; tabs += 1) await page.keyboard.press("Tab");
  await expect(example(page).getByRole("button", { name: "Open as a branch" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(branch(page)).toHaveText("Counter-example");
});

test("a search goes on while another panel is open", async ({ page }) => {
  await open(page, written(RAFT));
  await begin(page, { schedules: 100, lasts: "4s" });
  await page.getByRole("tab", { name: "Watch" }).click();
  await expect(state(page)).toBeHidden();
  await page.getByRole("tab", { name: "Break" }).click();
  await ended(page, "clear");
});

for (const place of ["in workers", "in the page itself"]) {
  test(`the page can be used while it searches ${place}`, { tag: "@chromium" }, async ({ page }) => {
    await open(page, written(RAFT));
    if (place === "in the page itself") await page.evaluate(() => delete window.Worker);
    await page.locator("#play").click();
    await begin(page, { schedules: 1_000_000 });
    await expect(page.locator("#search-figures")).toContainText(place === "in workers" ? "worker" : place);
    const longest = await longestTask(page, 1_500);
    const description = `longest task while searching ${place}: ${longest.toFixed(1)} ms`;
    test.info().annotations.push({ type: "measured", description });
    expect(longest).toBeLessThanOrEqual(50);
    await page.getByRole("button", { name: "Stop" }).click();
    await ended(page, "stopped");
  });
}

for (const colorScheme of ["light", "dark"]) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing wrong with the panel", async ({ page }) => {
      await open(page, written(MATCHLESS));
      await begin(page, { schedules: 500 });
      await ended(page, "broken");
      const { violations } = await new AxeBuilder({ page }).include("#tab-search").analyze();
      expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
    });
  });
}

/** What the native program finds first, made small. */
function searchNatively(text, options) {
  const program = process.env.FAULTLINE ?? "../../target/debug/faultline";
  const run = spawnSync(program, ["search", "-", "--json", ...options], {
    cwd: import.meta.dirname,
    input: text,
    encoding: "utf8",
  });
  expect(run.error, `${program} can be run`).toBeUndefined();
  expect(run.status, run.stderr).toBe(1);
  return JSON.parse(run.stdout.trim().split("\n")[0]);
}
