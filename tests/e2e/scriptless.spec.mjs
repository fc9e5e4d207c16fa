// A browser that runs no scripts is told what the page needs.

import { test, expect } from "./fixtures.mjs";

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says what it needs", async ({ page }) => {
    await page.goto("./");
    await expect(page.locator("noscript p")).toBeVisible();
    await expect(page.locator("noscript p")).toHaveText(/needs JavaScript and WebAssembly/);
  });
});
