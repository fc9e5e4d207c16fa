// The bar: calm at every width, whatever the names are; and its menu, by mouse and by keyboard.

import { test, expect, open } from "./fixtures.mjs";

/** What has the focus, by its name. */
const focused = (page) =>
  page.evaluate(() => {
    const { ariaLabel, textContent } = document.activeElement;
    return ariaLabel ?? textContent.trim();
  });

const menu = (page) => page.getByRole("menu", { name: "More", exact: true });

for (const [width, rows] of [[1440, 1], [1024, 1], [800, 1], [390, 2], [320, 2]]) {
  test(`the bar is calm ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await open(page);
    await page.locator(".bar .pattern").click();
    await page.locator('[data-pattern="saga-orchestration"]').click();
    await page.getByLabel("Title").fill("A title that is far longer than any bar has ever had room for, at any width");
    const parts = await page.locator(".bar").evaluate((bar) => {
      const shown = [...bar.querySelectorAll("button, input, select")].filter((it) => it.offsetWidth > 0);
      return shown
        .filter((it) => !it.closest("[popover]"))
        .map((it) => {
          const { left, right, top, bottom } = it.getBoundingClientRect();
          return { what: it.id || it.className, left, right, middle: (top + bottom) / 2 };
        });
    });
    const heights = [...new Set(parts.map(({ middle }) => Math.round(middle / 8)))];
    expect(heights.length, JSON.stringify(parts)).toBe(rows);
    for (const { what, left, right } of parts) {
      expect(left, what).toBeGreaterThanOrEqual(0);
      expect(right, what).toBeLessThanOrEqual(width);
      expect(right - left, what).toBeGreaterThanOrEqual(24);
    }
    // On one row with the pattern's name: what is done with the whole.
    const middle = (what) => parts.find((it) => it.what.includes(what)).middle;
    expect(Math.abs(middle("share") - middle("pattern"))).toBeLessThan(4);
    const sorted = parts.filter((it) => Math.abs(it.middle - parts[0].middle) < 8);
    sorted.slice(1).forEach((it, index) => expect(it.left).toBeGreaterThanOrEqual(sorted[index].right - 1));
  });
}

test("the menu is worked by keys as menus are", { tag: "@main" }, async ({ page }) => {
  await open(page);
  const button = page.getByRole("button", { name: "More", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(menu(page)).toBeVisible();
  await expect.poll(() => focused(page)).toBe("New from a pattern…");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focused(page)).toBe("Keys and gestures");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toBe("New from a pattern…");
  await page.keyboard.press("d");
  await expect.poll(() => focused(page)).toBe("Download .faultline");
  await page.keyboard.press("d");
  await expect.poll(() => focused(page)).toBe("Dark colours");
  await page.keyboard.press("End");
  await expect.poll(() => focused(page)).toBe("Keys and gestures");
  await page.keyboard.press("Home");
  await expect.poll(() => focused(page)).toBe("New from a pattern…");

  // Closed, it gives the focus back.
  await page.keyboard.press("Escape");
  await expect(menu(page)).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focused(page)).toBe("Keys and gestures");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Keys and gestures" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys and gestures" })).toBeHidden();
  await expect(button).toBeFocused();
});

test("the menu is opened and closed by the mouse", async ({ page }) => {
  await open(page);
  const button = page.getByRole("button", { name: "More", exact: true });
  await expect(button).toHaveAttribute("aria-haspopup", "menu");
  await button.click();
  await expect(menu(page)).toBeVisible();
  await button.click();
  await expect(menu(page)).toBeHidden();
  await button.click();
  await page.getByRole("menuitem", { name: "Dark colours" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(menu(page)).toBeHidden();
  await button.click();
  await expect(page.getByRole("menuitem", { name: "Light colours" })).toBeVisible();
  await page.mouse.click(400, 300);
  await expect(menu(page)).toBeHidden();
});
