// The page can be used by everybody: no violation that axe can find, in light and in dark, on a
// desk and in a hand.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, open } from "./fixtures.mjs";

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { colorScheme: "light", viewport: { width: 390, height: 844 } },
];

for (const look of LOOKS) {
  const { colorScheme, viewport } = look;
  test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
    test.use(look);

    test("axe finds nothing", async ({ page }) => {
      await open(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, help, nodes }) => {
        const where = nodes.map(({ html }) => html.slice(0, 120));
        return `${id}: ${help}\n  ${where.join("\n  ")}`;
      });
      expect(found.join("\n")).toBe("");
    });
  });
}
