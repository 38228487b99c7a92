// Pages load in silence: no error, nothing against the policy, nothing from elsewhere, little weight.

import { view } from "../browser.js";
import { isPicture } from "../server.js";

const views = [view(1280)];

/** Nothing is said in the console, no script fails, and no request does. */
export const quiet = {
  name: "no error in the console, in scripts or in requests",
  pages: "all",
  views,
  look({ tab, path }, check) {
    check.looked();
    for (const found of tab.said.filter((it) => !isAgainstPolicy(it)))
      check.fault({ page: path, found, expected: "silence" });
  },
};

/** Nothing that the Content-Security-Policy forbids. */
export const policy = {
  name: "nothing against the Content-Security-Policy",
  pages: "all",
  views,
  look({ tab, path }, check) {
    check.looked();
    for (const found of tab.said.filter(isAgainstPolicy))
      check.fault({ page: path, found, expected: "nothing against the policy" });
  },
};

/** No request to another host. */
export const foreign = {
  name: "no request to another host",
  pages: "all",
  views,
  look({ tab, path }, check) {
    check.looked(tab.requests.length + tab.foreign.length);
    for (const it of tab.foreign)
      check.fault({ page: path, found: `a request to ${it}`, expected: "requests to the site only" });
  },
};

const HOME = { bytes: 40_000, requests: 5 };
const PAGE = { bytes: 100_000, requests: Infinity };

/** What a page and all it loads weigh, compressed. Photographs weigh apart, but are requests too. */
export const weight = {
  name: "pages weigh at most 100 kB, the home page 40 kB in 5 requests",
  pages: "all",
  views,
  async look({ tab, path, kind, tools: { server } }, check) {
    const paths = [...new Set(tab.requests.map((it) => it.slice(server.url.length).split(/[?#]/)[0]))];
    const weights = await Promise.all(paths.filter((it) => !isPicture(it)).map((it) => server.weight(it)));
    const bytes = weights.reduce((a, b) => a + b, 0);
    const most = kind === "home" ? HOME : PAGE;
    check.looked();
    if (kind === "home") check.note(`the home page: ${kB(bytes)} in ${paths.length} requests`);
    if (bytes > (check.heaviest?.bytes ?? 0)) check.heaviest = { bytes, path };
    if (bytes > most.bytes)
      check.fault({ page: path, found: kB(bytes), expected: `at most ${kB(most.bytes)}` });
    if (paths.length > most.requests)
      check.fault({ page: path, found: `${paths.length} requests`, expected: `at most ${most.requests}` });
  },
  after(_, check) {
    check.note(`the heaviest page: ${kB(check.heaviest.bytes)}, ${check.heaviest.path}`);
  },
};

const isAgainstPolicy = (it) => /Content[- ]Security[- ]Policy/i.test(it);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
