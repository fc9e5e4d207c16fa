// The panel of the search as its tests use it.

import { expect } from "./fixtures.mjs";

/** A cluster that trusts a minority: nearly every schedule breaks it. */
export const BREAKABLE = "faultline 1\npattern raft\nwithout majority\nseed k3f9\nuntil 3s\n";

/** The part of the page that says how far the search is. */
export const state = (page) => page.locator("[data-search]");

/** Fills in the form and sends it. */
export async function begin(page, { schedules, lasts, property }) {
  await page.getByRole("tab", { name: "Break" }).click();
  await page.getByLabel("Schedules", { exact: true }).fill(String(schedules));
  if (lasts) await page.getByLabel("Each lasts").fill(lasts);
  if (property) await page.getByLabel("Looking for").selectOption(property);
  await page.getByRole("button", { name: "Search" }).click();
}

/** Waits until the search has come to this end. */
export async function ended(page, end) {
  await expect(state(page)).toHaveAttribute("data-search", end, { timeout: 20_000 });
}
