// The page within another page: the run can be watched, and nothing else happens, to the host or to
// the visitor's own work.

import { test, expect, open, running } from "./fixtures.mjs";
import { written } from "./page.mjs";

const SPLIT = `faultline 1
title Split brain: the minority leader cannot commit
pattern raft
seed k3f9
at 0.9s partition n0 n1 | n2 n3 n4
until 3s
`;
const FRAGMENT = `${written(SPLIT)}&embed=1&t=1.2s`;

/** A page of somebody else's on the same host, with the run in a frame of a size. */
async function embed(page, [width, height] = [480, 320], link = FRAGMENT) {
  const sandbox = "allow-scripts allow-same-origin allow-popups allow-downloads";
  const frame = `<iframe title="A run" width="${width}" height="${height}" sandbox="${sandbox}"></iframe>`;
  await page.route("**/host.html", (route) =>
    route.fulfill({ contentType: "text/html", body: `<h1>A design</h1><input id="mine">${frame}` }),
  );
  await page.goto("./host.html");
  await page.evaluate((fragment) => {
    document.querySelector("iframe").src = new URL(`./#${fragment}`, location.href).href;
  }, link);
  const there = page.frameLocator("iframe");
  await expect(there.locator(".app")).toHaveAttribute("data-now-us", "1200000");
  return there;
}

test("shows the run at its moment, plays it and moves in it", { tag: "@main" }, async ({ page }) => {
  const frame = await embed(page);
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText(/^Split brain/);
  await expect(frame.locator(".fault-line").first()).toBeVisible();
  await expect(frame.locator('[data-node="n0"]')).toBeVisible();
  await frame.getByRole("button", { name: "Play" }).click();
  await expect(frame.getByRole("button", { name: "Pause" })).toBeVisible();
  await frame.getByRole("button", { name: "Pause" }).click();
  await frame.getByRole("slider", { name: "Moment" }).fill("500");
  await expect(frame.locator(".app")).toHaveAttribute("data-now-us", "500000");
  await expect(frame.locator(".fault-line")).toHaveCount(0);
  // By keyboard.
  await frame.getByRole("slider", { name: "Moment" }).press("ArrowRight");
  await expect(frame.locator(".app")).toHaveAttribute("data-now-us", "501000");
  await frame.getByRole("button", { name: "Next event" }).press("Enter");
  const { nowUs } = await frame.locator(".app").evaluate((app) => ({ ...app.dataset }));
  expect(Number(nowUs)).toBeGreaterThan(501_000);
});

test("fits its frame, whatever its size", async ({ page }) => {
  for (const size of [[480, 320], [320, 240], [720, 480], [1200, 700]]) {
    const frame = await embed(page, size);
    const spill = await frame.locator("html").evaluate((root) => [
      root.scrollWidth - root.clientWidth,
      root.scrollHeight - root.clientHeight,
    ]);
    expect(spill, size.join("x")).toEqual([0, 0]);
    // Every node is on the stage, and large enough to be seen.
    const nodes = await frame.locator("[data-node] .body").evaluateAll((list) => {
      const stage = document.querySelector("#stage").getBoundingClientRect();
      return list.map((node) => {
        const { width, left, right, top, bottom } = node.getBoundingClientRect();
        const within = left >= stage.left && right <= stage.right && top >= stage.top && bottom <= stage.bottom;
        return within ? width : 0;
      });
    });
    expect(nodes.length).toBe(6);
    expect(Math.min(...nodes), size.join("x")).toBeGreaterThan(8);
    for (const control of ["Play", "Step back", "Next event"]) {
      await expect(frame.getByRole("button", { name: control })).toBeInViewport();
    }
    await expect(frame.getByRole("link", { name: /^Open/ })).toBeInViewport();
  }
});

test("shows both of two where there is room, and else the left one and a sentence", async ({ page, context }) => {
  const two = `${FRAGMENT}&with=${written(SPLIT.replace("title Split brain", "title Another"))}`;
  let frame = await embed(page, [900, 420], two);
  const halves = frame.locator(".half");
  await expect(halves).toHaveCount(2);
  await expect(halves.nth(1)).toContainText(/^Another/);
  for (const half of [0, 1]) await expect(halves.nth(half).locator('[data-node="n0"]')).toBeVisible();
  await expect(frame.getByText("Another run stands beside")).toBeHidden();
  await frame.getByRole("slider", { name: "Moment" }).fill("500");
  for (const half of [0, 1]) await expect(halves.nth(half).locator(".fault-line")).toHaveCount(0);
  const spill = () => frame.locator("html").evaluate((it) => [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight]);
  expect(await spill()).toEqual([0, 0]);

  frame = await embed(page, [480, 320], two);
  await expect(frame.getByText("Another run stands beside")).toBeVisible();
  await expect(frame.locator(".half").nth(0).locator('[data-node="n0"]')).toBeVisible();
  await expect(frame.locator(".half").nth(1)).toBeHidden();
  expect((await frame.locator("#stage").boundingBox()).height).toBeGreaterThan(150);
  expect(await frame.locator("html").evaluate((it) => it.scrollHeight - it.clientHeight)).toBe(0);
  const [whole] = await Promise.all([
    context.waitForEvent("page"),
    frame.getByRole("link", { name: /^Open/ }).click(),
  ]);
  await running(whole);
  await expect(whole.locator(".half")).toHaveCount(2);
  await expect(whole.locator(".half").nth(1).locator('[data-node="n0"]')).toBeVisible();
});

test("shows slides where its link says so, and leaves them", async ({ page }) => {
  const noted = SPLIT.replace("until", "at 1.2s note n0 Cut off\nuntil");
  const frame = await embed(page, [720, 480], `${written(noted)}&embed=1&present=1&t=1.2s`);
  expect(await page.evaluate(() => document.activeElement.tagName)).toBe("BODY");
  const words = frame.locator("#deck .words");
  await expect(words).toHaveText("n0Cut off");
  await frame.getByRole("button", { name: /^Previous slide/ }).click();
  await expect(words.getByRole("heading")).toHaveText(/^Split brain/);
  await expect(frame.getByRole("link", { name: /^Open/ })).toBeInViewport();
  await words.click();
  await expect(words).toHaveText("n0Cut off");
  await page.keyboard.press("ArrowLeft");
  await expect(words.getByRole("heading")).toBeVisible();
  expect(await frame.locator("html").evaluate((it) => it.scrollHeight - it.clientHeight)).toBe(0);
  await frame.getByRole("button", { name: /^End the presentation/ }).click();
  await expect(frame.getByRole("slider", { name: "Moment" })).toBeVisible();
});

test("keeps nothing, changes nothing, and takes no key or focus from its host", async ({ page }) => {
  const frame = await embed(page);
  expect(await page.evaluate(() => document.activeElement.tagName)).toBe("BODY");
  await page.locator("#mine").focus();
  await page.keyboard.type("hxs ");
  await expect(page.locator("#mine")).toHaveValue("hxs ");

  // With the focus in the frame, keys that change a scenario mean nothing.
  await frame.getByRole("button", { name: "Next event" }).focus();
  for (const key of ["h", "x", "s", "g", "?", "u", "Control+z"]) await page.keyboard.press(key);
  await expect(frame.locator(".fault-line").first()).toBeVisible();
  await expect(frame.getByRole("dialog")).toHaveCount(0);
  // Nor does the stage, which cannot even be focused.
  await expect(frame.locator(".shown")).toHaveAttribute("inert", /.*/);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("leads to the whole page at the same moment", async ({ page, context }) => {
  const frame = await embed(page);
  await frame.getByRole("button", { name: "Next event" }).click();
  const there = await frame.locator(".app").evaluate((app) => ({ ...app.dataset }));
  const [whole] = await Promise.all([
    context.waitForEvent("page"),
    frame.getByRole("link", { name: /^Open/ }).click(),
  ]);
  await running(whole);
  await expect(whole.locator(".app")).toHaveAttribute("data-now-us", there.nowUs);
  await expect(whole.getByLabel("Title")).toHaveValue(/^Split brain/);
  expect(whole.url()).not.toContain("embed");
});

test("a link that cannot be opened gives one sentence, and no other run", async ({ page }) => {
  await open(page, "nonsense&embed=1");
  await expect(page.getByRole("alert").filter({ hasText: "not a link" })).toBeVisible();
  await expect(page.locator("[data-node]")).toHaveCount(0);
});

test("a link with a visitor's own work beside it leaves that work alone", async ({ page }) => {
  await open(page);
  await page.evaluate(() => localStorage.setItem("faultline.work", "mine"));
  await page.goto("about:blank");
  await open(page, FRAGMENT);
  await expect(page.locator(".app.embed")).toBeVisible();
  await expect(page.locator(".banner")).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem("faultline.work"))).toBe("mine");
});
