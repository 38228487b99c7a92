// Tests of the tests: each check is shown a page with one fault, and must find it.
// `tests/browser/run` runs it after the others.

import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { openBrowser, walk } from "./browser.js";
import { accessible } from "./checks/axe.js";
import { drawings } from "./checks/drawings.js";
import { keyboard } from "./checks/keyboard.js";
import { links, named } from "./checks/links.js";
import { markup } from "./checks/markup.js";
import { forced, print, still } from "./checks/media.js";
import { longWords, overflow, words } from "./checks/overflow.js";
import { foreign, policy, quiet, weight } from "./checks/quiet.js";
import { script as added } from "./checks/script.js";
import { search } from "./checks/search.js";
import { signal } from "./checks/signal.js";
import { speed } from "./checks/speed.js";
import { fromDisk, withoutScript } from "./checks/without.js";
import { folderOf } from "./projects.js";
import { Check, chosen } from "./report.js";
import { serve } from "./server.js";
import { kinds, readSite, siteOf } from "./site.js";

const inMain = (more) => (html) => html.replace("</main>", `${more}</main>`);
const inHead = (more) => (html) => html.replace("</head>", `${more}</head>`);
const rule = (css) => ({ "static/style.css": (text) => `${text}\n${css}` });
const script = (text) => ({
  "index.html": inHead('<script src="static/planted.js" defer></script>'),
  "static/planted.js": () => text,
});
const home = (change) => ({ "index.html": change });
const drawing = (inside, attributes = "") =>
  home(inMain(`<svg width="300" height="60" viewBox="0 0 300 60" ${attributes}>${inside}</svg>`));

/** The check, what is planted (files and how each is changed), and words of the fault that it must find. */
const FAULTS = [
  [kinds, { "index.html": (html) => html.replace('class="home"', 'class="unheard-of"') }, "no kind"],
  [links, home(inMain('<a href="nowhere/index.html">x</a>')), "no file nowhere/index.html"],
  [links, home(inMain('<a href="about/index.html#nowhere">x</a>')), "no #nowhere"],
  [links, home(inMain('<a href="about/">x</a>')), "a link to a folder"],
  [links, home(inMain('<img src="a.jpg" srcset="b.jpg 2x" alt="x">')), "no file b.jpg"],
  [links, { "about/alone.html": () => "<!doctype html><main></main>" }, "no way to it"],
  [named, rule('p { background: url("nothing.png") }'), "no file static/nothing.png"],
  [named, { "feed.xml": (xml) => xml.replace("/stories/", "/tales/") }, "no file tales/"],
  [quiet, script('console.error("a planted error")'), "a planted error"],
  [quiet, script("nothing.is.here()"), "error in a script"],
  [quiet, home(inMain('<img src="missing.jpg" alt="x">')), "404"],
  [policy, home(inMain('<p style="color: red">x</p>')), "Content Security Policy"],
  [policy, home(inMain("<script>let planted</script>")), "Content Security Policy"],
  [
    foreign,
    home(inHead('<link rel="stylesheet" href="http://localhost:9/foreign.css">')),
    "http://localhost:9/foreign.css",
  ],
  [weight, script(`"${random(60_000)}"`), "at most 40.0 kB"],
  [
    weight,
    home(
      inMain(
        [1, 2, 3, 4]
          .map((it) => `<img src="static/favicon.svg?${it}" alt="x"><img src="p${it}.png" alt="x">`)
          .join(""),
      ),
    ),
    "at most 5",
  ],
  [markup, home(inMain("<p><div></div></p>")), "close-order"],
  [markup, home(inMain('<p id="main">x</p>')), "no-dup-id"],
  [
    overflow,
    { ...home(inMain('<p class="planted">x</p>')), ...rule(".planted { width: 400px }") },
    "a document of",
  ],
  [
    overflow,
    {
      ...home(inMain('<p class="planted">x</p>')),
      ...rule("html { overflow-x: clip } .planted { position: relative; left: 90vw; width: 50vw }"),
    },
    "it reaches from",
  ],
  [
    words,
    {
      ...home(inMain('<p class="planted">Donaudampfschifffahrt</p>')),
      ...rule(".planted { width: 4rem; overflow-wrap: normal; hyphens: none }"),
    },
    "px of words out of their box",
  ],
  [
    words,
    {
      ...home(inMain('<p class="planted">Donaudampfschifffahrt</p>')),
      ...rule(".planted { width: 4rem; overflow: hidden; white-space: nowrap }"),
    },
    "words cut off",
  ],
  [
    words,
    {
      ...home(inMain('<p class="planted"><b>Beyond the screen</b> A call</p>')),
      ...rule(".planted { position: relative; padding-left: 4rem } .planted b { position: absolute; left: 0; white-space: nowrap }"),
    },
    "words that stand over those of",
  ],
  ...longWords.map((check) => [
    check,
    rule("* { overflow-wrap: normal !important; hyphens: none !important }"),
    check.name.startsWith("nothing") ? "it reaches from" : "px of words out of their box",
  ]),
  [
    signal[0],
    { ...home(inMain('<p class="planted">too pale</p>')), ...rule(".planted { color: #999 }") },
    "color-contrast",
  ],
  [accessible, home(inMain('<img src="static/favicon.svg">')), "image-alt"],
  [
    accessible,
    { ...home(inMain('<p class="planted">too pale</p>')), ...rule(".planted { color: #999 }") },
    "color-contrast",
  ],
  [
    accessible,
    {
      ...home(inMain('<p class="planted">too dark</p>')),
      ...rule("@media (prefers-color-scheme: dark) { .planted { color: #333 } }"),
    },
    "color-contrast",
  ],
  [drawings, drawing('<text x="9" y="20" font-size="11">small</text>'), "11.0 px"],
  [
    drawings,
    drawing(
      '<text x="9" y="20" font-size="12">made small</text>',
      'preserveAspectRatio="none" transform="scale(0.8)"',
    ),
    "9.6 px",
  ],
  [drawings, drawing('<text x="9" y="20" fill="#999">pale</text>'), "a contrast of"],
  [
    drawings,
    drawing(
      '<rect width="90" height="40" fill="#555"/><text x="9" y="20" fill="#222">on a dark shape</text>',
    ),
    "#222222 on #555555",
  ],
  [drawings, drawing('<text x="280" y="20">cut off at the edge</text>', 'overflow="hidden"'), "cut off"],
  [drawings, drawing('<text x="9" y="20">one text</text><text x="40" y="22">another</text>'), "it lies on"],
  [print, rule("@media print { .nav { display: block !important } }"), "navigation on paper"],
  [
    print,
    { ...home(inMain('<p class="planted">x</p>')), ...rule(".planted { background: #eee }") },
    "on #eeeeee",
  ],
  [forced, drawing('<circle cx="9" cy="9" r="5" fill="#fff" class="planted"/>'), "a mark with a contrast"],
  [still, rule("main { transition: color 1s }"), "something that moves"],
  [keyboard, rule(":focus-visible { outline: 0 }"), "an outline of 0 px"],
  [keyboard, rule(":focus-visible { outline-color: var(--rule) }"), "an outline with a contrast"],
  [keyboard, home(inMain('<a href="index.html" tabindex="1">x</a>')), "the focus there as"],
  [
    keyboard,
    {
      ...home(inMain('<a href="index.html" class="planted">x</a>')),
      ...rule(".planted { position: fixed; left: -99px }"),
    },
    "out of sight",
  ],
  [
    keyboard,
    script(
      'addEventListener("keydown", (it) => document.activeElement.closest("main") && it.preventDefault())',
    ),
    "the focus there as",
  ],
  [search, { "search/index.js": (text) => text.replace("moments.take", "moments.lost") }, "The wedding on the beach"],
  [added, { "static/moments.js": (text) => text.replace("known.sort(", "known.map(") }, "an error"],
  [withoutScript, script('document.querySelector("main").append("planted")'), "with script “"],
  [
    fromDisk,
    home((html) => html.replace('href="static/style', 'href="/intranet/static/style')),
    "the styles",
  ],
  [fromDisk, home(inMain('<a href="/about/index.html">x</a><img src="/x.jpg" alt="">')), "file:"],
  [
    speed,
    // What happens before the first paint makes the page late; only what comes after it blocks.
    script(`
      const block = () => { const end = performance.now() + 1000; while (performance.now() < end); };
      new PerformanceObserver((seen) => {
        if (seen.getEntriesByName("first-contentful-paint").length > 0) block();
      }).observe({ type: "paint", buffered: true });
    `),
    "total-blocking-time",
  ],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: "string" }, work: { type: "string" } },
});
process.exitCode = (await main(values, chosen(FAULTS, ([{ name }]) => name, positionals))) ? 1 : 0;

async function main({ site: folder, work }, faults) {
  const sites = new Map(
    [...new Set(faults.map(([check]) => check.site))].map((name) => [
      name,
      readSite(name ? folderOf(name, work) : folder),
    ]),
  );
  const { browser, port } = await openBrowser();
  let failed = 0;
  for (const [at, [check, planted, expected]] of faults.entries()) {
    const result = await lookAt({ browser, port, work }, sites.get(check.site), check, planted);
    const found = result.faults.some((it) => Object.values(it).join(" ").includes(expected));
    if (!found) failed += 1;
    console.log(
      `${found ? "ok  " : "FAIL"}  ${at + 1}. ${check.name}: “${expected}”${found ? "" : ` is not among ${JSON.stringify(result.faults.slice(0, 3))}`}`,
    );
  }
  await browser.close();
  console.log(`\n${faults.length - failed} passed, ${failed} failed`);
  return failed;
}

/** Runs one check on a copy of the site in which something is planted, at the home page only. */
async function lookAt(tools, { folder, text, files }, check, planted) {
  const changes = Object.entries(planted).map(([path, change]) => [
    path,
    change(files.has(path) ? text(path) : ""),
  ]);
  const site = siteOf(
    folder,
    new Map([...files, ...changes.map(([path, text]) => [path, Buffer.from(text)])]),
  );
  site.samples = site.samples.filter(({ kind }) => kind === "home");
  if (check === fromDisk) site.folder = copy(folder, join(tools.work, "planted"), changes);
  const server = await serve(site);
  const result = new Check(check.name);
  const all = { ...tools, site, server };
  if (check === markup) site.pages = ["index.html"];
  if (check.run) await result.run(() => check.run(all, result));
  else await walk({ tools: all, pages: site.samples, checks: [{ check, result }] });
  check.after?.(all, result);
  await server.close();
  return result;
}

function copy(from, to, changes) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  for (const [path, text] of changes) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  }
  return to;
}

// Text that does not compress: the same on every run.
function random(length) {
  let state = 1;
  return Array.from({ length }, () =>
    String.fromCharCode(97 + ((state = (state * 48271) % 2147483647) % 26)),
  ).join("");
}
