// What other programs read is read by them: sequence diagrams by Mermaid, lines of JSON by the
// published schema, pictures by an XML parser. Whatever people write into a title or a note.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { parseEDNString } from "edn-data";
import { test, expect } from "./fixtures.mjs";

const home = import.meta.dirname;
const program = process.env.FAULTLINE ?? "../../target/debug/faultline";
const require = createRequire(import.meta.url);
const mermaid = require.resolve("@mermaid-js/tiny");
const plantuml = require.resolve("@plantuml/core");
const { opentelemetry } = require("@opentelemetry/otlp-transformer/build/src/generated/root.js");

/** Signs and words that mean something to one format or another. */
const HOSTILE = `end; # %%{init: {"theme":"dark"}}%% <b>"x"</b> \\n $$y$$ Note over n0: end end end`;

const SCENARIO = `faultline 1
title ${HOSTILE}
pattern raft nodes=3 clients=1
seed 1
at 0.2s partition n0 | n1 n2 c0
at 0.25s note - ${HOSTILE}
at 0.3s note n0 ${HOSTILE}
at 0.5s crash n1
at 0.6s restart n1
at 0.7s heal
until 1.2s
`;

test("Mermaid draws what is exported, as it was written", async ({ page }) => {
  await page.addScriptTag({ path: mermaid });
  const golden = readFileSync(join(home, "../golden/export/mermaid.mmd"), "utf8");
  for (const text of [golden, faultline(["export", "-", "--as", "mermaid"])]) {
    const drawn = await page.evaluate(async (text) => {
      mermaid.initialize({ startOnLoad: false });
      const { svg } = await mermaid.render("drawing", text);
      const picture = new DOMParser().parseFromString(svg, "text/html");
      const texts = (of) => [...picture.querySelectorAll(of)].map((it) => it.textContent);
      const title = texts("svg > text").pop();
      return { messages: texts(".messageText"), notes: texts(".noteText").join(" "), title };
    }, text);
    const arrows = text.split("\n").filter((line) => /^\w+(->>|-x|--\))\w+:/.test(line));
    expect(drawn.messages.length).toBe(arrows.length);
    expect(arrows.length).toBeGreaterThan(10);
    if (text !== golden) {
      expect(drawn.title).toBe(HOSTILE);
      expect(drawn.notes.replace(/\s+/g, " ")).toContain(HOSTILE.replace(/\s+/g, " "));
    }
  }
});

test("PlantUML draws what is exported, as it was written", async ({ page }) => {
  // Its own engine, compiled to JavaScript. It wants to be a module of a page.
  await page.route("**/drawing/*", (route) => {
    const name = new URL(route.request().url()).pathname.split("/").pop();
    if (name === "drawing.html") return route.fulfill({ contentType: "text/html", body: "<!doctype html>" });
    return route.fulfill({ path: join(plantuml, "..", name) });
  });
  await page.goto("./drawing/drawing.html");
  const golden = readFileSync(join(home, "../golden/export/plantuml.puml"), "utf8");
  for (const text of [golden, faultline(["export", "-", "--as", "plantuml"])]) {
    const drawn = await page.evaluate(async (text) => {
      const { renderToString } = await import("./plantuml.js");
      const svg = await new Promise((drawn, refused) => renderToString(text.split("\n"), drawn, refused));
      const tree = new DOMParser().parseFromString(svg, "text/html");
      const words = [...tree.querySelectorAll("text")].map((it) => it.textContent);
      return { words: words.join(" ") };
    }, text);
    // What cannot be drawn is drawn too: its source, with what is wrong with it.
    expect(drawn.words).not.toMatch(/error|@startuml/i);
    const arrows = text.split("\n").filter((line) => /^\w+ ?-\S* ?\w+ ?:/.test(line));
    expect(arrows.length).toBeGreaterThan(10);
    for (const line of arrows) {
      const words = line.slice(line.indexOf(":") + 1).replaceAll(/&#(\d+);/g, (_, n) => String.fromCharCode(n));
      expect(drawn.words.replace(/\s+/g, " ")).toContain(words.trim());
    }
    // In the title, and in two notes.
    if (text !== golden) expect(drawn.words.replace(/\s+/g, " ").split(HOSTILE).length).toBe(4);
  }
});

test("a picture is well-formed and says what it shows", async ({ page }) => {
  const picture = faultline(["export", "-", "--as", "svg", "--at", "0.4s"]);
  const told = await page.evaluate((picture) => {
    const parsed = new DOMParser().parseFromString(picture, "image/svg+xml");
    const mistake = parsed.querySelector("parsererror")?.textContent ?? null;
    const link = parsed.querySelector("metadata")?.textContent ?? "";
    return { mistake, title: parsed.querySelector("title")?.textContent, link };
  }, picture);
  expect(told.mistake).toBeNull();
  expect(told.title).toBe(HOSTILE);
  expect(faultline(["unlink", told.link])).toContain(`title ${HOSTILE}\n`);
});

test("a moving picture is well-formed, and is where the run is at its times", async ({ page }) => {
  const film = faultline(["export", "-", "--as", "animated-svg", "--from", "0.1s", "--to", "0.4s"]);
  expect(film).toBe(faultline(["export", "-", "--as", "animated-svg", "--from", "0.1s", "--to", "0.4s"]));
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  // As a document of its own, whose clock can be set.
  await page.route("**/film.svg", (route) => route.fulfill({ contentType: "image/svg+xml", body: film }));
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.goto("./film.svg");
  const at = (seconds) =>
    page.evaluate((seconds) => {
      const root = document.documentElement;
      root.pauseAnimations();
      root.setCurrentTime(seconds);
      const seen = (element) => getComputedStyle(element).visibility === "visible";
      const texts = [...root.querySelectorAll(".faultline-film text")].filter(seen);
      const box = (element) => element.getBoundingClientRect();
      const within = ({ x, y }) => x > 0 && y > 0 && y < 780;
      const flying = [...root.querySelectorAll(".faultline-film g > path[transform^=rotate]")];
      return {
        mistake: root.querySelector("parsererror") !== null,
        clock: texts.map((it) => it.textContent).filter((it) => /^\d+\.\d{3} s$/.test(it) ).slice(0, 1),
        told: texts.filter((it) => within(box(it))).map((it) => it.textContent),
        flying: flying.filter((it) => within(box(it))).length,
        faults: [...root.querySelectorAll('.faultline-film path[stroke="#D1440C"][stroke-width="2.2"]')]
          .filter((it) => Number(getComputedStyle(it.parentElement).opacity) > 0.9).length,
      };
    }, seconds);
  // A tenth of the speed of the run: it parts at 0.2 s, and stands still for 0.9 s then.
  const early = await at(0.52);
  expect(early).toMatchObject({ mistake: false, clock: ["0.150 s"], faults: 0 });
  const late = await at(1 + 0.9 + 1.52);
  expect(late.clock).toEqual(["0.350 s"]);
  expect(late.faults).toBe(1);
  expect((await at(1 + 0.9 + 0.1)).told).toContain("partition n0 | n1 n2 c0");
  const flying = [early.flying];
  for (const seconds of [0.7, 1.2, 2.2, 2.6, 3, 3.4]) flying.push((await at(seconds)).flying);
  expect(Math.max(...flying)).toBeGreaterThan(1);
  // Who prefers less motion sees the last moment.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const shown = (of) => page.locator(of).evaluate((it) => getComputedStyle(it).display);
  expect(await shown(".faultline-film")).toBe("none");
  expect(await shown(".faultline-still")).toBe("inline");
  expect(complaints).toEqual([]);
});

test("a history is Clojure's notation, and each process does one thing at a time", () => {
  const lines = faultline(["export", "-", "--as", "jepsen"]).trimEnd().split("\n");
  const options = { mapAs: "object", keywordAs: "string" };
  const operations = lines.map((line) => parseEDNString(line, options));
  expect(operations.map((it) => it.index)).toEqual(lines.map((_, index) => index));
  const open = new Map();
  for (const { process, type, time } of operations) {
    expect(Number.isInteger(time)).toBe(true);
    if (process === "nemesis") continue;
    expect(open.get(process) ?? "none", `${process} ${type}`).toBe(type === "invoke" ? "none" : "invoke");
    // After an outcome that nobody knows, a process is never heard of again.
    open.set(process, { invoke: "invoke", info: "gone" }[type] ?? "none");
  }
  expect(open.size).toBeGreaterThan(0);
  expect(operations.some((it) => it.process === "nemesis" && it.f === "partition")).toBe(true);
});

test("traces are what OpenTelemetry's own description of them says", () => {
  const { ExportTraceServiceRequest: Request } = opentelemetry.proto.collector.trace.v1;
  // Operations of clients told as traces, and spans that nodes made themselves.
  for (const pattern of ["raft clients=1", "tracing every=100ms"]) {
    const scenario = `faultline 1\npattern ${pattern}\nuntil 2s\n`;
    const told = JSON.parse(faultline(["export", "-", "--as", "otlp"], scenario), (_, value) =>
      // A message does not tell an empty list from none.
      Array.isArray(value) && value.length === 0 ? undefined : value,
    );
    // In the JSON of this protocol ids are hexadecimal, where its messages have bytes.
    const spans = told.resourceSpans.flatMap((it) => it.scopeSpans).flatMap((it) => it.spans ?? []);
    for (const span of spans) {
      for (const name of ["traceId", "spanId", "parentSpanId"].filter((name) => name in span)) {
        span[name] = Buffer.from(span[name], "hex").toString("base64");
      }
    }
    // What the description does not know is lost on the way through it; and what it has as
    // another type comes out changed.
    const read = Request.fromObject(told);
    expect(Request.verify(read)).toBe(null);
    for (const way of [read, Request.decode(Request.encode(read).finish())]) {
      expect(Request.toObject(way, { longs: String, bytes: String })).toEqual(told);
    }
    expect(spans.length).toBeGreaterThan(0);
    for (const { traceId, spanId, startTimeUnixNano, endTimeUnixNano } of spans) {
      expect([traceId, spanId].map((id) => Buffer.from(id, "base64").length)).toEqual([16, 8]);
      expect(BigInt(startTimeUnixNano)).toBeGreaterThan(0n);
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    }
  }
});

test("slices of a timeline are read by another viewer of such files", async ({ page }) => {
  // Perfetto's own reader is nowhere to be had; that of Speedscope is strict about what nests in what.
  const files = join(require.resolve("speedscope/package.json"), "../dist/release");
  await page.route("**/drawing/*", (route) =>
    route.fulfill({ path: join(files, new URL(route.request().url()).pathname.split("/").pop()) }),
  );
  await page.goto("./drawing/index.html");
  const told = page.waitForEvent("console", (message) => message.text().startsWith("Importing as"));
  const buffer = Buffer.from(faultline(["export", "-", "--as", "perfetto"]));
  await page.locator("input[type=file]").setInputFiles({ name: "run.json", mimeType: "application/json", buffer });
  expect((await told).text()).toBe("Importing as Trace Event Format profile");
  for (const [place, name] of ["n0", "n1", "n2", "c0"].entries()) {
    await expect(page.locator("body")).toContainText(new RegExp(`${name} \\(tid \\d\\) \\(${place + 1}/4\\)`));
    await page.keyboard.press("n");
  }
});

test("clocks of a log order what messages order, and nothing else", () => {
  const [expression, , ...log] = faultline(["export", "-", "--as", "shiviz"]).split("\n");
  const events = [...log.join("\n").matchAll(new RegExp(expression, "gm"))].map(({ groups }) => ({
    host: groups.host,
    clock: JSON.parse(groups.clock),
  }));
  const places = new Map(events.map((event) => [`${event.host} ${event.clock[event.host]}`, event]));
  const behind = (clock, other) => Object.keys(other).filter((host) => !(clock[host] >= other[host]));
  // A clock never goes back. What it says of another host, that host had come to by then; and all
  // that was known there is known here.
  const [wrong, last] = [[], {}];
  for (const event of events) {
    const { host, clock } = event;
    wrong.push(...behind(clock, last[host] ?? {}).map((it) => `${host} forgets ${it}`));
    for (const [other, count] of Object.entries(clock).filter(([other]) => other !== host)) {
      const there = places.get(`${other} ${count}`)?.clock;
      if (!there) wrong.push(`${host} knows ${count} of ${other}, which is not there`);
      else wrong.push(...behind(clock, there).map((it) => `${host} knows of ${other}, which knows of ${it}`));
    }
    last[host] = clock;
  }
  expect(wrong).toEqual([]);
  expect(events.some(({ clock }) => Object.keys(clock).length > 2)).toBe(true);
});

test("lines of JSON are as the published schema says", () => {
  const schema = JSON.parse(readFileSync(join(home, "../../docs/trace.schema.json"), "utf8"));
  const validate = new Ajv({ strict: true, strictRequired: false }).compile(closed(schema));
  const lines = (args) => faultline(args).trimEnd().split("\n").map((line) => JSON.parse(line));
  const whole = lines(["run", "--json", "-"]);
  const kinds = new Set(whole.map((line) => line.kind ?? line.type));
  for (const kind of ["scenario", "sent", "delivered", "lost", "acted", "moved", "property", "end"]) {
    expect(kinds).toContain(kind);
  }
  const broken = lines(["export", "-", "--as", "jsonl", "--from", "0.2s", "--to", "any is Leader"]);
  for (const line of [...whole, ...broken]) {
    expect(validate(line), JSON.stringify([line, validate.errors])).toBe(true);
  }
  expect(validate({ ...whole[1], kind: "vanished" })).toBe(false);
});

test("a log with clocks is read by the expression in its first line", () => {
  const [expression, , ...log] = faultline(["export", "-", "--as", "shiviz"]).split("\n");
  const events = [...log.join("\n").matchAll(new RegExp(expression, "gm"))];
  expect(events.length).toBe((log.length - 1) / 2);
  const counts = {};
  for (const { groups } of events) {
    counts[groups.host] = (counts[groups.host] ?? 0) + 1;
    expect(JSON.parse(groups.clock)[groups.host]).toBe(counts[groups.host]);
  }
  expect(Object.keys(counts).sort()).toEqual(["c0", "faults", "n0", "n1", "n2"]);
});

/** The schema without its leave to add fields: what is printed today is all in it. */
function closed(schema) {
  for (const line of ["scenario", "record", "property", "end"]) {
    schema.$defs[line].additionalProperties = false;
  }
  return schema;
}

/** What the native program prints for the scenario. */
function faultline(args, scenario = SCENARIO) {
  // A command that reads nothing may have ended before the scenario is written to it.
  const input = args.includes("-") ? scenario : undefined;
  const run = spawnSync(program, args, { cwd: home, input, encoding: "utf8" });
  expect(run.error, `${program} can be run`).toBeUndefined();
  expect(run.stderr).toBe("");
  return run.stdout;
}
