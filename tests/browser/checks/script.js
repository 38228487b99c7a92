// What else the script does: tables, charts, links to copy.

import assert from "node:assert/strict";
import { openTab, show, view } from "../browser.js";

const PAGE = "figures/first-response-median/index.html";

/** Tables are sorted, charts say what is pointed at, links are copied. */
export const script = {
  name: "tables are sorted, charts say what is pointed at, links are copied",
  async run({ server, browser }, check) {
    const tab = await openTab(browser, server.url);
    for (const part of [tables, charts, links]) {
      await show(tab.page, view(1280));
      await tab.go(server.url + PAGE);
      await check.run(() => part(tab.page, server.url), PAGE);
      check.looked();
    }
    assert.deepEqual(tab.said, []);
    await tab.close();
  },
};

/** Columns are sorted by what their figures mean, and the first one brings the order back. */
async function tables(page) {
  const table = page.locator("main details[open] table").last();
  const column = (at) => table.locator(`tbody tr > :nth-child(${at + 1})`).allTextContents();
  const before = await column(0);
  const seconds = (text) => {
    const units = { s: 1, min: 60, h: 3600, day: 86400, days: 86400 };
    const parts = [...text.matchAll(/([\d.,]+)\s(s|min|h|days?)\b/g)];
    return parts.reduce((sum, [, number, unit]) => sum + number.replaceAll(",", "") * units[unit], 0);
  };
  await table.locator("thead th button").nth(1).click();
  const sorted = (await column(1)).map(seconds);
  assert.ok(sorted.length > 3 && sorted[0] > 0);
  assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
  assert.equal(await table.locator("thead th").nth(1).getAttribute("aria-sort"), "descending");
  await table.locator("thead th button").nth(1).click();
  assert.deepEqual((await column(1)).map(seconds), [...sorted].reverse());
  await table.locator("thead th button").first().click();
  assert.deepEqual(await column(0), before);
  assert.equal(await table.locator("thead [aria-sort]").count(), 1);
}

/** A column of a chart says its week, its value and its n: to the pointer, on a phone, by keyboard. */
async function charts(page, base) {
  const week = /^Week of \d+\s\w+\s\d{4}: .+, n\s=\s[\d,]+$/;
  const tip = page.locator(".tip");
  for (const width of [1280, 390]) {
    await show(page, view(width));
    await page.goto(base + PAGE);
    const chart = page.locator("#trend .chart");
    await chart.scrollIntoViewIfNeeded();
    // A page that still scrolls hides it again.
    for (let tries = 0; await tip.isHidden(); tries++) {
      assert.ok(tries < 500, "nothing is said of the chart");
      const box = await chart.boundingBox();
      await page.mouse.move(box.x + box.width * 0.4 + (tries % 2), box.y + box.height * 0.6);
    }
    assert.match(await tip.textContent(), week, `${width}`);
    const { x, width: own } = await tip.boundingBox();
    assert.ok(x >= 0 && x + own <= width);
    await page.keyboard.press("Escape");
    assert.ok(await tip.isHidden());
  }
  await page.locator("#trend .chart :is(.narrow) g[tabindex]").first().focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  assert.match(await tip.textContent(), /n\s=\s[\d,]+/);
}

/** Where the browser lets pages write to the clipboard there is a button, and elsewhere none. */
async function links(page, base) {
  const button = page.locator("#trend .copy button");
  if (!(await page.evaluate(() => Boolean(navigator.clipboard)))) {
    return assert.equal(await button.count(), 0);
  }
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button.click();
  await page.waitForFunction(() => document.querySelector("#trend .copy button").textContent === "Copied");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, `${base}${PAGE}#trend`);
}
