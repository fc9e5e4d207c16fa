// The page on screens of all sizes: the stage keeps its height, nothing is wider than the screen, and
// every control can be pressed where it stands.

import { test, expect, open } from "./fixtures.mjs";
import { each, RAFT, written } from "./page.mjs";

/** With a long title, a partition, and a branch to choose from. */
const FULL = `${RAFT.replace("A test", "A title that is too long for any small screen")}at 0.9s partition n0 n1 | n2 n3 n4
branch Later from 1s
at 1s crash n2
`;

const SIZES = {
  "the smallest phone": [320, 568],
  "a phone": [390, 844],
  "a phone on its side": [844, 390],
  "a tablet held upright": [768, 1024],
  "a tablet": [1024, 768],
  "a low window": [1280, 600],
  "a desk": [1440, 900],
};

for (const [name, [width, height]] of Object.entries(SIZES)) {
  test.describe(name, () => {
    test.use({ viewport: { width, height } });

    test("has all of the page, and a stage that can be worked on", async ({ page }) => {
      await open(page, `${written(FULL)}&b=1&t=1.2s`);
      await fits(page, [".bar", ".stage", ".time"]);
      const { height: tall } = await page.locator("#stage").boundingBox();
      expect(tall, "of the stage").toBeGreaterThan(200);
    });
  });
}

for (const name of ["a phone on its side", "a tablet held upright"]) {
  const [width, height] = SIZES[name];
  test.describe(`${name}, with two sides`, () => {
    test.use({ viewport: { width, height } });

    test("has room for both, and nothing out of reach", async ({ page }) => {
      await open(page, `${written(FULL)}&t=1.2s`);
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menuitem", { name: /^Compare/ }).click();
      await page.locator("[data-guard]").first().click();
      await expect(page.locator("#stage-2")).toBeVisible();
      for (const side of await each(page.locator(".stages .canvas"))) {
        expect((await side.boundingBox()).height).toBeGreaterThan(150);
      }
      await fits(page, [".bar", ".stages", ".time"]);
    });
  });
}

/** The page is no wider than its screen, and nothing in some of its parts is out of reach. */
async function fits(page, parts) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, "as wide as the screen").toBeLessThanOrEqual(page.viewportSize().width);
  for (const part of parts) expect(await outOfReach(page.locator(part)), part).toEqual([]);
}

/** The controls in a part of the page that are shown, but not to be pressed in their middle. */
function outOfReach(part) {
  return part.evaluate((part) => {
    const all = [...part.querySelectorAll("button:not(:disabled), select, input")];
    const controls = all.filter((it) => it.checkVisibility({ visibilityProperty: true }));
    if (controls.length === 0) return ["there is no control"];
    const covered = controls.filter((it) => {
      it.scrollIntoView({ block: "center" });
      const { x, y, width, height } = it.getBoundingClientRect();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      return !it.contains(top) && !top?.closest("label")?.contains(it);
    });
    return covered.map((it) => it.getAttribute("aria-label") || it.id || it.textContent);
  });
}
