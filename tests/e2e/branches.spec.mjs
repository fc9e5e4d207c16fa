// What is done in the past makes a branch; all that was watched stays, and can be gone back to.

import { test, expect, open } from "./fixtures.mjs";
import { actions, menu, moment, RAFT, seek, written } from "./page.mjs";

const chosen = (page) => page.getByLabel("Branch", { exact: true });
const ghosts = (page) => page.locator("[data-course]");

/** Watches the run up to 2.5 s, goes back and crashes a node. */
async function whatIf(page, node, seconds) {
  await seek(page, 2.5);
  await seek(page, seconds);
  await menu(page, node);
  await page.getByRole("button", { name: "Crash", exact: true }).click();
}

test.beforeEach(async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
});

test("acting in the past makes a branch, and a press on the other's line leads back", { tag: "@main" }, async ({ page }) => {
  await seek(page, 1.2);
  const { digest } = await moment(page);
  await whatIf(page, "n1", 1.2);
  await expect(chosen(page).locator("option:checked")).toHaveText(/^What if n1 crashes at 1\.\d+s$/);
  await expect(ghosts(page)).toHaveCount(1);
  await expect(page.locator('[data-node="n1"]')).toHaveAttribute("data-status", "down");
  await ghosts(page).first().locator("text").click();
  await expect(chosen(page).locator("option:checked")).toHaveText("trunk");
  await expect(page.locator(".app")).toHaveAttribute("data-digest", digest);
  await expect(page.locator('[data-node="n1"]')).toHaveAttribute("data-status", "up");
});

test("a second node at the same moment, and what is undone, make no litter", async ({ page }) => {
  await whatIf(page, "n1", 1.2);
  await menu(page, "n2");
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  await expect(ghosts(page)).toHaveCount(1);
  expect(await actions(page)).toEqual(["crash n1", "crash n2"]);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(ghosts(page)).toHaveCount(0);
  await expect(chosen(page)).toHaveCount(0);
});

test("branches are switched, renamed, promoted and removed by keyboard", async ({ page }) => {
  await page.getByRole("tab", { name: "Faults" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#timeline").focus();
  for (const key of ["PageUp", "PageUp", "PageUp", "PageDown", "PageDown"]) await page.keyboard.press(key);
  await page.locator("#new-action").focus();
  await page.keyboard.type("crash n1");
  await page.keyboard.press("Enter");
  const list = page.getByRole("region", { name: "Branches" });
  await expect(list.getByRole("button", { pressed: true })).toContainText("What if n1 crashes at 1.15s");
  const name = list.getByLabel("Name of the branch");
  await name.press("ControlOrMeta+A");
  await page.keyboard.type("Minority");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("button", { pressed: true })).toContainText("Minority");
  await list.getByRole("button", { name: /^trunk/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-action]")).toHaveCount(0);
  await list.getByRole("button", { name: /^Minority/ }).focus();
  await page.keyboard.press("Enter");
  await list.getByRole("button", { name: "Make trunk" }).focus();
  await page.keyboard.press("Enter");
  await expect(list.getByRole("button", { pressed: true })).toContainText("trunk");
  await list.getByRole("button", { name: /^Former trunk/ }).focus();
  await page.keyboard.press("Enter");
  await list.getByRole("button", { name: "Remove", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(list).toHaveCount(0);
  expect(await actions(page)).toEqual(["crash n1"]);
});

test("a link and a visit later show the same branch", { tag: "@main" }, async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await whatIf(page, "n1", 1.2);
  const here = await moment(page);
  await page.getByRole("button", { name: /^Share/ }).click();
  const link = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  expect(link).toContain("&b=1&");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(chosen(page).locator("option:checked")).toHaveText(/^What if n1/);
  expect(await moment(page)).toEqual(here);
  // Without the link, the work is kept.
  await menu(page, "n2");
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  const { digest } = await moment(page);
  await page.goto("about:blank");
  await open(page);
  await expect(chosen(page).locator("option:checked")).toHaveText(/^What if n1/);
  expect((await moment(page)).digest).toBe(digest);
});

test("two branches are compared: where they part, why, and the way there", async ({ page }) => {
  await whatIf(page, "n1", 1.2);
  const { now } = await moment(page);
  await seek(page, 2);
  await page.getByRole("tab", { name: "Faults" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Compare with trunk" }).focus();
  await page.keyboard.press("Enter");
  const told = page.getByRole("region", { name: "Branches" }).getByRole("status");
  await expect(told).toContainText("Compared with “trunk”");
  await expect(told.locator(".causes")).toContainText("crash n1, only here");
  await told.getByRole("button").first().focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await moment(page)).now).toBe(now);
});
