// Sharing: the dialog with its links, pictures and exports; what is copied and what is saved.

import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { tapOn } from "./fingers.mjs";
import { test, expect, open } from "./fixtures.mjs";
import { moment, RAFT, seek, write, written } from "./page.mjs";

/** A cluster that parts and elects, with a client at work. */
const SPLIT = `faultline 1
title Split <b> & *brain*
pattern raft
seed k3f9
at 0.9s partition n0 n1 | n2 n3 n4
until 3s
`;

const dialog = (page) => page.getByRole("dialog", { name: "Share" });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** Opens the dialog at a moment of the split. */
async function share(page, seconds = 1.4) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, `${written(SPLIT)}&t=${seconds}s`);
  await page.locator("#share").click();
  await expect(dialog(page)).toBeVisible();
}

/** What a click on a link saves: its name and its bytes. */
async function saved(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog(page).getByRole("link", { name }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** The text of a link's scenario. */
const unpack = (address) => {
  const payload = new URL(address).hash.match(/^#1([^&]*)z/)[1];
  return inflateSync(Buffer.from(payload, "base64url")).toString();
};

/** What an SVG picture comes to, as the browser's own parser for XML reads it. */
async function parsed(page, text) {
  // On a page without the rules of ours, which forbid the style of a document read there.
  const sheet = await page.context().newPage();
  const told = await sheet.evaluate((text) => {
    const tree = new DOMParser().parseFromString(text, "image/svg+xml");
    const strange = [...tree.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes].filter(({ value }) => /url\(|https?:|data:|var\(/.test(value)),
    );
    return {
      mistake: tree.querySelector("parsererror")?.textContent ?? null,
      title: tree.querySelector("title")?.textContent,
      link: tree.querySelector("metadata")?.textContent,
      strange: strange.map(({ name, value }) => `${name}=${value}`).filter((it) => !it.startsWith("xmlns")),
      scripts: tree.querySelectorAll("script, foreignObject, image, use").length,
    };
  }, text);
  await sheet.close();
  return told;
}

test("the link is copied at once, leads here or to the start, and says how long it is", { tag: "@main" }, async ({ page }) => {
  await share(page);
  await expect(page.locator("#link")).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Link copied" })).toBeVisible();
  const here = await page.locator("#link").inputValue();
  expect(await clipboard(page)).toBe(here);
  expect(here).toMatch(/&t=1\.4s&e=\d+&d=[0-9a-f]{16}$/);
  expect(unpack(here)).toContain("partition n0 n1 | n2 n3 n4");
  const { digest } = await moment(page);
  await expect(dialog(page)).toContainText(`the digest ${here.slice(-16)}`);
  expect(digest).toBe(here.slice(-16));
  await expect(dialog(page)).toContainText(`${here.length} of 2,000 characters`);

  await page.getByLabel("The start of the run").check();
  const start = await page.locator("#link").inputValue();
  expect(start).toMatch(/z$/);
  expect(unpack(start)).toBe(unpack(here));
  await page.getByRole("button", { name: "Copy Link" }).click();
  await expect.poll(() => clipboard(page)).toBe(start);
});

test("a link stands in Markdown and in a page with its title, which stays text", { tag: "@main" }, async ({ page }) => {
  await share(page);
  const link = await page.locator("#link").inputValue();
  await page.getByRole("button", { name: "Copy Markdown" }).click();
  await expect.poll(() => clipboard(page)).toBe(`[Split \\<b\\> \\& \\*brain\\*](${link})`);
  await page.getByRole("button", { name: "Copy Embed (iframe)" }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^<iframe /);
  const frame = await clipboard(page);
  const read = await page.evaluate((frame) => {
    const element = new DOMParser().parseFromString(frame, "text/html").querySelector("iframe");
    return { src: element.src, title: element.title, sandbox: element.getAttribute("sandbox") };
  }, frame);
  expect(read.src).toBe(link.replace("&t=", "&embed=1&t="));
  expect(read.title).toBe("Split <b> & *brain*");
  expect(read.sandbox).toContain("allow-scripts");
});

test("a link opens as slides where there are notes, in Markdown and in a page too", async ({ page }) => {
  const slides = page.getByRole("switch", { name: "Opens as slides" });
  await open(page, `${written(RAFT)}&t=1s`);
  await page.locator("#share").click();
  await expect(page.locator("#link")).not.toHaveValue("");
  await expect(slides).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.goto("about:blank");
  await open(page, `${written(RAFT.replace("until", "at 0.8s note n0 Look here\nuntil"))}&t=1s`);
  await page.keyboard.press("s");
  await slides.focus();
  await page.keyboard.press("Space");
  await expect(slides).toBeChecked();
  for (const id of ["#link", "#link-markdown"]) await expect(page.locator(id)).toHaveValue(/z&present=1&t=1s&e=/);
  await expect(page.locator("#link-frame")).toHaveValue(/z&amp;embed=1&amp;present=1&amp;t=1s&amp;e=/);
  const link = await page.locator("#link").inputValue();
  await slides.click();
  await expect(page.locator("#link")).toHaveValue(link.replace("&present=1", ""));
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.locator("#deck .words")).toHaveText("n0Look here");
});

test("the scenario is saved as a file from here too", async ({ page }) => {
  await share(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save .faultline" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.faultline$/);
  const text = readFileSync(await download.path(), "utf8");
  expect(text).toContain("partition n0 n1 | n2 n3 n4");
});

test("a picture is copied and saved, in pixels and as a document", { tag: "@chromium" }, async ({ page }) => {
  await share(page);
  await page.getByRole("tab", { name: "Picture" }).click();
  const svg = await saved(page, "Save SVG");
  expect(svg.name).toBe("split-b-brain.svg");
  const tree = await parsed(page, svg.bytes.toString());
  expect(tree).toMatchObject({ mistake: null, title: "Split <b> & *brain*", strange: [], scripts: 0 });
  expect(tree.link).toMatch(/^#1.*z&t=1\.4s/);

  const png = await saved(page, "Save PNG");
  expect(png.name).toBe("split-b-brain.png");
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  // Twice the size of the document.
  expect(png.bytes.readUInt32BE(16)).toBe(2 * 1096);
  // Not an empty sheet.
  expect(png.bytes.length).toBeGreaterThan(30_000);

  await page.getByRole("button", { name: "Copy as PNG" }).click();
  await expect(page.locator("#share-told")).toHaveText("Picture copied");
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read())[0].types);
  expect(kinds).toContain("image/png");

  await page.getByLabel("Dark").check();
  const dark = await saved(page, "Save SVG");
  expect(dark.bytes.toString()).toContain('fill="#14171A"');
});

test("a moving picture plays the stretch that was chosen", { tag: "@chromium" }, async ({ page }) => {
  await share(page);
  await page.getByRole("tab", { name: "Animation" }).click();
  await expect(dialog(page).locator(".shown img")).toBeVisible();
  await write(page.getByLabel("From", { exact: true }), "0.85s");
  await write(page.getByLabel("to", { exact: true }), "1.1");
  await page.keyboard.press("Enter");
  const { name, bytes } = await saved(page, "Save animated SVG");
  expect(name).toBe("split-b-brain.svg");
  const text = bytes.toString();
  expect(text).toContain("from 0.850 s to 1.100 s");
  expect(await parsed(page, text)).toMatchObject({ mistake: null, strange: [], scripts: 0 });

  // Nothing is left of what was offered when the stretch is none.
  for (const [to, says] of [["0.1s", /before it begins/], ["99s", /known up to/], ["soon", /not a time/]]) {
    await write(page.getByLabel("to", { exact: true }), to);
    await page.keyboard.press("Enter");
    await expect(dialog(page).getByRole("alert")).toHaveText(says);
    await expect(dialog(page).getByRole("link", { name: /Save/ })).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Around here" }).click();
  await expect(dialog(page).getByRole("link", { name: /Save/ })).toBeVisible();
});

test("a stretch is exported to what other tools read", { tag: "@chromium" }, async ({ page }) => {
  await share(page);
  await page.getByRole("tab", { name: "Export" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toHaveText(/^sequenceDiagram/);
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^sequenceDiagram\n/);
  for (const [name, begins, file] of [
    ["PlantUML", /^@startuml/, "split-b-brain.puml"],
    ["ShiViz", /^\(\?<event>/, "split-b-brain.log"],
    ["JSON lines", /^\{"type":"scenario"/, "split-b-brain.jsonl"],
    ["OpenTelemetry", /^\{"resourceSpans"/, "split-b-brain.json"],
    ["Jepsen history", /^\{:index 0|^\[?\{/, "split-b-brain.edn"],
    ["Perfetto", /^\{"/, "split-b-brain.json"],
  ]) {
    await page.getByRole("radio", { name }).check();
    await page.getByRole("button", { name: "Up to here" }).click();
    await expect(preview, name).toHaveText(begins);
    const { name: called, bytes } = await saved(page, "Save file");
    expect(called).toBe(file);
    expect(bytes.toString()).toMatch(begins);
  }
  await page.getByRole("radio", { name: "JSON lines" }).check();
  const schema = await page.getByRole("link", { name: "JSON schema" }).evaluate((link) => link.href);
  const served = await page.request.get(schema);
  expect((await served.json()).title).toContain("Faultline");
});

test("a moment before anybody asks for anything has no operations, and says so", async ({ page }) => {
  await share(page, 0.05);
  await page.getByRole("tab", { name: "Export" }).click();
  await page.getByRole("radio", { name: "Jepsen history" }).check();
  await write(page.getByLabel("to", { exact: true }), "1ms");
  await page.keyboard.press("Tab");
  await expect(dialog(page).getByRole("alert")).toHaveText(/^No client asks for anything from 0s to 0\.001s\.$/);
});

test.describe("with Perfetto beside the page", () => {
  test.use({ tolerant: true });

  test("a trace is handed over within the browser", async ({ page, context }) => {
    // What stands there in truth is not asked: this page answers as it does, and keeps what it gets.
    const there = `<script>
      addEventListener("message", ({ data, source, origin }) => {
        if (data === "PING") source.postMessage("PONG", origin);
        else if (data.perfetto) window.got = data.perfetto;
      });
    </script>`;
    await context.route("https://ui.perfetto.dev/**", (route) =>
      route.fulfill({ contentType: "text/html", body: there }),
    );
    await share(page);
    await page.getByRole("tab", { name: "Export" }).click();
    await page.getByRole("radio", { name: "Perfetto" }).check();
    const [beside] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("button", { name: "Open in Perfetto" }).click(),
    ]);
    await beside.waitForFunction(() => window.got !== undefined);
    const { title, trace } = await beside.evaluate(() => ({
      title: window.got.title,
      trace: new TextDecoder().decode(window.got.buffer),
    }));
    expect(title).toBe("Split <b> & *brain*");
    expect(JSON.parse(trace).traceEvents.length).toBeGreaterThan(100);
  });
});

test("everything is reached by keyboard, and the focus goes back", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, `${written(SPLIT)}&t=1.4s`);
  await page.locator("#share").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#link")).toBeFocused();
  const before = await moment(page);
  // Keys of the page beneath do nothing here.
  await page.getByRole("tab", { name: "Link" }).focus();
  await page.keyboard.press("h");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Picture" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("tab", { name: "Export" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("radio", { name: "Mermaid" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "PlantUML" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator("#share")).toBeFocused();
  expect(await moment(page)).toEqual(before);
});

test("a press beside the dialog closes it, one in it does not", async ({ page }) => {
  await share(page);
  await dialog(page).getByText("Whoever opens it").click();
  await expect(dialog(page)).toBeVisible();
  await page.mouse.click(20, 450);
  await expect(dialog(page)).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("everything is there and within reach", async ({ page }) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(page, `${written(SPLIT)}&t=1.4s`);
    await tapOn(page, page.locator("#share"));
    await expect(page.locator("#link")).toBeFocused();
    for (const name of ["Picture", "Animation", "Export", "Link"]) {
      await tapOn(page, page.getByRole("tab", { name, exact: true }));
      const spill = await dialog(page).evaluate((it) => {
        const sheet = it.querySelector("#share-page");
        const { top, bottom } = it.getBoundingClientRect();
        return { wide: sheet.scrollWidth - sheet.clientWidth, within: top >= 0 && bottom <= innerHeight + 0.5 };
      });
      expect(spill, name).toEqual({ wide: 0, within: true });
    }
    await tapOn(page, page.getByRole("button", { name: "Copy Markdown" }));
    await expect.poll(() => clipboard(page)).toMatch(/^\[Split/);
  });
});

test("without a clipboard the link stands there to be copied by hand", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await open(page, written(RAFT));
  await seek(page, 1);
  await page.keyboard.press("s");
  await expect(page.locator("#share-told")).toHaveText(/did not allow/);
  await expect(page.locator("#link")).toBeFocused();
});
