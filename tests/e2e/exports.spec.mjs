// What other programs read is read by them: sequence diagrams by Mermaid, lines of JSON by the
// published schema, pictures by an XML parser. Whatever people write into a title or a note.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { test, expect } from "./fixtures.mjs";

const home = import.meta.dirname;
const program = process.env.FAULTLINE ?? "../../target/debug/faultline";
const mermaid = createRequire(import.meta.url).resolve("@mermaid-js/tiny");

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
function faultline(args) {
  // A command that reads nothing may have ended before the scenario is written to it.
  const input = args.includes("-") ? SCENARIO : undefined;
  const run = spawnSync(program, args, { cwd: home, input, encoding: "utf8" });
  expect(run.error, `${program} can be run`).toBeUndefined();
  expect(run.stderr).toBe("");
  return run.stdout;
}
