// What clients asked and were told, and what the inspector tells of a node's past.

import { test, expect, open } from "./fixtures.mjs";
import { moment, RAFT, runUntil, written } from "./page.mjs";

/** A write, and a read from a replica that has not heard of it. */
const FORGETFUL = `faultline 1
pattern session clients=1 lag=600ms request_every=0ms
without mechanism
seed 1
at 0.2s input c0 append 1 to p
at 0.4s input c0 get p
until 1.5s
`;

const operations = (page) => page.locator("[data-operation]");

test("what cannot be placed is marked, with the reason, and leads to its moment", { tag: "@main" }, async ({ page }) => {
  await open(page, `${written(FORGETFUL)}&t=1s`);
  await page.getByRole("button", { name: "See it in the clients’ history" }).click();
  await expect(page.getByRole("tab", { name: "History" })).toBeFocused();
  await expect(operations(page)).toHaveCount(2);
  const misplaced = operations(page).filter({ hasText: "cannot be placed" });
  await expect(misplaced).toContainText("get p");
  await expect(operations(page).filter({ hasText: "leaves it no place" })).toContainText("append 1 to p");
  await expect(page.locator("[data-fault]")).toContainText("without 1");
  await page.getByRole("button", { name: "Show what cannot be placed" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await moment(page)).now).toBeLessThan(1e6);
  const { now } = await moment(page);
  // By the bar it is the same moment.
  await page.locator("#timeline").focus();
  await page.keyboard.press("End");
  await page.locator(".bars .target").last().click();
  await expect.poll(async () => (await moment(page)).now).toBe(now);
});

test("an operation is open until it is answered; patterns without clients have no history", async ({ page }) => {
  await open(page, `${written(FORGETFUL)}&t=0.201s`);
  await page.getByRole("tab", { name: "History" }).click();
  await expect(operations(page)).toHaveText(/no answer yet/);
  await page.goto("about:blank");
  await open(page, written("faultline 1\npattern raft clients=0\nseed 1\nuntil 2s\n"));
  await expect(page.getByRole("tab", { name: "Faults" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "History" })).toHaveCount(0);
});

test("the inspector says what the last event changed, and what led to it", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=0.1s`);
  await runUntil(page, "n3 is Candidate");
  await expect(page.locator('[data-node="n3"]')).toHaveAttribute("data-state-name", "Candidate");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Inspect" }).click();
  await page.getByLabel("Node", { exact: true }).selectOption("n3");
  const variables = page.getByRole("region", { name: "Variables" });
  await expect(variables.locator(".changed").filter({ hasText: "Candidate" })).toContainText("was Follower");
  const chain = variables.getByRole("list", { name: "Last event, and what led to it" });
  await expect(chain.getByRole("listitem").first()).toContainText("election timeout");
});

test("a message leads to what it was sent for", async ({ page }) => {
  await open(page, `${written(RAFT)}&t=0.155s`);
  await page.getByRole("tab", { name: "Inspect" }).click();
  await page.getByRole("region", { name: "In flight" }).getByRole("listitem").getByRole("button").first().click();
  await page.keyboard.press("Escape");
  const message = page.getByRole("region", { name: "Message" });
  const because = message.getByRole("list", { name: "Sent because" });
  await expect(because.getByRole("listitem").first()).toBeVisible();
  const before = (await moment(page)).now;
  await because.getByRole("button").first().focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await moment(page)).now).toBeLessThanOrEqual(before);
});
