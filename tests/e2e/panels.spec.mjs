// The side panel: its panels fold, stand in Watch and are moved there; it is made wider, put away
// and found as it was left.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, open, running } from "./fixtures.mjs";
import { moment, RAFT, written } from "./page.mjs";

const side = (page) => page.locator(".side");
const panel = (page, id) => page.locator(`[data-panel="${id}"]`);
const watch = (page) => page.locator("#tab-body > [data-panel]").evaluateAll((all) => all.map((it) => it.dataset.panel));
const tab = (page, name) => page.getByRole("tab", { name, exact: true });
const DEFAULT = ["properties", "state-machine", "events"];

async function complaints(page) {
  const { violations } = await new AxeBuilder({ page }).include(".side").analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join("\n")}`).join("\n");
}

test("a panel folds, and stays folded when the page is opened again", async ({ page }) => {
  await open(page, written(RAFT));
  const fold = panel(page, "properties").getByRole("button", { name: "Properties", exact: true });
  await fold.click();
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await expect(page.locator(".properties")).toHaveCount(0);
  await page.reload();
  await running(page);
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await fold.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".properties")).toBeVisible();
});

test("what one wants together stands in Watch, in the order one gives it, until it is put back", { tag: "@main" }, async ({ page }) => {
  await open(page, written(RAFT));
  expect(await watch(page)).toEqual(DEFAULT);
  await tab(page, "Inspect").click();
  await panel(page, "timers").hover();
  await panel(page, "timers").getByRole("button", { name: "Keep Timers in Watch" }).click();
  await tab(page, "Watch").click();
  expect(await watch(page)).toEqual([...DEFAULT, "timers"]);
  // Up twice, by keys.
  const up = panel(page, "timers").getByRole("button", { name: "Move Timers up" });
  await up.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => watch(page)).toEqual(["properties", "state-machine", "timers", "events"]);
  await expect(up).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(() => watch(page)).toEqual(["properties", "timers", "state-machine", "events"]);
  await panel(page, "state-machine").getByRole("button", { name: "Keep State machine in Watch" }).click();
  expect(await watch(page)).toEqual(["properties", "timers", "events"]);
  await page.reload();
  await running(page);
  expect(await watch(page)).toEqual(["properties", "timers", "events"]);
  await page.getByLabel("Add a panel to Watch").selectOption("network");
  await expect(panel(page, "network").getByLabel("Latency")).toBeVisible();
  expect(await complaints(page)).toBe("");
  await page.getByRole("button", { name: "Back to the default arrangement" }).click();
  expect(await watch(page)).toEqual(DEFAULT);
});

test("a heading is dragged past another, and folds nothing by that", async ({ page }) => {
  await open(page, written(RAFT));
  const head = await panel(page, "properties").locator("h2").boundingBox();
  const other = await panel(page, "state-machine").boundingBox();
  await page.mouse.move(head.x + 40, head.y + 12);
  await page.mouse.down();
  await page.mouse.move(head.x + 40, head.y + 40, { steps: 3 });
  await page.mouse.move(head.x + 40, other.y + other.height * 0.8, { steps: 6 });
  await expect.poll(() => watch(page)).toEqual(["state-machine", "properties", "events"]);
  await page.mouse.up();
  await expect(panel(page, "properties").locator(".fold")).toHaveAttribute("aria-expanded", "true");
  await expect(panel(page, "state-machine").locator(".fold")).toHaveAttribute("aria-expanded", "true");
  // Nothing is held any more.
  await page.mouse.move(head.x + 40, head.y);
  expect(await watch(page)).toEqual(["state-machine", "properties", "events"]);
});

test("the panels are made wider by their edge, by mouse and by keys", async ({ page }) => {
  await open(page, written(RAFT));
  const edge = page.getByRole("separator", { name: "Width of the panels" });
  const width = async () => Math.round((await side(page).boundingBox()).width);
  const before = await width();
  const box = await edge.boundingBox();
  await page.mouse.move(box.x + 5, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x - 95, box.y + 200, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await width()) - before - 100)).toBeLessThanOrEqual(1);
  const dragged = await width();
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(width).toBe(dragged - 16);
  await expect(edge).toHaveAttribute("aria-valuenow", String(dragged - 16));
  await page.reload();
  await running(page);
  await expect.poll(width).toBe(dragged - 16);
  // The driver of Firefox cannot click twice within the time that makes it one.
  await edge.dispatchEvent("dblclick");
  await expect.poll(width).toBe(before);
});

test("the panels are put away by a key and brought back where the focus is", async ({ page }) => {
  await open(page, written(RAFT));
  const stage = async () => (await page.locator(".stage").boundingBox()).width;
  const before = await stage();
  await page.keyboard.press("w");
  await expect(page.getByRole("tab")).toHaveCount(0);
  await expect.poll(stage).toBeGreaterThan(before + 200);
  await page.reload();
  await running(page);
  await expect(page.getByRole("tab")).toHaveCount(0);
  const back = page.getByRole("button", { name: "Show the panels" });
  await back.focus();
  await page.keyboard.press("Enter");
  await expect(tab(page, "Watch")).toBeVisible();
  await expect(page.getByRole("button", { name: "Hide the panels" })).toBeFocused();
});

test("tabs are turned by arrows, and all of them are in a list", async ({ page }) => {
  await open(page, written(RAFT));
  await page.locator("#timeline").focus();
  await tab(page, "Watch").focus();
  const before = await moment(page);
  await page.keyboard.press("ArrowRight");
  await expect(tab(page, "Inspect")).toBeFocused();
  await expect(tab(page, "Inspect")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(tab(page, "About")).toBeFocused();
  await expect(tab(page, "About")).toBeInViewport();
  expect((await moment(page)).position).toBe(before.position);
  await page.getByLabel("All panels").selectOption("Faults");
  await expect(tab(page, "Faults")).toBeFocused();
  await expect(page.locator("#new-action")).toBeVisible();
});

test("the situation can be read at any time, and changes with the run", async ({ page }) => {
  await open(page, `${written("faultline 1\npattern raft\nseed k3f9\nat 1s crash n0\nat 1.2s partition n1 n2 | n3 n4\nuntil 3s\n")}&t=0.1s`);
  const words = page.getByRole("region", { name: "In words" });
  await expect(words).toContainText("Raft at 0.100 s.");
  await expect(words).toContainText("Every node reaches every other.");
  await page.locator("#timeline").focus();
  await page.keyboard.press("End");
  await expect(words).toContainText("Down: n0.");
  await expect(words).toContainText("Parted since 1.200 s: n1 and n2, from n3 and n4");
  await tab(page, "Events").click();
  await expect(words).toHaveCount(1);
  await expect(words.getByRole("checkbox")).toBeChecked();
});

test("what happens is said aloud while the run plays, unless nobody wants it", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=0.1s`);
  const said = page.locator("p[aria-live=polite]");
  await page.locator("#play").click();
  await expect(said).toHaveText(/^\d\.\d{3} s: .*becomes/, { timeout: 20_000 });
  await page.locator("#play").click();

  // Somebody stands for election and wins again, and it is said no more.
  await page.goto("about:blank");
  await open(page, `${written(RAFT)}&t=0.1s`);
  await tab(page, "Events").click();
  await page.getByLabel("say aloud what happens").uncheck();
  await page.locator("#play").click();
  await expect(page.locator('[data-state-name="Leader"]')).toHaveCount(1, { timeout: 20_000 });
  await expect.poll(async () => (await moment(page)).now, { timeout: 20_000 }).toBeGreaterThan(400_000);
  await expect(said).toHaveText("");
});

for (const colorScheme of ["light", "dark"]) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const name of ["Inspect", "Events", "History", "Setup"]) {
      test(`axe finds nothing under ${name}`, async ({ page }) => {
        await open(page, `${written("faultline 1\npattern raft clients=2 request_every=80ms\nseed k3f9\nuntil 3s\n")}&t=1.5s&sel=n0`);
        await tab(page, name).click();
        expect(await complaints(page)).toBe("");
      });
    }
  });
}
