// How the browser tests run: one worker, one Chromium, no retries. A test that passes only
// sometimes is a mistake, in the test or in the page.

// Where the machine has no Chromium of its own, Playwright takes the one it keeps.
const executablePath = process.env.CHROME || undefined;

export default {
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 30_000,
  reporter: "./reporter.mjs",
  use: {
    viewport: { width: 1440, height: 900 },
    // The page may be stepped, never waited for: motion is for eyes.
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
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
};
