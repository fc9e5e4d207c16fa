// What is promised, what was broken, and the way to what is to blame for it.

import { test, expect, open } from "./fixtures.mjs";
import { moment, runUntil, written } from "./page.mjs";

/** A server that forgets its vote: two leaders of one term. */
const FORGETFUL = `faultline 1
pattern raft nodes=3 clients=0 election_timeout=5..6s
without durable-vote
seed 3
at 0.1s cut n0-n2
at 0.1s input n0 timeout
at 0.3s cut n0-n1
at 0.4s crash n1
at 0.5s restart n1
at 0.6s input n2 timeout
until 1s
`;

test("a broken promise leads to the moment, and to what is to blame", { tag: "@main" }, async ({ page }) => {
  await open(page, written(FORGETFUL));
  await runUntil(page, "anything is broken");
  const broken = page.locator('[data-standing="broken"]').first();
  await expect(broken).toContainText("At most one leader per term");
  const { now } = await moment(page);
  // Up to the moment where the first of the two won.
  const blames = broken.getByRole("list", { name: "To blame" }).getByRole("button");
  await blames.first().focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await moment(page)).now).toBeLessThan(now);
  await expect(broken).toHaveCount(0);
  // And back, by the property itself.
  await page.locator("#timeline").focus();
  await page.keyboard.press("End");
  await broken.locator("button.property").click();
  await expect.poll(async () => (await moment(page)).now).toBe(now);
});
