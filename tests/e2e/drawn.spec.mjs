// What is drawn of any pattern without code of its own: widgets at nodes, charts, traces.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, open } from "./fixtures.mjs";
import { RAFT, each, moment, written } from "./page.mjs";

/** Clients that try again while their server restarts. */
const RETRY = `faultline 1
pattern retry
seed 1
at 1s crash s0
at 1.5s restart s0
until 4s
`;

/** Requests through six services. */
const TRACING = "faultline 1\npattern tracing\nseed 1\nuntil 3s\n";

const at = (scenario, seconds) => `${written(scenario)}&t=${seconds}s`;
const tab = (page, name) => page.getByRole("tab", { name, exact: true });

test("a node's widgets are drawn, told in words, and stay within what they are drawn in", { tag: "@main" }, async ({ page }) => {
  await open(page, at(RETRY, 2));
  const server = page.locator('[data-node="s0"]');
  await expect(server.locator(".drawn.pool")).toHaveCount(1);
  await expect(server.locator(".drawn.queue title")).toHaveText(/^requests: /);
  await expect(server).toHaveAttribute("aria-label", /workers: \d of \d+ busy.*requests: /);
  // As this browser's fonts have it: no text reaches beyond the boxes of its node's widgets.
  const overflowing = await page.locator("[data-node]").evaluateAll((nodes) =>
    nodes.flatMap((node) => {
      const all = (selector) => [...node.querySelectorAll(`.drawn ${selector}`)];
      const boxes = all("rect").map((box) => box.getBoundingClientRect());
      const left = Math.min(...boxes.map((box) => box.left)) - 1;
      const right = Math.max(...boxes.map((box) => box.right)) + 1;
      const beyond = all("text").filter((text) => {
        // Without the ground around it.
        const { x, width } = text.getBBox();
        const { a, e } = text.getScreenCTM();
        return a * x + e < left || a * (x + width) + e > right;
      });
      return beyond.map((text) => `${node.dataset.node}: ${text.textContent}`);
    }),
  );
  expect(overflowing).toEqual([]);
});

test("charts are there for patterns that declare them, and only for those", async ({ page }) => {
  await open(page, at(RAFT, 1));
  await expect(tab(page, "Charts")).toHaveCount(0);
  await open(page, at(RETRY, 2));
  await tab(page, "Charts").click();
  const charts = page.getByRole("slider").and(page.locator(".chart"));
  expect(await charts.count()).toBeGreaterThan(1);
  for (const chart of await each(charts)) await expect(chart.locator(".now")).toHaveCount(1);
});

test("a chart tells what it shows wherever it is asked, and leads there", async ({ page }) => {
  await open(page, at(RETRY, 2));
  await tab(page, "Charts").click();
  const panel = page.getByRole("region", { name: /^Requests at the server/ });
  const chart = panel.locator(".chart");
  const told = panel.locator(".told");
  await expect(told).toHaveText(/^2\.000 s: first attempts \d+, retries \d+$/);

  // By keyboard: an interval back, then there.
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(told).toHaveText(/^1\.900 s: /);
  await expect(chart).toHaveAttribute("aria-valuetext", /^1\.900 s: /);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await moment(page)).now).toBe(1_900_000);

  // By hand: it tells what lies under the pointer, and forgets it when the pointer leaves.
  const { x, y, width, height } = await chart.boundingBox();
  await chart.blur();
  await page.mouse.move(x + width * 0.2, y + height / 2);
  await expect(chart.locator(".asked")).toHaveCount(1);
  await expect(told).not.toHaveText(/^1\.900 s: /);
  await page.mouse.move(x - 400, y);
  await expect(told).toHaveText(/^1\.900 s: /);
});

test("a trace is a table of spans below what they are part of, and each leads to its beginning", async ({ page }) => {
  await open(page, at(RAFT, 1));
  await expect(tab(page, "Trace")).toHaveCount(0);
  await open(page, at(TRACING, 2));
  await tab(page, "Trace").click();
  const rows = page.locator(".waterfall tbody tr");
  await page.getByRole("combobox", { name: "Trace", exact: true }).selectOption({ index: 1 });
  await expect(rows.first()).toHaveAttribute("data-depth", "0");
  const depths = await rows.evaluateAll((list) => list.map((row) => Number(row.dataset.depth)));
  expect(depths.length).toBeGreaterThan(3);
  depths.forEach((depth, index) => expect(depth).toBeLessThanOrEqual((depths[index - 1] ?? -1) + 1));

  // Every bar is where it can be seen.
  const panel = await page.getByRole("region", { name: "Trace" }).boundingBox();
  for (const bar of await each(page.locator(".waterfall svg"))) {
    const { x, width } = await bar.boundingBox();
    expect(x + width).toBeLessThanOrEqual(panel.x + panel.width + 0.5);
  }

  const row = rows.nth(2);
  const node = await row.locator(".place").textContent();
  await row.getByRole("button").click();
  await expect.poll(async () => (await moment(page)).now).toBeLessThan(2_000_000);
  await expect(page.locator(`[data-node="${node}"] .halo`)).toHaveCount(1);
});

for (const colorScheme of ["light", "dark"]) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing in charts and traces", async ({ page }) => {
      for (const [scenario, name] of [[RETRY, "Charts"], [TRACING, "Trace"]]) {
        await open(page, at(scenario, 2));
        await tab(page, name).click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
      }
    });
  });
}
