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
async function embed(page, [width, height] = [480, 320]) {
  const sandbox = "allow-scripts allow-same-origin allow-popups allow-downloads";
  const frame = `<iframe title="A run" width="${width}" height="${height}" sandbox="${sandbox}"></iframe>`;
  await page.route("**/host.html", (route) =>
    route.fulfill({ contentType: "text/html", body: `<h1>A design</h1><input id="mine">${frame}` }),
  );
  await page.goto("./host.html");
  await page.evaluate((fragment) => {
    document.querySelector("iframe").src = new URL(`./#${fragment}`, location.href).href;
  }, FRAGMENT);
  const there = page.frameLocator("iframe");
  await expect(there.locator(".app")).toHaveAttribute("data-now-us", "1200000");
  return there;
}

test("shows the run at its moment, plays it and moves in it", async ({ page }) => {
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
