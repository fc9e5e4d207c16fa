// The focus, for those who do not see where it is: what had it may go, but it is never on nothing.

import { test, expect, open } from "./fixtures.mjs";
import { RAFT, written } from "./page.mjs";

/** Three notes, and a cluster that is parted. */
const NOTED = `${RAFT}at 0.5s note - First
at 0.6s note - Second
at 0.7s note - Third
at 0.9s partition n0 n1 | n2 n3 n4
`;

const press = async (control, key = "Enter") => {
  await control.focus();
  await control.page().keyboard.press(key);
};

test("what stood after a row that is removed gets the focus, or what stood before it", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(NOTED)}&t=1s`);
  await page.getByRole("tab", { name: "Faults" }).click();
  const remove = (name) => page.getByRole("button", { name: `Remove note: ${name}`, exact: true });
  await press(remove("Second"));
  await expect(remove("Second")).toHaveCount(0);
  await expect(page.locator("li:focus-within, tr:focus-within")).toContainText("Third");
  await press(remove("Third"));
  await expect(remove("Third")).toHaveCount(0);
  await expect(page.locator("li:focus-within, tr:focus-within")).toContainText("First");
});

test("what has done its work and is switched off gives the focus to its neighbour", async ({ page }) => {
  await open(page, `${written(NOTED)}&t=1s`);
  await press(page.getByRole("button", { name: "Heal", exact: true }));
  await expect(page.getByRole("button", { name: "Heal", exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Cut" })).toBeFocused();
  await press(page.getByRole("button", { name: "Undo" }), " ");
  await expect(page.getByRole("button", { name: "Undo" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Redo" })).toBeFocused();
});

test("a message that is dismissed leaves the focus on the page", async ({ page }) => {
  await open(page, "%23no-scenario");
  await press(page.getByRole("button", { name: "Dismiss" }).first());
  await expect(page.locator(".banner")).toHaveCount(0);
  await expect(page.locator("body")).not.toBeFocused();
});

test("where a control is made anew it keeps the focus", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  await page.getByRole("tab", { name: "About" }).click();
  const run = page.getByRole("button", { name: /^Run:/ }).nth(1);
  const name = await run.getAttribute("aria-label");
  await press(run);
  await expect(page.getByLabel("Title", { exact: true })).not.toHaveValue("A test");
  await expect(page.getByRole("button", { name })).toBeFocused();
});

test("a condition that does not come true stays in its field, with the focus", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  await page.keyboard.press("u");
  const field = page.getByRole("dialog", { name: "Run until" }).getByRole("textbox");
  await expect(field).toBeFocused();
  await page.keyboard.type("n9 is Leader");
  await page.keyboard.press("Enter");
  await expect(page.locator("#until-told")).toContainText("There is no node");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("n9 is Leader");
});

test("a press of the pointer moves no focus", async ({ page }) => {
  await open(page, `${written(NOTED)}&t=1s`);
  await page.getByRole("button", { name: "Heal", exact: true }).click();
  await expect(page.getByRole("button", { name: "Heal", exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Cut" })).not.toBeFocused();
});
