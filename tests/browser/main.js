// The list of all checks, and how they are run. `tests/browser/run` builds the site and calls this.
// Words after the options choose the checks whose names contain one of them.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBrowser, walk } from "./browser.js";
import { accessible, contrast } from "./checks/axe.js";
import { links, named } from "./checks/links.js";
import { overflow } from "./checks/overflow.js";
import { foreign, policy, quiet, weight } from "./checks/quiet.js";
import { Report } from "./report.js";
import { serve } from "./server.js";
import { kinds, readSite } from "./site.js";

/** All checks, in the order in which they are told. */
const CHECKS = [kinds, links, named, quiet, policy, foreign, weight, overflow, accessible, contrast];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: "string" }, work: { type: "string" } },
});

const chosen = CHECKS.filter(({ name }) => positionals.length === 0 || positionals.some((it) => name.includes(it)));
process.exitCode = (await main(values.site, values.work, chosen)) ? 1 : 0;

async function main(folder, work, checks) {
  mkdirSync(work, { recursive: true });
  const site = readSite(folder);
  const server = await serve(site);
  const { browser, port } = await openBrowser();
  const tools = { site, server, browser, port, work };
  const report = new Report();
  console.log(`${site.pages.length} pages, ${site.samples.length} of them looked at closely, in Chromium ${browser.version()}\n`);
  try {
    await runAll(tools, checks.map((check) => ({ check, result: report.check(check.name) })), report);
  } finally {
    await browser.close();
    await server.close();
  }
  return report.close(join(work, "faults.txt"));
}

/** First those that run by themselves, one after the other; then a walk over all pages, and one over
 * those that stand for their kinds. */
async function runAll(tools, checks, report) {
  for (const { check, result } of checks.filter(({ check }) => check.run)) {
    await result.time(() => check.run(tools, result));
    report.print(result);
  }
  const all = [...tools.site.kinds].map(([path, kind]) => ({ path, kind }));
  for (const [name, pages] of [["all", all], ["samples", tools.site.samples]]) {
    const walkers = checks.filter(({ check }) => check.pages === name);
    if (walkers.length === 0) continue;
    await walk(tools, pages, walkers);
    for (const { check, result } of walkers) {
      check.after?.(tools, result);
      report.print(result);
    }
  }
}
