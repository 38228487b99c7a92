// The list of all checks, and how they are run. `tests/browser/run` builds the site and calls this.
// Words after the options choose the checks whose names contain one of them.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { atOnce, openBrowser, walk } from "./browser.js";
import { accessible, contrast } from "./checks/axe.js";
import { drawingFiles, drawings } from "./checks/drawings.js";
import { keyboard } from "./checks/keyboard.js";
import { links, named } from "./checks/links.js";
import { markup } from "./checks/markup.js";
import { forced, print, still } from "./checks/media.js";
import { overflow } from "./checks/overflow.js";
import { pictures } from "./checks/pictures.js";
import { foreign, policy, quiet, weight } from "./checks/quiet.js";
import { script } from "./checks/script.js";
import { search } from "./checks/search.js";
import { speed } from "./checks/speed.js";
import { fromDisk, withoutScript } from "./checks/without.js";
import { Report } from "./report.js";
import { serve } from "./server.js";
import { kinds, readSite } from "./site.js";

/** All checks, in the order in which they are told. */
const CHECKS = [
  ...[kinds, speed, markup, named],
  ...[links, quiet, policy, foreign, weight],
  ...[overflow, accessible, contrast, drawings, print, forced, still, pictures],
  ...[drawingFiles, keyboard, search, script, withoutScript, fromDisk],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: "string" }, work: { type: "string" } },
});

const chosen = CHECKS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((it) => name.includes(it)),
);
process.exitCode = (await main(values.site, values.work, chosen)) ? 1 : 0;

async function main(folder, work, checks) {
  mkdirSync(work, { recursive: true });
  const site = readSite(folder);
  const server = await serve(site);
  const { browser, port } = await openBrowser();
  const tools = { site, server, browser, port, work };
  const report = new Report();
  console.log(
    `${site.pages.length} pages, ${site.samples.length} of them looked at closely, in Chromium ${browser.version()}\n`,
  );
  try {
    await runAll(
      tools,
      checks.map((check) => ({ check, result: report.check(check.name) })),
      report,
    );
  } finally {
    await browser.close();
    await server.close();
  }
  return report.close(join(work, "faults.txt"));
}

/** First what the machine must be quiet for; then, beside what needs no browser, a walk over all pages,
 * one over those that stand for their kinds, and the checks that open pages themselves. */
async function runAll(tools, checks, report) {
  const run = async ({ check, result }) => {
    await result.run(() => check.run(tools, result));
    report.print(result);
  };
  const running = checks.filter(({ check }) => check.run);
  for (const it of running.filter(({ check }) => check.isAlone)) await run(it);
  const beside = running.filter(({ check }) => check.isBeside).map(run);
  const all = [...tools.site.kinds].map(([path, kind]) => ({ path, kind }));
  for (const [name, pages] of [
    ["all", all],
    ["samples", tools.site.samples],
  ]) {
    const walkers = checks.filter(({ check }) => check.pages === name);
    if (walkers.length === 0) continue;
    await walk({ tools, pages, checks: walkers });
    for (const { check, result } of walkers) {
      check.after?.(tools, result);
      report.print(result);
    }
  }
  const rest = running.filter(({ check }) => !check.isAlone && !check.isBeside);
  await atOnce(rest, run);
  await Promise.all(beside);
}
