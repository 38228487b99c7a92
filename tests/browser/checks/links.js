// All links lead somewhere, and every page can be found from the home page.

import { view } from "../browser.js";
import { ADDRESS } from "../site.js";

/** Pages to which no page links: nobody is meant to come across them. */
const UNLINKED = new Set(["no-page", "alias", "newsroom"]);

/** Links, anchors, pictures, style sheets, icons and scripts of every page; then what can be reached. */
export const links = {
  name: "links, anchors and files lead somewhere",
  pages: "all",
  views: [view(1280)],
  async look({ page, path, tools: { site, server } }, check) {
    const from = new URL(path, server.url);
    for (const { address, leads, count } of await page.evaluate(collect)) {
      const wrong = problem(address, from, site, server);
      check.looked(count);
      if (wrong) check.fault({ page: path, selector: await page.evaluate(whereIs, address), ...wrong });
      else if (leads)
        remember(site, path, new URL(address, from).href.slice(server.url.length).split(/[?#]/)[0]);
    }
  },
  after({ site }, check) {
    const reached = new Set(["index.html"]);
    for (const path of reached) for (const next of site.leads?.get(path) ?? []) reached.add(next);
    for (const [path, kind] of site.kinds) {
      check.looked();
      if (!reached.has(path) && !UNLINKED.has(kind))
        check.fault({ page: path, found: "no way to it from the home page", expected: "a link" });
    }
  },
};

/** What files that are no pages name: style sheets, the manifest, the feed and the site map. */
export const named = {
  name: "what style sheets, feeds and the manifest name is there",
  run({ site }, check) {
    for (const path of site.files.keys()) {
      const addresses = NAMED.filter(([ending]) => path.endsWith(ending)).flatMap(([, find]) =>
        find(site.text(path)),
      );
      for (const address of addresses) {
        if (/^(mailto|data|urn):/.test(address)) continue;
        check.looked();
        const target = new URL(address, ADDRESS + path);
        const wrong = target.href.startsWith(ADDRESS)
          ? inSite(target, ADDRESS, site, true)
          : outside(path, target);
        if (wrong) check.fault({ page: path, selector: address, ...wrong });
      }
    }
  },
};

const all = (text, pattern) => [...text.matchAll(pattern)].map((it) => it[1].replaceAll("&amp;", "&"));
const NAMED = [
  [".css", (text) => all(text, /url\(["']?([^"')]+)/g)],
  [".xml", (text) => [...all(text, /<loc>([^<]+)/g), ...all(text, /\b(?:href|src)="([^"]+)"/g)]],
  [".svg", (text) => all(text, /\b(?:href|src)="([^"]+)"/g)],
  [".webmanifest", (text) => addressesIn(JSON.parse(text))],
];

function addressesIn({ icons = [], shortcuts = [], start_url, scope }) {
  return [...icons.map((it) => it.src), ...shortcuts.map((it) => it.url), start_url, scope].filter(Boolean);
}

// A feed or a drawing may lead a reader on to elsewhere; a style sheet may not load from there.
const outside = (path, target) =>
  path.endsWith(".css") && { found: `a file of ${target.host}`, expected: "one of the site" };

// Each address once, with how often it is named and whether a reader can follow it.
function collect() {
  const found = new Map();
  for (const it of document.querySelectorAll("[href], [src], [srcset], [poster]")) {
    for (const name of ["href", "src", "poster", "srcset"]) {
      const value = it.getAttribute(name);
      if (value === null) continue;
      for (const address of name === "srcset"
        ? value.split(",").map((one) => one.trim().split(/\s/)[0])
        : [value]) {
        const known = found.get(address) ?? { address, leads: false, count: 0 };
        found.set(address, { address, leads: known.leads || it.localName === "a", count: known.count + 1 });
      }
    }
  }
  return [...found.values()];
}

function whereIs(address) {
  const names = (it) =>
    ["href", "src", "poster", "srcset"].some((name) => it.getAttribute(name)?.includes(address));
  return probe.selector([...document.querySelectorAll("[href], [src], [srcset], [poster]")].find(names));
}

function problem(address, from, site, server) {
  if (/^(mailto|tel):/.test(address)) return null;
  const target = new URL(address, from);
  if (target.href.startsWith(server.url)) return inSite(target, server.url, site, false);
  if (target.href.startsWith(ADDRESS)) return inSite(target, ADDRESS, site, true);
  return target.origin === from.origin
    ? { found: `a link out of the site: ${address}`, expected: "one within" }
    : null;
}

// Only absolute addresses may end in `/`: a folder has no index where a page is opened from a disk.
function inSite(target, base, site, mayEndInFolder) {
  let path = decodeURIComponent(target.href.slice(base.length).split(/[?#]/)[0]);
  if (path === "" || path.endsWith("/")) {
    if (!mayEndInFolder)
      return { found: `a link to a folder: ${path || "./"}`, expected: "one to its index.html" };
    path += "index.html";
  }
  if (!site.files.has(path)) return { found: `no file ${path}`, expected: "a file of the site" };
  const anchor = decodeURIComponent(target.hash.slice(1));
  if (anchor && path.endsWith(".html") && !ids(site, path).has(anchor))
    return { found: `no #${anchor} in ${path}`, expected: "an element with this id" };
  return null;
}

function ids(site, path) {
  site.ids ??= new Map();
  if (!site.ids.has(path)) site.ids.set(path, new Set(all(site.text(path), /\sid="([^"]*)"/g)));
  return site.ids.get(path);
}

function remember(site, from, to) {
  site.leads ??= new Map();
  if (!site.leads.has(from)) site.leads.set(from, new Set());
  site.leads.get(from).add(to);
}
