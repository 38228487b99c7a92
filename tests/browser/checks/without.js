// What a page says without script, and how it looks from a disk.

import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import { openTab } from "../browser.js";

/** The text of `main` is the same with and without script. What a script adds is marked `data-script`. */
export const withoutScript = {
  name: "the same text without script",
  async run({ site, server, browser }, check) {
    const [one, other] = await Promise.all(
      [true, false].map((javaScriptEnabled) => openTab(browser, server.url, { javaScriptEnabled })),
    );
    for (const { path, kind } of site.samples) {
      const url = server.url + path + (kind === "alias" ? "?stay" : "");
      const [withIt, without] = await Promise.all(
        [one, other].map((tab) => tab.go(url).then(() => tab.page.evaluate(text))),
      );
      check.looked();
      if (!without.trim())
        check.fault({ page: path, selector: "main", found: "no text without script", expected: "all of it" });
      if (withIt !== without) check.fault({ page: path, selector: "main", ...difference(withIt, without) });
    }
    await Promise.all([one.close(), other.close()]);
  },
};

function text() {
  for (const it of document.querySelectorAll("[data-script]")) it.remove();
  return document.querySelector("main").innerText;
}

function difference(withIt, without) {
  const [one, other] = [withIt, without].map((it) => it.split("\n"));
  const at = one.findIndex((line, at) => line !== other[at]);
  return {
    found: `with script “${one[at] ?? ""}”`,
    expected: `as without “${other[at] ?? ""}”, or marked data-script`,
  };
}

/** Pages open from a disk: with their styles, without an error, and their links lead on. */
export const fromDisk = {
  name: "pages open from a disk, with styles and links",
  async run({ site, server, browser }, check) {
    const folder = pathToFileURL(`${site.folder}/`).href;
    const [disk, served] = await Promise.all([openTab(browser, folder), openTab(browser, server.url)]);
    // The page for missing addresses is shown by a server, and has links that only there lead on.
    for (const { path, kind } of site.samples.filter(({ kind }) => kind !== "no-page")) {
      check.looked();
      const fault = (it) => check.fault({ page: path, view: "file:", ...it });
      await disk.go(folder + path);
      if (kind === "alias") await leadsOn(disk.page, site.text(path), folder + path, fault);
      else await looksAsServed(disk.page, served, server.url + path, fault);
      for (const found of [...disk.said, ...disk.foreign.map((it) => `a request to ${it}`)])
        fault({ found, expected: "silence" });
      for (const it of await disk.page.evaluate(links)) {
        if (!it.address.startsWith(folder) || existsSync(fileURLToPath(it.address))) continue;
        fault({
          selector: it.selector,
          found: `no file ${it.address.slice(folder.length)}`,
          expected: "a file of the site",
        });
      }
    }
    await clicks(disk, folder, check);
    await Promise.all([disk.close(), served.close()]);
  },
};

async function leadsOn(page, html, from, fault) {
  const target = new URL(html.match(/http-equiv="refresh" content="0; url=([^"]*)"/)?.[1] ?? "", from).href;
  await page
    .waitForURL(target, { timeout: 5000 })
    .catch(() => fault({ found: `the page ${page.url()}`, expected: target }));
}

async function looksAsServed(page, served, url, fault) {
  await served.go(url);
  const [here, there] = await Promise.all([page, served.page].map((it) => it.evaluate(looks)));
  for (const [at, style] of there.entries()) {
    if (here[at] !== style)
      fault({ selector: "html, body, h1, .name, main", found: `the styles ${here[at]}`, expected: style });
  }
}

// A reader's way: from the home page on by the navigation, and from there into the page.
async function clicks(disk, folder, check) {
  await disk.go(`${folder}index.html`);
  for (const selector of ["nav a:not([aria-current])", "main a"]) {
    const link = disk.page.locator(selector).first();
    const target = await link.evaluate((it) => it.href);
    await link.click();
    await disk.page.waitForLoadState("load");
    check.looked();
    if (disk.page.url() !== target)
      check.fault({
        page: "index.html",
        view: "file:",
        selector,
        found: `the page ${disk.page.url()} after a click`,
        expected: target,
      });
  }
}

function looks() {
  const names = ["fontFamily", "fontSize", "color", "backgroundColor", "marginTop", "borderBottom", "width"];
  return ["html", "body", "h1", ".name", "main"].map((selector) => {
    const style = getComputedStyle(document.querySelector(selector));
    return names.map((name) => style[name]).join("; ");
  });
}

function links() {
  return [...document.querySelectorAll("a[href]")].map((it) => ({
    address: new URL(it.getAttribute("href"), location.href).href.split("#")[0],
    selector: probe.selector(it),
  }));
}
