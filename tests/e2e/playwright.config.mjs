// How the browser tests run: a worker for every processor, no retries. A test that passes only
// sometimes is a mistake, in the test or in the page. What a test did is recorded only if asked for,
// with `--trace on`: recording takes as long as the tests themselves.

import { availableParallelism } from "node:os";

// Each variable says where a browser is, or "own" for the one that Playwright keeps; without
// FIREFOX, there is only Chromium.
const { CHROME = "own", FIREFOX, FAULTLINE_TIER } = process.env;
const program = (path) => (path === "own" ? undefined : path);

// What measures with Chromium's own tools, proves what holds in any browser, or needs what Firefox
// cannot be told: to run no scripts. Single tests of this kind have the tag “@chromium”.
const CHROMIUM_ALONE = ["digests", "exports", "frames", "long", "names", "offline", "scriptless", "weight"];

// Which tests run in which browser. The main flows have the tag “@main”. What axe finds, it finds in
// any browser, and its many looks at the page take longer than most tests.
//
// * `FAULTLINE_TIER=test`, as `cargo xtask test` sets it: all in Chromium but most of axe's looks, and
//   the main flows in Firefox.
// * `FAULTLINE_TIER=soak`, as `cargo xtask soak` sets it: axe's other looks in Chromium, all in Firefox.
// * Without it: everything.
const ONLY_IN_CHROMIUM = /@chromium|axe finds/;
const AXE_BUT_MAIN = /^(?!.*@main).*axe finds/;
const TIERS = {
  test: { chromium: { grepInvert: AXE_BUT_MAIN }, firefox: { grep: /@main/ } },
  soak: { chromium: { grep: AXE_BUT_MAIN }, firefox: {} },
};
const tier = TIERS[FAULTLINE_TIER] ?? { chromium: {}, firefox: {} };

export default {
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: "test-results",
  workers: Math.min(availableParallelism(), 4),
  retries: 0,
  forbidOnly: true,
  timeout: 30_000,
  reporter: "./reporter.mjs",
  use: {
    viewport: { width: 1440, height: 900 },
    // The page may be stepped, never waited for: motion is for eyes.
    contextOptions: { reducedMotion: "reduce" },
    // Kept files would be loaded once more by every test; the test of them allows it.
    serviceWorkers: "block",
    trace: "off",
  },
  projects: [
    {
      name: "chromium",
      ...tier.chromium,
      use: {
        launchOptions: {
          executablePath: program(CHROME),
          args: [
            "--no-sandbox", // for the root user of a container; the page is our own
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
          ],
        },
      },
    },
    FIREFOX && {
      name: "firefox",
      testIgnore: CHROMIUM_ALONE.map((name) => `${name}.spec.mjs`),
      grepInvert: ONLY_IN_CHROMIUM,
      ...tier.firefox,
      use: {
        browserName: "firefox",
        // A Firefox as distributions ship it is driven by the protocol that all browsers share.
        ...(program(FIREFOX) && { channel: "moz-firefox" }),
        launchOptions: {
          executablePath: program(FIREFOX),
          // A press that a test makes up counts for five seconds only as a user's wish to copy.
          firefoxUserPrefs: { "dom.events.testing.asyncClipboard": true },
        },
      },
    },
  ].filter(Boolean),
};
