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

const WRONG = {
  "not a link at all": "lorem-ipsum",
  "of a later version": "2eJwLSSwuUSjOz00FABM8BB4z",
  "cut off": "1eJxTSEvMKcnJzEtVMOQqSCwpSS3K4ypKTEsEAGKrCAo",
  "damaged": "1eJxTSEvMKcnJzEtVMOQqSCwpSS3K4ypKTEXXXXrCAoz",
  "a scenario with a mistake": written("faultline 1\npattern raft\nat 1s crash n99\nuntil 2s\n"),
  "a pattern nobody knows": written("faultline 1\npattern rafting\nuntil 2s\n"),
  "more nodes than there can be": written("faultline 1\npattern raft nodes=4000000000\nuntil 2s\n"),
  "text that would turn around": written("faultline 1\ntitle \u202eevil\npattern raft\nuntil 2s\n"),
};

for (const [what, fragment] of Object.entries(WRONG)) {
  test(`a link that is ${what} gives one sentence, and the page works`, async ({ page }) => {
    await open(page, fragment);
    await expect(banner(page)).toHaveCount(1);
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

test("a link opens at its moment, standing still, with what was selected", async ({ page }) => {
  await open(page, `${written(RAFT)}&sel=n3&t=1.5s`);
  expect(await moment(page)).toMatchObject({ now: 1_500_000, state: "paused" });
  await page.getByRole("tab", { name: "Inspect" }).click();
  await expect(page.getByLabel("Node", { exact: true })).toHaveValue("3");
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
  await page.getByRole("button", { name: "Restore" }).click();
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
