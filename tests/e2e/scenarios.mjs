// Scenarios with many faults, made from a number: the same number gives the same text for ever; and
// the stories of the patterns' documentation.
//
// Knows the language of scenarios and nothing of what a run comes to.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const NODES = 5;
const PATTERNS = join(import.meta.dirname, "../../src/patterns");

/** All stories of all patterns. */
export async function stories() {
  const documents = (await readdir(PATTERNS, { recursive: true })).filter((it) => it.endsWith("doc.md"));
  const texts = await Promise.all(documents.sort().map((it) => readFile(join(PATTERNS, it), "utf8")));
  return texts.flatMap((text) => [...text.matchAll(/^```faultline\n(.*?)^```/gms)].map((it) => it[1]));
}

/** A cluster that is crashed, paused, cut and healed at random, on a network that loses things. */
export function troubled(number) {
  const random = stream(number);
  const below = (limit) => Math.floor(random() * limit);
  const node = () => `n${below(NODES)}`;
  const lines = [
    "faultline 1",
    `pattern raft nodes=${NODES}`,
    `network latency=${1 + below(10)}..${20 + below(30)}ms loss=${below(50) / 10}% duplication=${below(20) / 10}%`,
    `seed s${number}`,
  ];
  // Whole milliseconds between, so that actions stand in the order of their times.
  let at = 300;
  for (let count = 0; count < 16; count += 1) {
    at += 50 + below(400);
    lines.push(`at ${at}ms ${trouble(below, node, count)}`);
  }
  lines.push("until 5s");
  return `${lines.join("\n")}\n`;
}

function trouble(below, node, count) {
  const link = () => {
    const from = below(NODES);
    const to = (from + 1 + below(NODES - 1)) % NODES;
    return `n${from}${below(2) ? ">" : "-"}n${to}`;
  };
  const troubles = [
    () => `input ${node()} put ${"xyz"[below(3)]}=${count}`,
    () => `input ${node()} get ${"xyz"[below(3)]}`,
    () => `crash ${node()}`,
    () => `restart ${node()}`,
    () => `pause ${node()}`,
    () => `resume ${node()}`,
    () => `partition ${islands(below)}`,
    () => `cut ${link()}`,
    () => `link ${link()} latency=${10 + below(90)}ms loss=${below(30)}%`,
    () => "heal",
  ];
  return troubles[below(troubles.length)]();
}

/** Every node on one of two islands, none of them empty. */
function islands(below) {
  const split = 1 + below(2 ** NODES - 2);
  const names = Array.from({ length: NODES }, (_, index) => index);
  const island = (side) => names.filter((it) => ((split >> it) & 1) === side).map((it) => `n${it}`);
  return `${island(0).join(" ")} | ${island(1).join(" ")}`;
}

/** Numbers from 0 to below 1: the generator mulberry32, written out because it must not change. */
function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
