// Links: whatever is in the address bar, the page opens, says one clear sentence if it must, and
// costs nobody their work.

import { test, expect, open, running } from "./fixtures.mjs";
import { actions, moment, RAFT, seek, written } from "./page.mjs";

const banner = (page) => page.locator(".banner p");

/** A link to a moment of a small cluster, made by the page itself. */
async function share(page) {
  await page.getByRole("button", { name: "Share this moment" }).click();
  return (await page.locator("#link").inputValue()).split("#")[1];
}

/** Another character of the alphabet in the middle of a link. */
const damage = (link) => {
  const at = Math.floor(link.length / 2);
  return link.slice(0, at) + (link[at] === "A" ? "B" : "A") + link.slice(at + 1);
};

/** What may be in an address bar, made of a link that works, and what the page says of it. */
const WRONG = {
  "not a link at all": [() => "lorem-ipsum", /not a link/],
  "of a later version": [(link) => link.replace("#1", "2"), /newer/],
  "cut off": [(link) => link.slice(1, -4), /cut off/],
  damaged: [(link) => damage(link).slice(1), /damaged/],
  "a scenario with a mistake": [() => written(RAFT.replace("until", "at 1s crash n99\nuntil")), /n99/],
  "of a pattern nobody knows": [() => written(RAFT.replace("pattern raft", "pattern rafting")), /raft/],
  "of more nodes than there can be": [() => written(RAFT.replace("raft", "raft nodes=4000")), /4000/],
  "of text that would turn around": [() => written(RAFT.replace("A test", "A \u202etest")), /./],
};

for (const [what, [spoil, says]] of Object.entries(WRONG)) {
  test(`a link that is ${what} gives one sentence, and the page works`, async ({ page }) => {
    await open(page);
    const fragment = spoil(await page.evaluate((text) => window.faultline.link(text), RAFT));
    await page.goto("about:blank");
    await open(page, fragment);
    await expect(banner(page)).toHaveCount(1);
    await expect(banner(page)).toHaveText(says);
    await expect(banner(page)).toHaveText(/^[A-Z].{10,220}\.$/s);
    await expect(page.locator('.banner[role="alert"]')).toHaveCount(1);
    await expect(page.locator("[data-node]").first()).toBeVisible();
    expect(await page.evaluate(() => location.hash)).toBe(`#${fragment}`);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(banner(page)).toHaveCount(0);
  });
}

test("a title is text, whatever it looks like", async ({ page }) => {
  const title = "<img src=x onerror=alert(1)> & more";
  await open(page, written(RAFT.replace("A test", title)));
  await expect(page.getByLabel("Title")).toHaveValue(title);
});

test("a digest that does not come out is told", async ({ page }) => {
  await open(page, written(RAFT));
  await seek(page, 1);
  const link = await share(page);
  const wrong = link.replace(/d=.{4}/, (it) => (it === "d=0000" ? "d=1111" : "d=0000"));
  await page.goto("about:blank");
  await open(page, wrong);
  await expect(banner(page)).toHaveText(/does not come out/);
  await page.goto("about:blank");
  await open(page, wrong.replace("&e=", "&e=9"));
  await expect(banner(page)).toHaveText(/engine/);
});

test("a link opens at its moment, standing still, with what was selected", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(RAFT)}&sel=n3&t=1.5s`);
  expect(await moment(page)).toMatchObject({ now: 1_500_000, state: "paused" });
  await page.getByRole("tab", { name: "Inspect" }).click();
  await expect(page.getByLabel("Node", { exact: true })).toHaveValue("n3");
  await expect(page.getByLabel("Title")).toHaveValue("A test");
});

test("work survives a visit to a link, and can be brought back", async ({ page }) => {
  await open(page);
  await seek(page, 1);
  await page.keyboard.press("Escape");
  await page.locator('[data-node="n1"]').focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Crash", exact: true }).click();
  expect(await actions(page)).toEqual(["crash n1"]);
  const work = await moment(page);

  // A reload finds it as it was.
  await page.reload();
  await running(page);
  await expect(page.locator(".app")).toHaveAttribute("data-digest", work.digest);
  expect((await moment(page)).now).toBe(work.now);

  // A link replaces it, and says that it is kept.
  await page.evaluate((fragment) => (location.hash = fragment), written(RAFT));
  await expect(page.getByLabel("Title")).toHaveValue("A test");
  await expect(banner(page)).toHaveText("Your earlier work is kept.");
  await page.getByRole("button", { name: "Go back" }).click();
  await expect(page.locator(".app")).toHaveAttribute("data-digest", work.digest);
  expect(await actions(page)).toEqual(["crash n1"]);
});

test("a wrong link does not touch the work on the page", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=1s`);
  const before = await moment(page);
  await page.evaluate(() => (location.hash = "nonsense"));
  await expect(banner(page)).toHaveCount(1);
  expect(await moment(page)).toEqual(before);
});
