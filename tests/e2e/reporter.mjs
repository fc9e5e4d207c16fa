// Prints one line a test, what went wrong in full, and the counts in the words of Rust's test
// harness, so that one reader counts both.

import { relative } from "node:path";

const here = import.meta.dirname;

export default class Reporter {
  passed = 0;
  failed = 0;
  skipped = 0;

  onBegin(_config, suite) {
    console.log(`\nrunning ${suite.allTests().length} tests`);
  }

  onTestEnd(test, result) {
    const name = [relative(here, test.location.file), ...test.titlePath().slice(3)].join(" > ");
    const seconds = (result.duration / 1000).toFixed(1);
    if (result.status === "skipped") {
      this.skipped += 1;
      console.log(`test ${name} ... ignored`);
    } else if (result.status === test.expectedStatus) {
      this.passed += 1;
      console.log(`test ${name} ... ok (${seconds} s)`);
    } else {
      this.failed += 1;
      console.log(`test ${name} ... FAILED (${seconds} s)`);
      for (const error of result.errors) console.log(indented(error));
      for (const { path } of result.attachments) if (path) console.log(`    see ${path}`);
    }
    // What a test measured is worth reading even when it is within its bounds.
    for (const { type, description } of result.annotations) {
      if (type === "measured") console.log(`    ${description}`);
    }
  }

  /** Something outside every test: a file that cannot be loaded, a browser that cannot start. */
  onError(error) {
    this.failed += 1;
    console.log(indented(error));
  }

  onStdOut(chunk) {
    process.stdout.write(chunk);
  }

  onStdErr(chunk) {
    process.stderr.write(chunk);
  }

  onEnd() {
    const verdict = this.failed === 0 ? "ok" : "FAILED";
    const counts = `${this.passed} passed; ${this.failed} failed; ${this.skipped} ignored`;
    console.log(`\ntest result: ${verdict}. ${counts}`);
  }

  printsToStdio() {
    return true;
  }
}

function indented(error) {
  const text = error.stack ?? error.message ?? error.value ?? "an error without words";
  const plain = [text, error.snippet].filter(Boolean).join("\n").replace(/\x1b\[\d+m/g, "");
  return plain.replace(/^/gm, "    ");
}
