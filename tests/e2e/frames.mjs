// What an animation frame of the page costs in script, beside JavaScript written by hand that
// moves as many cached SVG transforms in the same browser. Speed is never a test: this only tells.
//
// `node frames.mjs [--profile] [words]` on the built page, all of it or what has the words in its
// name; the lines that begin with “ratio” are held against benches/ratios.toml by `cargo xtask soak`.
// With `--profile` also where the time goes, if the page was built with its names:
// CARGO_PROFILE_WEB_STRIP=none cargo xtask build.

import { chromium } from "@playwright/test";
import { start } from "./server.mjs";

/** How long each page is watched, after as long to warm up. */
const WATCHED_MS = 4_000;

const BUSY = `faultline 1
pattern raft nodes=9 clients=4 request_every=30ms heartbeat=20ms
network latency=100..200ms
seed k3f9
until 60s
`;

const CROWD = `faultline 1
pattern retry clients=1000 start=0ms..1s every=1s calls=100 workers=64 queue=1000 service=4..6ms
network latency=40..80ms
seed k3f9
until 60s
`;

const HOST = `faultline 1
pattern heartbeat workers=10000 mode=pull interval=1s service=60us line=10000
seed k3f9
until 60s
`;

/** A page, what it shows, the speed at which it plays. */
const PAGES = [
  { name: "5 nodes, slowed down ten times", ratio: "5-nodes-slow", speed: "0.1×" },
  { name: "5 nodes at 1×", ratio: "5-nodes", speed: "1×" },
  { name: "9 nodes, 4 busy clients, long links, slowed down ten times", ratio: "9-nodes-slow", link: BUSY, speed: "0.1×" },
  { name: "9 nodes, 4 busy clients, long links, at 1×", ratio: "9-nodes", link: BUSY, speed: "1×" },
  { name: "1,000 busy clients, slowed down ten times", ratio: "1000-clients-slow", link: CROWD, speed: "0.1×" },
  { name: "1,000 busy clients at 1×", ratio: "1000-clients", link: CROWD, speed: "1×" },
  { name: "10,000 workers, slowed down ten times", ratio: "10000-workers-slow", link: HOST, speed: "0.1×" },
  { name: "10,000 workers at 1×", ratio: "10000-workers", link: HOST, speed: "1×" },
];

const words = process.argv.slice(2).filter((it) => !it.startsWith("--")).join(" ");

const host = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROME || undefined });
try {
  for (const it of PAGES.filter((it) => it.name.includes(words))) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${host.url}${it.link ? `#${encodeURIComponent(it.link)}` : ""}`);
    await page.waitForFunction(() => window.faultline !== undefined);
    await page.getByLabel("Speed").selectOption(it.speed);
    if (it.link) await page.locator("#play").click();
    const ours = await watch(page);
    const moving = await page.locator("#flights > :not([display])").count();
    const places = process.argv.includes("--profile") && (await sample(page));
    await page.close();
    const other = await handWritten(browser, Math.max(moving, 1));
    const byHand = await watch(other);
    await other.close();
    const ratio = (ours.script / byHand.script).toFixed(1);
    console.log(`${it.name}, ${moving} messages in flight: ${ours.script.toFixed(2)} ms script a frame,`);
    console.log(`  by hand ${byHand.script.toFixed(2)} ms: ${ratio} times that; ${ours.rate.toFixed(0)} frames/s`);
    console.log(`ratio frames/${it.ratio}-to-by-hand ${ratio}`);
    if (places) tell(places);
  }
} finally {
  await browser.close();
  await host.stop();
}

/** Watches a page's script: milliseconds of the processor's time a frame, frames a second. */
async function watch(page) {
  await page.waitForTimeout(WATCHED_MS / 2);
  const client = await page.context().newCDPSession(page);
  // Time that other processes took from this one does not count.
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await scriptMs(client);
  const frames = await count(page, WATCHED_MS);
  const script = ((await scriptMs(client)) - before) / frames;
  return { script, rate: (frames * 1_000) / WATCHED_MS };
}

async function scriptMs(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return metrics.find((metric) => metric.name === "ScriptDuration").value * 1_000;
}

/** How many animation frames there are in a while. */
function count(page, ms) {
  return page.evaluate(
    (ms) =>
      new Promise((done) => {
        const from = performance.now();
        let count = 0;
        const next = (now) => {
          count += 1;
          if (now - from < ms) requestAnimationFrame(next);
          else done(count);
        };
        requestAnimationFrame(next);
      }),
    ms,
  );
}

/** Where a page's script spends its time, by samples. */
async function sample(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("Profiler.enable");
  await client.send("Profiler.setSamplingInterval", { interval: 100 });
  await client.send("Profiler.start");
  await count(page, WATCHED_MS);
  return byPlace((await client.send("Profiler.stop")).profile);
}

/** Microseconds by function, without what is no script. */
function byPlace({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map((node) => [node.id, node.callFrame.functionName]));
  const places = new Map();
  samples.forEach((id, index) => {
    const name = names.get(id) || "(anonymous)";
    if (["(idle)", "(program)", "(root)"].includes(name)) return;
    places.set(name, (places.get(name) ?? 0) + timeDeltas[index]);
  });
  return places;
}

function tell(places) {
  const all = [...places.values()].reduce((sum, us) => sum + us, 0);
  const costly = [...places].toSorted((a, b) => b[1] - a[1]).slice(0, 40);
  for (const [name, us] of costly) {
    console.log(`    ${((100 * us) / all).toFixed(1).padStart(5)} %  ${name.slice(0, 110)}`);
  }
}

/** A page of nothing but circles that move by transforms that are kept. */
async function handWritten(browser, count) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.evaluate((count) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.body.appendChild(document.createElementNS(space, "svg"));
    svg.setAttribute("viewBox", "0 0 1440 800");
    const moving = Array.from({ length: count }, (_, index) => {
      const group = svg.appendChild(document.createElementNS(space, "g"));
      const shape = group.appendChild(document.createElementNS(space, "circle"));
      shape.setAttribute("r", "5");
      const place = group.transform.baseVal.initialize(svg.createSVGTransform());
      return { place, angle: (index / count) * 7, speed: 1 + (index % 5) };
    });
    const draw = (now) => {
      for (const it of moving) {
        const turned = it.angle + (now / 1_000) * it.speed;
        it.place.setTranslate(720 + 300 * Math.cos(turned), 400 + 300 * Math.sin(turned));
      }
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }, count);
  return page;
}
