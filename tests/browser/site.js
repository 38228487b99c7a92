// The built site: its files in memory, its pages by kind, and the pages that stand for each kind.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The address that the site is built for. Its path is the one under which the tests serve it. */
export const ADDRESS = "https://moments.harbour-and-pine.example/intranet/";

/** What each kind of page is called, the class of its `main`, and where it stands. `two`: pages of
 * this kind differ so much that the heaviest and the lightest are looked at, not only the heaviest. */
const KINDS = [
  { name: "home", main: "home", path: /^index\.html$/ },
  { name: "story", main: "story", path: /^stories\/[^/]+\/index\.html$/, two: true },
  { name: "alias", main: "alias", path: /^stories\/[^/]+\/index\.html$/ },
  { name: "stories", main: "list", path: /^stories\/(index\.html|page\/|year\/)/, two: true },
  { name: "list", main: "list", path: /^(moments|practices|standards|outcomes)\//, two: true },
  { name: "tag", main: "list", path: /^tags\// },
  { name: "stage", main: "list", path: /^journey\/[^/]+\// },
  { name: "team-stories", main: "list", path: /^teams\/[^/]+\/[^/]+\// },
  { name: "journey", main: "journey", path: /^journey\/index\.html$/ },
  { name: "lessons", main: "lessons", path: /^lessons\// },
  { name: "basics", main: "audit", path: /^basics\// },
  { name: "decide", main: "decide", path: /^decide\// },
  { name: "voice", main: "voice", path: /^voice\// },
  { name: "colleagues", main: "groups", path: /^people\/index\.html$/ },
  { name: "person", main: "person", path: /^people\/[^/]+\//, two: true },
  { name: "figures", main: "figures", path: /^figures\/index\.html$/ },
  { name: "figure", main: "metric", path: /^figures\/[^/]+\/index\.html$/, two: true },
  { name: "figure-window", main: "metric", path: /^figures\/[^/]+\/[^/]+\//, two: true },
  { name: "definitions", main: "definitions", path: /^figures\/definitions\// },
  { name: "groups", main: "groups", path: /^(teams|channels|topics)\/index\.html$/, two: true },
  { name: "team", main: "group", path: /^teams\/[^/]+\/index\.html$/ },
  { name: "group", main: "group", path: /^(channels|topics)\/[^/]+\/index\.html$/, two: true },
  { name: "search", main: "search", path: /^search\// },
  { name: "about", main: "about", path: /^about\// },
  { name: "written", main: "written", path: /^how-to-write-a-story\// },
  { name: "no-page", main: "written", path: /^404\.html$/ },
  { name: "newsroom", main: "newsroom", path: /^newsroom\// },
];

/** Reads a site from its folder. */
export function readSite(folder) {
  const files = new Map();
  for (const it of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!it.isFile()) continue;
    const full = join(it.parentPath, it.name);
    files.set(relative(folder, full).split(sep).join("/"), readFileSync(full));
  }
  return siteOf(folder, files);
}

/** A site of these files: `pages`, their `kinds`, the `samples` that stand for the kinds, and the `text` of a file. */
export function siteOf(folder, files) {
  const text = (path) => files.get(path).toString();
  const pages = [...files.keys()].filter((path) => path.endsWith(".html")).sort();
  const kinds = new Map(pages.map((path) => [path, kindOf(path, text(path))]));
  return { folder, files, pages, kinds, samples: samples(files, kinds), text };
}

/** Each kind has a page, and each page is of a known kind: a new template needs a line in `KINDS`. */
export const kinds = {
  name: "every kind of page is known and looked at",
  run({ site }, check) {
    for (const { name } of KINDS) {
      check.looked();
      if (!site.samples.some((it) => it.kind === name))
        check.fault({ found: `no page of the kind ${name}`, expected: "one at least" });
    }
    for (const [path, kind] of site.kinds) {
      if (!kind)
        check.fault({
          page: path,
          found: "a page of no kind in KINDS of site.js",
          expected: "a line for it",
        });
    }
  },
};

function kindOf(path, html) {
  const main = html.match(/<main\b[^>]*\bclass="([^"]*)"/)?.[1];
  return KINDS.find((kind) => kind.main === main && kind.path.test(path))?.name;
}

function samples(files, kinds) {
  return KINDS.flatMap(({ name, two }) => {
    const paths = [...kinds].filter(([, kind]) => kind === name).map(([path]) => path);
    paths.sort((a, b) => files.get(b).length - files.get(a).length || (a < b ? -1 : 1));
    const chosen = two && paths.length > 1 ? [paths[0], paths.at(-1)] : paths.slice(0, 1);
    return chosen.map((path) => ({ path, kind: name }));
  });
}
