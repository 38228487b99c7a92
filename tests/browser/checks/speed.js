// Lighthouse: how fast a page is, and what else it says about it.

import lighthouse, { desktopConfig } from "lighthouse";

/** The kinds of page that are measured. */
const KINDS = ["home", "story", "figure"];
/** A busy machine makes a page slower, never faster: the best of so many counts. */
const TRIES = 8;
const MOST = { "largest-contentful-paint": 1000, "total-blocking-time": 0, "cumulative-layout-shift": 0 };
// The pages ask search engines to stay away. Whether a page comes back quickly is not counted, and slow to find out.
const SKIPPED = ["is-crawlable", "bf-cache"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

/** Four times 100, and the page is there within a second, in Lighthouse's desktop. `noindex` is meant. */
export const speed = {
  name: "Lighthouse: four times 100, there within 1.0 s, nothing blocks, nothing shifts",
  isAlone: true,
  async run({ site, server, port }, check) {
    for (const kind of KINDS) {
      const path = site.samples.find((it) => it.kind === kind)?.path;
      if (!path) continue;
      const tries = [];
      do tries.push(await measure(server.url + path, port));
      while (faults(tries).length > 0 && tries.length < TRIES);
      check.looked();
      check.note(`${path}: ${told(tries)}`);
      for (const it of faults(tries)) check.fault({ page: path, ...it });
    }
  },
};

async function measure(url, port) {
  const flags = {
    port,
    onlyCategories: CATEGORIES,
    skipAudits: SKIPPED,
    disableFullPageScreenshot: true,
    logLevel: "silent",
  };
  return (await lighthouse(url, flags, desktopConfig)).lhr;
}

const score = (tries, id) => Math.round(Math.max(...tries.map((it) => it.categories[id].score)) * 100);
const least = (tries, id) => Math.min(...tries.map((it) => it.audits[id].numericValue));

function faults(tries) {
  const low = CATEGORIES.filter((id) => score(tries, id) < 100);
  const much = Object.entries(MOST).filter(([id, most]) => least(tries, id) > most);
  return [
    ...low.map((id) => ({
      found: `${score(tries, id)} for ${id}: ${failed(tries.at(-1), id)}`,
      expected: "100",
    })),
    ...much.map(([id, most]) => ({ found: `${id} ${least(tries, id)}`, expected: `at most ${most}` })),
  ];
}

function failed({ categories, audits }, id) {
  const counted = categories[id].auditRefs.filter((it) => it.weight > 0).map((it) => audits[it.id]);
  return counted
    .filter((it) => it.score !== null && it.score < 1)
    .map((it) => `${it.id} (${it.title})`)
    .join(", ");
}

function told(tries) {
  const [paint, blocked, shift] = Object.keys(MOST).map((id) => least(tries, id));
  const scores = CATEGORIES.map((id) => score(tries, id)).join(", ");
  return `${scores}; there after ${Math.round(paint)} ms, blocked ${Math.round(blocked)} ms, shifted ${shift.toFixed(3)}; tries: ${tries.length}`;
}
