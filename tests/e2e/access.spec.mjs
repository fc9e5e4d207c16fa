// The page can be used by everybody: no violation that axe can find, in light and in dark, on a
// large screen and on a phone.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, open } from "./fixtures.mjs";
import { menu, runUntil, written } from "./page.mjs";

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { colorScheme: "light", viewport: { width: 390, height: 844 } },
];

/** A branch in which nodes are slow, clogged, and wrong about the time. */
const TROUBLED = `faultline 1
pattern raft
seed k3f9
until 3s
branch Trouble from 1s
at 1s slow n1 by 5ms
at 1s clock n1 offset=+50ms drift=-200ppm
at 1s clog n1
at 1.1s slow n2 by 20ms
`;

/** What axe finds wrong with the page as it is, or with a part of it. */
async function complaints(page, part) {
  const builder = new AxeBuilder({ page });
  const { violations } = await (part ? builder.include(part) : builder).analyze();
  const found = violations.map(({ id, help, nodes }) => {
    const where = nodes.map(({ html }) => html.slice(0, 120));
    return `${id}: ${help}\n  ${where.join("\n  ")}`;
  });
  return found.join("\n");
}

// It looks at everything there is.
test.describe.configure({ timeout: 90_000 });

for (const look of LOOKS) {
  const { colorScheme, viewport } = look;
  // One look at the whole page in every run of the tests, the others in the soak.
  const tag = look === LOOKS[0] ? "@main" : [];
  test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
    test.use(look);

    test("axe finds nothing", { tag }, async ({ page }) => {
      await open(page);
      expect(await complaints(page)).toBe("");
    });

    test("axe finds nothing in the gallery", async ({ page }) => {
      await open(page);
      await page.locator(".bar .pattern").click();
      await expect(page.locator("[data-pattern] img").first()).toBeVisible();
      expect(await complaints(page)).toBe("");
      await page.getByLabel("Search patterns").fill("forgets");
      await expect(page.locator(".why").first()).toBeVisible();
      expect(await complaints(page)).toBe("");
    });

    test("axe finds nothing in the dialog for sharing, on none of its pages", async ({ page }) => {
      await open(page, `${written(TROUBLED)}&b=1&t=1.4s`);
      await page.keyboard.press("s");
      // The page beneath is out of reach. There is much to be looked at, and a picture that moves.
      test.slow();
      for (const name of ["Link", "Picture", "Animation", "Export"]) {
        await page.getByRole("tab", { name, exact: true }).click();
        if (name !== "Link") await expect(page.locator(".share .shown")).toBeVisible();
        expect(await complaints(page, "#share-dialog"), name).toBe("");
      }
      await page.getByLabel("to", { exact: true }).fill("soon");
      await page.keyboard.press("Enter");
      await expect(page.locator(".share .refusal")).toBeVisible();
      expect(await complaints(page, "#share-dialog")).toBe("");
    });

    test("axe finds nothing within another page", async ({ page }) => {
      await open(page, `${written(TROUBLED)}&embed=1&b=1&t=1.4s`);
      await expect(page.locator(".app.embed [data-node]").first()).toBeVisible();
      expect(await complaints(page)).toBe("");
    });

    test("axe finds nothing in the menu, and among recent scenarios", async ({ page }) => {
      await open(page);
      await page.getByLabel("Title", { exact: true }).fill("A title");
      await page.keyboard.press("Enter");
      await page.locator("#more-button").click();
      await expect(page.getByRole("menuitem").first()).toBeVisible();
      expect(await complaints(page, "#more")).toBe("");
      await page.getByRole("menuitem", { name: "Recent…" }).click();
      await expect(page.locator(".recent img")).toHaveCount(1);
      expect(await complaints(page, "#recent")).toBe("");
      await page.getByRole("button", { name: "Remove A title" }).click();
      await expect(page.getByRole("button", { name: "Put back A title" })).toBeVisible();
      expect(await complaints(page, "#recent")).toBe("");
    });

    test("axe finds nothing in the documentation", async ({ page }) => {
      await open(page);
      await page.getByRole("tab", { name: "About" }).click();
      await expect(page.getByRole("heading", { name: "Sources" })).toBeVisible();
      expect(await complaints(page)).toBe("");
    });

    test("axe finds nothing while everything is wrong and everything open", { tag }, async ({ page }) => {
      await open(page, `${written(TROUBLED)}&b=1&t=1.4s`);
      await page.getByRole("tab", { name: "Faults" }).click();
      await page.locator("summary", { hasText: "several" }).click();
      await page.getByRole("button", { name: "Compare with trunk" }).click();
      await expect(page.locator(".compared")).toBeVisible();
      expect(await complaints(page)).toBe("");
      await runUntil(page, "anything is broken or 2s");
      await expect(page.locator("#until-told")).toHaveText(/does not come true/);
      expect(await complaints(page, ".until-box")).toBe("");
      await page.keyboard.press("Escape");
      await menu(page, "n1");
      for (const group of ["Speed", "Clock", "Timers"]) {
        const summary = page.locator(".menu summary", { hasText: group });
        if (await summary.count()) await summary.click();
        expect(await complaints(page, ".menu"), group).toBe("");
      }
      expect(await complaints(page)).toBe("");
    });
  });
}

for (const colorScheme of ["light", "dark"]) {
  test.describe(`in the user's own colours, ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { forcedColors: "active", reducedMotion: "reduce" } });

    test("axe finds nothing, and what is filled or a switch can be made out", async ({ page }) => {
      await open(page, `${written(TROUBLED)}&b=1&t=1.4s`);
      expect(await complaints(page)).toBe("");
      await page.getByRole("tab", { name: "Setup" }).click();
      for (const part of ["#share", ".switch input:checked", '[role="tab"][aria-selected="true"]']) {
        expect(await contrastIn(page.locator(part).first()), part).toBeGreaterThan(4.5);
      }
    });
  });
}

/** How far apart the lightest and the darkest pixel of a thing are, but for its edge, as WCAG counts. */
async function contrastIn(locator) {
  const png = await locator.screenshot();
  return locator.page().evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
    const edge = 4;
    const canvas = new OffscreenCanvas(picture.width - 2 * edge, picture.height - 2 * edge);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, -edge, -edge);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const linear = (part) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    const lights = [];
    for (let i = 0; i < data.length; i += 4) {
      lights.push(0.2126 * linear(data[i]) + 0.7152 * linear(data[i + 1]) + 0.0722 * linear(data[i + 2]));
    }
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  }, [...png]);
}
