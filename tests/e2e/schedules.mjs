// How many schedules of faults a worker tries in a second, beside the native program with one
// thread, in turns on the same machine. Speed is never a test: this only tells.
//
// `node schedules.mjs [count]` on the built page, with the native program built for release.

import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { DIST, start } from "./server.mjs";

const COUNT = Number(process.argv[2] ?? 1_000);
const TURNS = 5;
const SCENARIO = "faultline 1\npattern raft clients=2 request_every=100ms\nseed 0\nuntil 10s\n";

const program = process.env.FAULTLINE ?? "../../target/release/faultline";
const host = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROME || undefined });
try {
  // Nothing plays, so that nothing competes with the worker.
  const page = await browser.newPage({ reducedMotion: "reduce" });
  await page.goto(host.url);
  await page.waitForFunction(() => window.faultline !== undefined);
  const built = await readdir(DIST);
  const name = (ending) => new URL(built.find((file) => file.endsWith(ending)), host.url).href;
  const binary = name("_bg.wasm");
  const files = { js: binary.replace("_bg.wasm", ".js"), binary };
  const rates = { worker: [], native: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    rates.worker.push(await page.evaluate(inWorker, { ...files, count: COUNT, text: SCENARIO }));
    rates.native.push(natively());
  }
  const best = (list) => Math.max(...list);
  const [worker, native] = [best(rates.worker), best(rates.native)];
  console.log(`${COUNT} schedules of 10 s, the best of ${TURNS} turns:`);
  console.log(`  in a worker ${worker.toFixed(0)} a second, natively ${native.toFixed(0)}:`);
  console.log(`ratio schedules/in-a-worker-to-natively ${(native / worker).toFixed(3)}`);
} finally {
  await browser.close();
  await host.stop();
}

/** In the page: schedules a second in one worker. */
async function inWorker({ js, binary, count, text }) {
  const module = await WebAssembly.compileStreaming(fetch(binary));
  const worker = new Worker("static/worker.js");
  const heard = () =>
    new Promise((done) => worker.addEventListener("message", (it) => done(it.data), { once: true }));
  worker.postMessage({ js, module });
  await heard();
  const began = performance.now();
  worker.postMessage(`try 0 ${count} *\n${text}`);
  for (let tried = 0; tried < count; ) {
    const [kind, more] = (await heard()).split(" ");
    if (kind !== "tried") throw new Error(`the worker says: ${kind} ${more}`);
    tried += Number(more);
  }
  const seconds = (performance.now() - began) / 1_000;
  worker.terminate();
  return count / seconds;
}

/** Schedules a second in the native program, on one thread. */
function natively() {
  const options = ["--seeds", String(COUNT), "--threads", "1"];
  const began = performance.now();
  const run = spawnSync(program, ["search", "-", ...options], { input: SCENARIO, encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr || run.stdout);
  return (COUNT * 1_000) / (performance.now() - began);
}
