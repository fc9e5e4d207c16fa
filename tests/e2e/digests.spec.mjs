// The same scenario is the same run natively and in the browser, event by event: what the whole
// project rests on.

import { spawnSync } from "node:child_process";
import { test, expect, open } from "./fixtures.mjs";
import { stories, troubled } from "./scenarios.mjs";

const RUNS = 500;

test(`${RUNS} troubled runs come to the same digests natively and in the browser`, async ({
  page,
}) => {
  test.setTimeout(120_000);
  const scenarios = Array.from({ length: RUNS }, (_, number) => troubled(number));
  const native = digestsNatively(scenarios);

  await open(page);
  const started = Date.now();
  const browser = await page.evaluate(
    (texts) => texts.map((text) => window.faultline.digest(text)),
    scenarios,
  );
  const description = `${RUNS} runs of 5 s in ${Date.now() - started} ms in the browser`;
  test.info().annotations.push({ type: "measured", description });

  expect(browser).toEqual(native);
  // Digests that are all alike would agree as well.
  expect(new Set(native).size).toBe(RUNS);
});

test("every story of every pattern comes to the same digest, under other seeds too", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const told = await stories();
  const seeded = (seed) => told.map((story) => story.replace(/^seed .*$/m, `seed ${seed}`));
  const scenarios = [...told, ...seeded("first"), ...seeded("second")];
  const native = digestsNatively(scenarios);

  await open(page);
  const digests = (texts) => texts.map((text) => window.faultline.digest(text));
  expect(await page.evaluate(digests, scenarios)).toEqual(native);
  expect(told.length, "stories of fourteen patterns or more").toBeGreaterThan(56);
  // Every story is a run of its own, and in most there is chance.
  expect(new Set(native).size).toBeGreaterThan(2 * told.length);
});

/** The digests of these scenarios, by the native program. */
function digestsNatively(scenarios) {
  const program = process.env.FAULTLINE ?? "../../target/debug/faultline";
  const run = spawnSync(program, ["digest", "--batch", "-"], {
    cwd: import.meta.dirname,
    input: scenarios.join("---\n"),
    encoding: "utf8",
  });
  expect(run.error, `${program} can be run`).toBeUndefined();
  expect(run.stderr).toBe("");
  return run.stdout.trimEnd().split("\n");
}
