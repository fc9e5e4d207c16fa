// Notes: written, edited, moved in time and removed, by mouse and by keyboard; in the link, and
// taken back.

import { test, expect, open } from "./fixtures.mjs";
import { menu, moment, RAFT, seek, written } from "./page.mjs";

const form = (page, name = "New note") => page.getByRole("dialog", { name });
const bubble = (page, words) => page.locator("g.bubble").filter({ hasText: words });

test("a note is written from a node's menu, edited on its bubble, moved and removed", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(RAFT)}&t=0.9s`);
  await menu(page, "n2");
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await expect(page.getByLabel("About")).toHaveValue("n2");
  await page.locator("#note-text").fill("Waits for a heartbeat");
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(form(page)).toHaveCount(0);
  await expect(bubble(page, "Waits for a heartbeat")).toHaveAttribute("aria-label", /^Note on n2/);

  await bubble(page, "Waits").click();
  await page.locator("#note-text").fill("Hears the leader");
  await page.getByLabel("at", { exact: true }).fill("1.5s");
  await page.getByLabel("About").selectOption("n3");
  await form(page, "Edit note").getByRole("button", { name: "Save" }).click();
  expect((await moment(page)).now).toBe(1_500_000);
  await expect(bubble(page, "Hears the leader")).toHaveAttribute("aria-label", /^Note on n3/);
  await seek(page, 1);
  await expect(page.locator("g.bubble")).toHaveCount(0);

  await page.keyboard.press("Control+z");
  await expect(bubble(page, "Waits for a heartbeat")).toBeVisible();
  await bubble(page, "Waits").click();
  await form(page, "Edit note").getByRole("button", { name: "Delete" }).click();
  await expect(page.locator("g.bubble")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(page.locator("g.bubble")).toHaveCount(1);
});

test("notes are written, listed and removed by keyboard alone, and travel in the link", async ({ page, browser }) => {
  await open(page, `${written(RAFT)}&t=1.2s`);
  await page.keyboard.press("t");
  await expect(page.locator("#note-text")).toBeFocused();
  await page.keyboard.type("Of the moment \u{1f469}\u{1f3fd}\u{200d}\u{1f692}");
  await page.keyboard.press("Enter");
  await expect(form(page)).toHaveCount(0);
  await expect(bubble(page, "Of the moment")).toHaveAttribute("aria-label", /^Note: Of the moment/);
  await bubble(page, "Of the moment").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#note-text")).toHaveValue(/^Of the moment/);
  await page.keyboard.press("Escape");
  await expect(form(page, "Edit note")).toHaveCount(0);

  await page.getByRole("tab", { name: "Faults" }).click();
  const rows = page.locator("[data-note]");
  await expect(rows).toHaveCount(1);
  await page.keyboard.press("s");
  const link = await page.locator("#link").inputValue();
  await page.keyboard.press("Escape");
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(bubble(elsewhere, "Of the moment")).toBeVisible();
  await elsewhere.context().close();

  await rows.getByRole("button", { name: /^Remove note/ }).focus();
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(0);
});

test("what is refused stays in the form, with the reason", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  await page.keyboard.press("t");
  await expect(page.locator("#note-text")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(form(page).getByRole("alert")).toHaveText("A note needs words.");
  await page.locator("#note-text").fill("Kept");
  await page.getByLabel("at", { exact: true }).fill("soon");
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(form(page).getByRole("alert")).toHaveText("“soon” is not a time, like 1.3s.");
  await expect(page.locator("#note-text")).toHaveValue("Kept");
});

test("what is said of a shared moment is said in every branch", async ({ page }) => {
  const branch = "branch Later from 2s\nat 2s crash n0\nuntil 3s\n";
  await open(page, `${written(RAFT + branch)}&t=1s`);
  await page.keyboard.press("t");
  await expect(page.locator("#note-text")).toBeFocused();
  await page.keyboard.type("Everybody hears the leader");
  await page.keyboard.press("Enter");
  await page.getByLabel("Branch").selectOption("Later");
  await expect(bubble(page, "Everybody hears the leader")).toBeVisible();
});

const STORY = `${RAFT.replace("until 3s\n", "")}at 1.2s partition n0 n1 | n2 n3 n4
at 1.3s note n0 Pneumonoultramicroscopicsilicovolcanoconiosis and other words that are long
at 1.3s note n2 Hears nothing of it
at 1.3s note - Two islands
until 3s
`;

for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
  test.describe(`${viewport.width} wide`, () => {
    test.use({ viewport });

    test("bubbles lie over no node and not over each other, and hold their words", async ({ page }) => {
      await open(page, `${written(STORY)}&t=1.32s`);
      await expect(page.locator("g.bubble")).toHaveCount(3);
      const { rooms, nodes, spills } = await page.evaluate(() => {
        const box = (it) => (({ left, top, right, bottom }) => ({ left, top, right, bottom }))(it.getBoundingClientRect());
        const notes = [...document.querySelectorAll("g.bubble")];
        const spills = notes.flatMap((note) => {
          const room = box(note.querySelector("rect"));
          return [...note.querySelectorAll("text")].map(box).filter((it) => it.left < room.left || it.right > room.right);
        });
        return {
          spills,
          rooms: notes.map((note) => box(note.querySelector("rect"))),
          nodes: [...document.querySelectorAll("[data-node] .body")].map(box),
        };
      });
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      expect(spills).toEqual([]);
      for (const [index, room] of rooms.entries()) {
        expect(nodes.filter((node) => meet(room, node))).toEqual([]);
        expect(rooms.filter((other, at) => at !== index && meet(room, other))).toEqual([]);
      }
    });
  });
}
