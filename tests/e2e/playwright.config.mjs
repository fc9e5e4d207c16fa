// How the browser tests run: a worker for every processor, no retries; everything in Chromium, and
// the flows of a user in Firefox too. A test that passes only sometimes is a mistake, in the test or
// in the page. What a test did is recorded only if asked for, with `--trace on`: recording takes as
// long as the tests themselves.

import { availableParallelism } from "node:os";

// Each variable says where a browser is, or "own" for the one that Playwright keeps; without
// FIREFOX, there is only Chromium.
const { CHROME = "own", FIREFOX } = process.env;
const program = (path) => (path === "own" ? undefined : path);

// What measures with Chromium's own tools, proves what holds in any browser, or needs what Firefox
// cannot be told: to run no scripts. Single tests of this kind have the tag “@chromium”.
const CHROMIUM_ALONE = ["digests", "exports", "frames", "long", "names", "offline", "scriptless", "weight"];

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
      // What axe finds, it finds in any browser.
      grepInvert: /@chromium|axe finds/,
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
