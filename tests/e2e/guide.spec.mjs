// The first minute: one thing to try after the other, gone for good once done; and a tour that
// points at the real page.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, open } from "./fixtures.mjs";
import { drag, RAFT, seek, written } from "./page.mjs";

const hint = (page) => page.locator("p.hint");
const tour = (page) => page.getByRole("region", { name: "Tour" });

/** Waits until the tour's frame lies around an element. */
async function framed(page, selector) {
  await expect
    .poll(() =>
      page.evaluate((selector) => {
        const ring = document.querySelector(".tour-ring")?.getBoundingClientRect();
        const it = document.querySelector(selector).getBoundingClientRect();
        const [x, y] = [it.left + it.width / 2, it.top + it.height / 2];
        return ring && ring.left <= x && x <= ring.right && ring.top <= y && y <= ring.bottom;
      }, selector),
    )
    .toBe(true);
}

test("each hint is over when it was done, and the next visit knows", async ({ page }) => {
  await open(page);
  await seek(page, 1);
  await expect(hint(page)).toContainText("Drag a node away");
  const stage = await page.locator("#stage").boundingBox();
  await drag(page, "n4", { x: stage.x + 60, y: stage.y + stage.height / 2 });
  await expect(hint(page)).toContainText("to heal it");
  await page.keyboard.press("h");
  await expect(hint(page)).toContainText("promises");
  await hint(page).getByRole("button", { name: "Show me" }).click();
  await framed(page, '[aria-label="Properties"]');
  await page.keyboard.press("Escape");
  await expect(tour(page)).toHaveCount(0);
  await expect(hint(page)).toContainText("Send somebody a link");
  await page.keyboard.press("s");
  await expect(page.locator("#link")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(hint(page)).toHaveText("");
  await page.reload();
  await expect(page.locator("[data-node]").first()).toBeVisible();
  await expect(hint(page)).toHaveText("");
});

test("the tour goes on when its steps are done on the page", { tag: "@main" }, async ({ page }) => {
  await open(page);
  await seek(page, 1);
  await hint(page).getByRole("button", { name: "Take the tour" }).click();
  await expect(tour(page)).toContainText("Pull the cluster apart");
  await expect(tour(page)).toBeFocused();
  await framed(page, '#stage [data-state-name="Leader"]');
  const leader = await page.locator('#stage [data-state-name="Leader"]').first().getAttribute("data-node");
  const stage = await page.locator("#stage").boundingBox();
  await drag(page, leader, { x: stage.x + 60, y: stage.y + stage.height / 2 });
  await expect(tour(page)).toContainText("See what it keeps");
  await framed(page, '[aria-label="Properties"]');
  await tour(page).getByRole("button", { name: "Next" }).click();
  await expect(tour(page)).toContainText("Go back in time");
  await framed(page, "#timeline");
  await seek(page, 0.5);
  await expect(tour(page)).toContainText("Try to break it");
  await tour(page).getByRole("button", { name: "Next" }).click();
  await expect(tour(page)).toContainText("Share the moment");
  await framed(page, "#share");
  await page.getByRole("button", { name: "Share this moment" }).click();
  await expect(tour(page)).toHaveCount(0);
});

test("the tour is taken again from the help, by keyboard alone, and left at any time", async ({ page }) => {
  await open(page);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys and gestures" });
  await help.getByRole("button", { name: "Take the tour" }).focus();
  await page.keyboard.press("Enter");
  await expect(help).toBeHidden();
  await expect(tour(page)).toContainText("1 of 5");
  await page.keyboard.press("Tab");
  await expect(tour(page).getByRole("button", { name: "Next" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tour(page)).toContainText("2 of 5");
  await page.keyboard.press("Escape");
  await expect(tour(page)).toHaveCount(0);
});

test("a visitor by a link is shown no tour uninvited", async ({ page }) => {
  await open(page, written(RAFT));
  await expect(tour(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Take the tour" })).toBeHidden();
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
  test.describe(`${viewport.width} wide`, () => {
    test.use({ viewport });

    test("every step is on the screen beside what it points at, and axe finds nothing", { tag: "@main" }, async ({ page }) => {
      await open(page);
      await page.keyboard.press("?");
      await page.getByRole("dialog").getByRole("button", { name: "Take the tour" }).click();
      for (let step = 1; step <= 5; step += 1) {
        await expect(tour(page)).toContainText(`${step} of 5`);
        await expect(tour(page)).toBeInViewport({ ratio: 1 });
        const { violations } = await new AxeBuilder({ page }).include(".tour").analyze();
        expect(violations.map((it) => it.id)).toEqual([]);
        await tour(page).getByRole("button", { name: step < 5 ? "Next" : "Done" }).click();
      }
      await expect(tour(page)).toHaveCount(0);
    });
  });
}
