// The search as a reader meets it: over a server with the strict policy, and from a disk.

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { openTab, show, view } from "../browser.js";

/** What a search may cost a reader, with all that it loads, compressed, in bytes. */
const LIMIT = 100_000;

/** Words with and without mistakes, by keyboard, in little data, and from a disk. */
export const search = {
  name: "the search finds words, begun and with mistakes, by keyboard, in 100 kB",
  async run({ site, server, browser }, check) {
    const tab = await openTab(browser, server.url);
    await show(tab.page, view(1280));
    await words(tab.page, server.url, check);
    await keyboard(tab.page, server.url);
    await light(tab, server, check);
    await words(tab.page, pathToFileURL(`${site.folder}/`).href, check);
    assert.deepEqual(tab.said, []);
    await tab.close();
  },
};

const FIELD = ".finder input";

async function ask(page, query) {
  await page.fill(FIELD, query);
  await page.waitForFunction(
    (query) =>
      location.hash === `#q=${encodeURIComponent(query)}` && !document.querySelector(".finder[aria-busy]"),
    query.trim(),
  );
  return page.locator(".results a").allTextContents();
}

/** Words as they are typed, begun, and with mistakes in them. */
async function words(page, base, check) {
  await page.goto(`${base}search/index.html`);
  for (const [query, title] of [
    ["wedding beach", "The wedding on the beach"],
    ["WEDDING", "The wedding on the beach"],
    ["weding", "The wedding on the beach"], // a letter too few
    ["weddding", "The wedding on the beach"], // one too many
    ["wedidng", "The wedding on the beach"], // two swapped
    ["ewdding", "The wedding on the beach"], // the first two
    ["chikenpoxx", "Chickenpox"], // two mistakes in a long word
    ["oilsk", "Her father’s oilskin"], // a word that is only begun
    ["first respo", "First response"], // a figure
    ["repairs", "Repairs"], // a team
  ]) {
    const found = await ask(page, query);
    check.looked();
    if (!found.slice(0, 3).includes(title))
      check.fault({ page: "search/index.html", found: `${query}: ${found.slice(0, 3)}`, expected: title });
  }
  assert.deepEqual(await ask(page, "xqzzyvw"), []);
  assert.match(await page.textContent(".status"), /xqzzyvw/);
  // Two letters that are no word are not looked for yet, neither alone nor behind a word.
  assert.deepEqual(await ask(page, "xq"), []);
  assert.equal(await page.textContent(".status"), "");
  const whole = await ask(page, "wedding");
  assert.deepEqual(await ask(page, "wedding xq"), whole);
  assert.match(await page.textContent(".status"), /^(One page|\d+\spages)$/);
  // Markup stays text.
  await ask(page, "<img src=x onerror=alert(1)> beach");
  assert.equal(await page.locator(".finder img").count(), 0);
}

/** The keys, the address, and the way back. */
async function keyboard(page, base) {
  await page.goto(`${base}index.html`);
  await page.keyboard.press("/");
  await page.waitForURL("**/search/index.html");
  assert.equal(await focused(page), "search-field");
  await ask(page, "beach");
  await page.keyboard.press("ArrowDown");
  const first = await page.locator(".results a").first().getAttribute("href");
  assert.equal(await focused(page), first);
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await focused(page), first);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(page), "search-field");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), first);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href === new URL(first, `${base}search/index.html`).href);
  await page.goBack();
  await page.waitForSelector(".results a");
  assert.equal(await page.inputValue(FIELD), "beach");
  await page.focus(FIELD);
  await page.keyboard.press("Escape");
  assert.equal(await page.inputValue(FIELD), "");
  await page.waitForFunction(() => !location.hash && !document.querySelector(".results a"));
}

function focused(page) {
  return page.evaluate(() => document.activeElement.getAttribute("href") ?? document.activeElement.id);
}

/** A search of three words, letter by letter with a pause after each, and nothing known before. */
async function light(tab, server, check) {
  const query = "parcel beach storm";
  const { bytes, paths } = await cost(tab, server, [...query].map((_, at) => query.slice(0, at + 1)));
  check.looked();
  check.note(`a search of three words: ${(bytes / 1000).toFixed(1)} kB in ${paths.length} files`);
  if (bytes > LIMIT || !paths.includes("search/w0.js"))
    check.fault({ page: "search/index.html", found: `${bytes} bytes: ${paths}`, expected: `at most ${LIMIT}` });
}

/** What a reader loads who opens the page and asks for one query after the other: files, and bytes as sent. */
export async function cost(tab, server, queries) {
  await tab.page.goto("about:blank");
  await tab.go(`${server.url}search/index.html`);
  for (const query of queries) await ask(tab.page, query);
  const paths = [...new Set(tab.requests.map((it) => it.slice(server.url.length).split(/[?#]/)[0]))];
  const weights = await Promise.all(paths.map((it) => server.weight(it)));
  return { bytes: weights.reduce((a, b) => a + b, 0), paths };
}
