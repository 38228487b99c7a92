// The search as a reader meets it: over a server with the strict policy, and from a disk.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** What a search may cost a reader, with all that it loads, compressed, in bytes. */
const LIMIT = 100_000;

/** Throws where the search does not do what `docs/` says. `page` is a page of playwright-core, `base`
 * the address of the site's root with a slash at its end, `site` its folder. */
export default async function search({ page, base, site }) {
  const problems = watch(page);
  await words(page, base);
  await keyboard(page, base);
  await weight(page, base, site);
  await words(page, pathToFileURL(join(site, "/")).href);
  assert.deepEqual(problems, []);
}

/** What the browser complains of: what the policy refuses, what is not there, errors of the script. */
function watch(page) {
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  return problems;
}

const FIELD = ".finder input";

async function ask(page, query) {
  await page.fill(FIELD, query);
  await page.waitForFunction(
    (query) =>
      location.hash === `#q=${encodeURIComponent(query)}` && !document.querySelector(".finder[aria-busy]"),
    query,
  );
  return page.locator(".results a").allTextContents();
}

/** Words as they are typed, begun, and with mistakes in them. */
async function words(page, base) {
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
    assert.ok(found.slice(0, 3).some((it) => it.replace("'", "’") === title), `${query}: ${found}`);
  }
  assert.deepEqual(await ask(page, "xqzzyvw"), []);
  assert.match(await page.textContent(".status"), /xqzzyvw/);
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
async function weight(page, base, site) {
  const loaded = new Set();
  const note = (request) => loaded.add(new URL(request.url()).pathname);
  page.on("request", note);
  await page.goto(`${base}search/index.html`);
  for (const typed of beginnings("parcel beach storm")) await ask(page, typed);
  page.off("request", note);
  const root = new URL(base).pathname;
  const paths = [...loaded].filter((path) => path.startsWith(root)).map((path) => path.slice(root.length));
  const sizes = paths.map((path) => gzipSync(readFileSync(join(site, path))).length);
  const sum = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(paths.includes("search/w0.js") && sum <= LIMIT, `${sum} bytes: ${paths}`);
}

function beginnings(text) {
  return [...text].map((letter, at) => text.slice(0, at + 1)).filter((it) => it.length > 1 && !it.endsWith(" "));
}
