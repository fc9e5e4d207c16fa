// Every control of the page says what it does: it has a name for those who do not see it, and a
// tooltip or words for those who do. Walks all screens; knows none of their controls.

import { test, expect, open } from "./fixtures.mjs";
import { each, menu, RAFT, written } from "./page.mjs";

const STORY = RAFT.replace("until 3s\n", `at 1.2s partition n0 n1 | n2 n3 n4
at 1.3s note n0 Hears nothing
at 1.4s slow n3 by 5ms
until 3s
branch Later from 2s
at 2s crash n2
until 3s
`);

/** Roles that can be operated. */
const ROLES = new Set(["button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "slider", "spinbutton",
  "switch", "tab", "menuitem", "listbox", "splitter", "DisclosureTriangle"]);

/** The controls on the screen that have no name. */
async function nameless(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const controls = nodes.filter(({ ignored, role }) => !ignored && ROLES.has(role?.value));
  expect(controls.length, "controls").toBeGreaterThan(2);
  const found = controls.filter(({ name }) => !name?.value?.trim());
  const described = [];
  for (const { role, backendDOMNodeId } of found) {
    const { node } = await session.send("DOM.describeNode", { backendNodeId: backendDOMNodeId });
    described.push(`${role.value}: <${node.localName} ${(node.attributes ?? []).join(" ")}>`);
  }
  await session.detach();
  return described;
}

/** The controls on the screen that show neither words nor a tooltip. */
function wordless(page) {
  return page.evaluate(() => {
    const controls = document.querySelectorAll("button, a[href], input, select, textarea, summary");
    const seen = (it) => it.checkVisibility({ visibilityProperty: true }) && it.getClientRects().length > 0;
    const words = (it) => it.innerText.trim() !== "";
    const labelled = (it) => [...(it.labels ?? [])].some((label) => seen(label) && words(label));
    const told = (it) =>
      it.title.trim() !== "" || labelled(it) || (["BUTTON", "A", "SUMMARY"].includes(it.tagName) && words(it));
    return [...controls].filter((it) => seen(it) && !told(it)).map((it) => it.outerHTML.slice(0, 160));
  });
}

async function check(page, screen) {
  expect.soft(await nameless(page), `without a name: ${screen}`).toEqual([]);
  expect.soft(await wordless(page), `without words or a tooltip: ${screen}`).toEqual([]);
}

test("every control of every screen has a name, and words or a tooltip", async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, `${written(STORY)}&b=1&t=2.5s&sel=n0`);
  await check(page, "the page");
  for (const tab of await each(page.getByRole("tab"))) {
    const name = await tab.textContent();
    await tab.click();
    await check(page, `tab ${name}`);
  }
  await menu(page, "n0");
  for (const summary of await each(page.locator(".menu summary"))) {
    await summary.click();
    await check(page, `node's menu, ${await summary.textContent()}`);
  }
  await page.keyboard.press("Escape");
  const link = page.locator("[data-link=n2-n3] .link-hit");
  const box = await link.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await check(page, "link's menu");
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await check(page, "note");
  await page.keyboard.press("Escape");
  await page.keyboard.press("u");
  await check(page, "until");
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  await expect(page.getByRole("dialog").first()).toBeVisible();
  await check(page, "share");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await check(page, "more");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await check(page, "help");
  await page.getByRole("dialog").getByRole("button", { name: "Take the tour" }).click();
  await check(page, "tour");
  await page.keyboard.press("Escape");
  await page.keyboard.press("P");
  await page.keyboard.press("o");
  await check(page, "slides");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await check(page, "gallery");
});
