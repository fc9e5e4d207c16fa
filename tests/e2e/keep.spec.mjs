// Work is kept: every change at once, whatever is opened after it, in two tabs at a time, in a browser
// that refuses; and files come in by every door, whatever is in them.

import { readFile } from "node:fs/promises";
import { test, expect, open, running } from "./fixtures.mjs";
import { actions, moment, openRecent, RAFT, seek, write, written } from "./page.mjs";

const banner = (page) => page.locator(".banner p");
const title = (page) => page.getByLabel("Title", { exact: true });
const list = (page) => page.getByRole("dialog", { name: "Recent scenarios" });
const rows = (page) => list(page).locator("li .name");

/** Gives the scenario a title, which is a change like any other. */
async function name(page, words) {
  await write(title(page), words);
  await title(page).press("Enter");
  await page.evaluate(() => document.activeElement.blur());
}

/** Chooses from the menu. */
async function choose(page, entry) {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

/** Begins a pattern by the gallery. */
async function begin(page, id) {
  await page.locator(".bar .pattern").click();
  await page.locator(`[data-pattern="${id}"]`).click();
}

/** What is saved: the values by their keys, in the format of today. */
async function saved(page) {
  const values = await page.evaluate(() => ({ ...localStorage }));
  const ours = Object.entries(values).filter(([key]) => key.startsWith("faultline.work."));
  return Object.fromEntries(ours.map(([key, value]) => [key, JSON.parse(value)]));
}

/** What is saved, by its titles. */
async function kept(page) {
  const titles = Object.values(await saved(page)).map((it) => /^title (.*)$/m.exec(it.panes[0].scenario)?.[1]);
  return titles.sort();
}

/** A value as an earlier version of the page saved it: the text of a file. */
const old = (name) => readFile(new URL(`../../src/page/core/keep/corpus/${name}.faultline`, import.meta.url), "utf8");

/** Puts values into the browser's storage before the page is loaded for the first time. */
const prefill = (page, values) =>
  page.addInitScript((values) => {
    if (!location.protocol.startsWith("http") || localStorage.prefilled) return;
    Object.assign(localStorage, values, { prefilled: "yes" });
  }, values);

/** Drops a file on the page, after it was held over it for a while. */
async function drop(page, file, bytes) {
  const data = await page.evaluateHandle(
    ([file, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes, (it) => it.charCodeAt(0))], file));
      return data;
    },
    [file, bytes.toString("latin1")],
  );
  await page.dispatchEvent("#stage", "dragover", { dataTransfer: data });
  await expect(page.getByText("Drop the scenario to open it")).toBeVisible();
  await page.dispatchEvent("#stage", "drop", { dataTransfer: data });
  await expect(page.getByText("Drop the scenario to open it")).toBeHidden();
}

/** Pastes onto the page what was copied elsewhere. */
async function paste(page, text) {
  await page.evaluate((text) => {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
  }, text);
  await page.keyboard.press("ControlOrMeta+c");
  await page.evaluate(() => document.querySelector("body > textarea").remove());
  await page.keyboard.press("ControlOrMeta+v");
}

test("what is changed is kept at once, and a pattern, a link and a file leave it", { tag: "@main" }, async ({ page }) => {
  await open(page);
  expect(await kept(page)).toEqual([]);
  await name(page, "First work");
  expect(await kept(page)).toEqual(["First work"]);

  await begin(page, "saga-orchestration");
  await expect(banner(page)).toHaveText("Your earlier work is kept.");
  await expect(page.locator(".bar .pattern")).toHaveText("Saga, orchestrated");
  // A story that nobody has changed needs no keeping, and leaving it is nothing to speak of.
  await begin(page, "two-phase-commit");
  expect(await kept(page)).toEqual(["First work"]);
  await page.getByRole("button", { name: "Go back" }).click();
  await expect(title(page)).toHaveValue("First work");
  await expect(banner(page)).toHaveCount(0);

  await page.evaluate((fragment) => (location.hash = fragment), written(RAFT));
  await expect(title(page)).toHaveValue("A test");
  await expect(banner(page)).toHaveText("Your earlier work is kept.");
  await name(page, "Second work");
  await drop(page, "third.faultline", Buffer.from(RAFT.replace("A test", "From a file")));
  await expect(title(page)).toHaveValue("From a file");
  expect(await kept(page)).toEqual(["First work", "Second work"]);
});

/** What takes a document's place. */
const OPENINGS = {
  "a pattern": (page) => begin(page, "saga-orchestration"),
  "what was pasted": (page) => paste(page, RAFT),
  "a link": (page) => page.evaluate((fragment) => (location.hash = fragment), written(RAFT)),
  "a file": (page) =>
    page.locator("#open-file").setInputFiles({ name: "a.faultline", mimeType: "", buffer: Buffer.from(RAFT) }),
};

for (const [what, opens] of Object.entries(OPENINGS)) {
  test(`opening ${what} is a change that undo takes back`, async ({ page }) => {
    await open(page);
    await seek(page, 1);
    await name(page, "Mine");
    const before = await moment(page);
    await opens(page);
    await expect(title(page)).not.toHaveValue("Mine");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Control+z");
    await expect(title(page)).toHaveValue("Mine");
    expect(await moment(page)).toEqual(before);
    expect(await page.evaluate(() => location.hash)).toBe("");
    // There is nothing to go back to.
    await expect(banner(page)).toHaveCount(0);
    await page.keyboard.press("Control+Shift+Z");
    await expect(title(page)).not.toHaveValue("Mine");
    await page.keyboard.press("Control+z");
    await expect(title(page)).toHaveValue("Mine");
    // All of it was one work, and is saved once.
    expect(await kept(page)).toEqual(["Mine"]);
  });
}

test("a reload shows what the tab showed, at its moment", { tag: "@main" }, async ({ page }) => {
  await open(page);
  await begin(page, "saga-orchestration");
  await seek(page, 0.8);
  const before = await moment(page);
  await page.reload();
  await running(page);
  await expect(page.locator(".bar .pattern")).toHaveText("Saga, orchestrated");
  expect((await moment(page)).now).toBe(before.now);
  expect(await kept(page)).toEqual([]);
});

test("recent scenarios are opened, removed and put back, by mouse", { tag: "@main" }, async ({ page }) => {
  await open(page);
  await choose(page, "Recent…");
  await expect(list(page)).toContainText("What you change is kept here");
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeHidden();
  await name(page, "One");
  await begin(page, "two-phase-commit");
  await name(page, "Two");
  await choose(page, "Recent…");
  await expect(rows(page)).toHaveText(["Two", "One"]);
  await expect(list(page).locator("img")).toHaveCount(2);
  await expect(list(page).locator("[aria-current]")).toContainText("on the page now");
  await expect(list(page).locator("li").nth(1)).toContainText("Raft · just now");

  await list(page).getByRole("button", { name: "Remove One" }).click();
  expect(await kept(page)).toEqual(["Two"]);
  await list(page).getByRole("button", { name: "Put back One" }).click();
  expect(await kept(page)).toEqual(["One", "Two"]);
  await list(page).getByRole("button", { name: /^One/ }).click();
  await expect(list(page)).toBeHidden();
  await expect(title(page)).toHaveValue("One");
  // It is saved in its own place.
  await name(page, "One and more");
  expect(await kept(page)).toEqual(["One and more", "Two"]);
});

test("recent scenarios are opened, removed and put back, by keys", async ({ page }) => {
  await open(page);
  await name(page, "One");
  await begin(page, "two-phase-commit");
  await name(page, "Two");
  await openRecent(page);
  await list(page).getByRole("button", { name: /^Two/ }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(list(page).getByRole("button", { name: /^One/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(list(page).getByRole("button", { name: "Rename One" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(list(page).getByRole("button", { name: "Put back One" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(list(page).getByRole("button", { name: "Remove One" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "More", exact: true })).toBeFocused();
});

test("two tabs that go on with one work keep two", async ({ page, context }) => {
  await open(page);
  await name(page, "Shared");
  const other = await context.newPage();
  await open(other);
  await expect(title(other)).toHaveValue("Shared");
  await name(page, "Here");
  await choose(page, "Recent…");
  await name(other, "There");
  await expect(rows(page)).toHaveText(["There", "Here"]);
  await expect.poll(() => kept(page)).toEqual(["Here", "There"]);
  await page.keyboard.press("Escape");
  await name(page, "Here again");
  await name(other, "There again");
  // What another tab keeps is seen here a little later.
  await expect.poll(() => kept(page)).toEqual(["Here again", "There again"]);
});

test("what cannot be read is told, shown and kept", async ({ page }) => {
  await page.addInitScript(() => {
    if (!location.protocol.startsWith("http")) return;
    localStorage["faultline.work.1-1"] = "\u0000 nonsense\n# kept 99";
    localStorage["faultline.work.2-2"] = "faultline 1\ntitle Older\npattern raft\nuntil 3s\n# kept 98\n";
    localStorage["faultline.work"] = "faultline 1\ntitle Of old\npattern raft\nuntil 3s\n# at 1.5s\n";
    localStorage["faultline.work.9-9"] = "faultline 9 from the future\n# kept 99999999999999";
  });
  await open(page);
  await expect(banner(page)).toHaveCount(1);
  await expect(banner(page)).toHaveText(/cannot be read/);
  // The next that can be read is opened: what the page kept before it had a list.
  await expect(title(page)).toHaveValue("Of old");
  expect((await moment(page)).now).toBe(1_500_000);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(rows(page)).toHaveText([
    "A scenario that cannot be read", "Of old", "A scenario that cannot be read", "Older",
  ]);
  // It is not lost: as a file it can be taken to a page that reads it.
  const downloaded = page.waitForEvent("download");
  await list(page).locator("li").first().getByTitle("Download").click();
  const file = await readFile(await (await downloaded).path(), "utf8");
  expect(file).toBe("faultline 9 from the future\n# kept 99999999999999");
  expect(await page.evaluate(() => localStorage["faultline.work.9-9"])).toBe(file);
});

test("what an earlier version of the page saved is opened, and saved in the format of today", async ({ page }) => {
  const [plain, branches, comparison] = await Promise.all(["plain", "branches", "comparison"].map(old));
  await prefill(page, {
    "faultline.work.1-1": plain,
    "faultline.work.2-2": branches,
    "faultline.work.3-3": comparison,
  });
  await open(page);
  // The latest of them, as it was left.
  await expect(page.locator("#stage-2 [data-node]").first()).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  const before = await saved(page);
  expect(Object.keys(before).sort()).toEqual(["faultline.work.1-1", "faultline.work.2-2", "faultline.work.3-3"]);
  for (const [key, text] of [["1-1", plain], ["2-2", branches], ["3-3", comparison]]) {
    const value = before[`faultline.work.${key}`];
    expect(value.faultline_saved).toBe(1);
    const [, at, branch] = /^# at ([0-9.]+)s in (.*)$/m.exec(text);
    expect(value.at_us).toBe(Math.round(Number(at) * 1e6));
    expect(value.edited_ms).toBe(Number(/^# kept ([0-9]+)$/m.exec(text)[1]));
    expect(value.panes[0]).toEqual({ scenario: text.slice(0, text.indexOf("# at ")), branch });
    expect(value.panes.length).toBe(key === "3-3" ? 2 : 1);
  }
  // A change of it is saved in its place, and nothing else changes. The right side is the one worked on.
  await expect(page.getByRole("switch", { name: "Faults to both" })).not.toBeChecked();
  await name(page, "Years later");
  const after = await saved(page);
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
  expect(after["faultline.work.3-3"].panes[1].scenario).toContain("title Years later\n");
  expect(after["faultline.work.1-1"]).toEqual(before["faultline.work.1-1"]);
  expect(after["faultline.work.2-2"]).toEqual(before["faultline.work.2-2"]);
  expect(after["faultline.work.3-3"].panes[0]).toEqual(before["faultline.work.3-3"].panes[0]);
  // The others are opened at the moment and in the branch where they were left.
  await choose(page, "Recent…");
  await rows(page).filter({ hasText: /branches/ }).click();
  expect((await moment(page)).now).toBe(before["faultline.work.2-2"].at_us);
  expect(await actions(page)).toContain("crash n0");
});

test("what a newer version of the page saved is told, and left as it is", async ({ page }) => {
  const newer = '{"faultline_saved":2,"edited_ms":99999999999999,"panes":{"grid":[]}}';
  await prefill(page, { "faultline.work.9-9": newer });
  await open(page);
  await expect(banner(page)).toHaveText(/cannot be read/);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(list(page)).toContainText("It was saved by a newer version of this page, in format 2");
  await page.keyboard.press("Escape");
  await name(page, "Mine");
  await page.reload();
  await running(page);
  await expect(title(page)).toHaveValue("Mine");
  expect(await page.evaluate(() => localStorage["faultline.work.9-9"])).toBe(newer);
});

test("a comparison of which one side is damaged stays as it was saved", async ({ page }) => {
  const comparison = (await old("comparison")).replace("#1", "#1A");
  await prefill(page, { "faultline.work.3-3": comparison });
  await open(page);
  await expect(banner(page)).toHaveText(/What stands beside cannot be opened/);
  await name(page, "The left one");
  const values = await page.evaluate(() => ({ ...localStorage }));
  expect(values["faultline.work.3-3"]).toBe(comparison);
  const own = Object.keys(values).filter((key) => key.startsWith("faultline.work."));
  expect(own.length).toBe(2);
});

test("a browser that keeps nothing is said so once, and the page works", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await open(page);
  await name(page, "In vain");
  await expect(banner(page)).toHaveText(/keeps no work .* download/);
  const download = page.waitForEvent("download");
  await page.locator(".banner").getByRole("button", { name: "Download" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("in-vain.faultline");
  expect(await readFile(await file.path(), "utf8")).toMatch(/^faultline 1\ntitle In vain\n/);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await name(page, "Again");
  await expect(banner(page)).toHaveCount(0);

  // What nothing keeps is not left without a question.
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await expect(title(page)).toHaveValue("Again");
});

test("a file that was downloaded opens again, with its branches and at its moment", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(`${RAFT}branch What if from 1s\nat 1s crash n0\n`)}&b=1&t=1.5s`);
  const before = await moment(page);
  const downloaded = page.waitForEvent("download");
  await choose(page, "Download .faultline");
  const path = await (await downloaded).path();
  const chosen = page.waitForEvent("filechooser");
  await begin(page, "saga-orchestration");
  await choose(page, "Open file…");
  await (await chosen).setFiles(path);
  await expect(title(page)).toHaveValue("A test");
  const { now, digest } = await moment(page);
  expect({ now, digest }).toEqual({ now: before.now, digest: before.digest });
  expect(await actions(page)).toEqual(["crash n0"]);
});

const HOSTILE = {
  "bytes that are no text": [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 0xc3]), /Line 1, column 5: The invisible character/],
  "nothing at all": [Buffer.alloc(0), /There is no scenario here/],
  "more than a scenario may have": [Buffer.alloc(300_000, "#"), /larger than the 256 kB/],
  "a scenario with a mistake": [Buffer.from(RAFT.replace("seed", "sed")), /Line 4, column 1/],
  markup: [Buffer.from("<script>alert(1)</script>"), /“faultline 1”/],
};

for (const [what, [bytes, says]] of Object.entries(HOSTILE)) {
  test(`a file with ${what} gives one sentence and replaces nothing`, async ({ page }) => {
    await open(page);
    await name(page, "Mine");
    await drop(page, "<b>bad</b>.faultline", bytes);
    await expect(banner(page)).toHaveCount(1);
    await expect(banner(page)).toHaveText(says);
    await expect(banner(page)).toHaveText(/^“<b>bad<\/b>\.faultline” cannot be opened: .{10,200}[.?]$/s);
    await expect(title(page)).toHaveValue("Mine");
  });
}

test("a scenario, a link or a document is opened by pasting it onto the page", async ({ page }) => {
  await open(page);
  const link = await page.evaluate((text) => `${location.href}${window.faultline.link(text)}`, RAFT);
  const called = (words) => RAFT.replace("A test", words);
  await paste(page, called("Bare"));
  await expect(title(page)).toHaveValue("Bare");
  await paste(page, `Look at this:\n\n\`\`\`faultline\n${called("Fenced")}\`\`\`\n`);
  await expect(title(page)).toHaveValue("Fenced");
  await paste(page, `${link}&t=1s`);
  await expect(title(page)).toHaveValue("A test");
  expect((await moment(page)).now).toBe(1_000_000);
  await paste(page, "a shopping list");
  await expect(banner(page)).toHaveText("What was pasted is neither a scenario nor a link to one.");
  await expect(title(page)).toHaveValue("A test");
});

test("what is pasted into a field stays in the field", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await open(page);
  await page.evaluate((text) => navigator.clipboard.writeText(text), RAFT.replace("A test", "Pasted"));
  await title(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await expect(title(page)).toHaveValue(/faultline 1.*title Pasted/);
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Control+v");
  await expect(title(page)).toHaveValue("Pasted");
});

test("what is kept is renamed in the list, by mouse, and what is shown like in the bar", async ({ page }) => {
  await open(page);
  await name(page, "One");
  await begin(page, "two-phase-commit");
  await name(page, "Two");
  await choose(page, "Recent…");
  const field = list(page).getByLabel("New title");
  await list(page).getByRole("button", { name: "Rename One" }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("One");
  await field.fill("Uno");
  // Whatever else is pressed leaves the field.
  await list(page).getByRole("heading").click();
  await expect(rows(page)).toHaveText(["Two", "Uno"]);
  expect(await kept(page)).toEqual(["Two", "Uno"]);
  await expect(title(page)).toHaveValue("Two");
  // The one on the page: an edit like any other.
  await list(page).getByRole("button", { name: "Rename Two" }).click();
  await field.fill("Due");
  await field.press("Enter");
  await expect(rows(page)).toHaveText(["Due", "Uno"]);
  await page.keyboard.press("Escape");
  await expect(title(page)).toHaveValue("Due");
  await page.keyboard.press("Control+z");
  await expect(title(page)).toHaveValue("Two");
  expect(await kept(page)).toEqual(["Two", "Uno"]);
});

test("what is kept is renamed by keys, or left as it is, and a bad name is refused", async ({ page }) => {
  await open(page);
  await name(page, "One");
  await begin(page, "two-phase-commit");
  await name(page, "Two");
  await choose(page, "Recent…");
  const field = list(page).getByLabel("New title");
  await list(page).getByRole("button", { name: /^One/ }).focus();
  await page.keyboard.press("F2");
  await expect(field).toBeFocused();
  await page.keyboard.type("Nothing");
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeVisible();
  await expect(field).toHaveCount(0);
  await expect(list(page).getByRole("button", { name: "Rename One" })).toBeFocused();
  await expect(rows(page)).toHaveText(["Two", "One"]);
  await page.keyboard.press("Enter");
  await expect(field).toBeFocused();
  await page.keyboard.type("<b>Uno</b>");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveText(["Two", "<b>Uno</b>"]);
  await expect(list(page).getByRole("button", { name: "Rename <b>Uno</b>" })).toBeFocused();
  await page.keyboard.press("Enter");
  await field.fill("turned \u202e around");
  await page.keyboard.press("Enter");
  await expect(list(page).getByRole("alert")).toHaveText(/invisible|character/i);
  expect(await kept(page)).toEqual(["<b>Uno</b>", "Two"]);
});
