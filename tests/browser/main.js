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
import { longWords, overflow, words } from "./checks/overflow.js";
import { pictures } from "./checks/pictures.js";
import { foreign, policy, quiet, weight } from "./checks/quiet.js";
import { script } from "./checks/script.js";
import { search } from "./checks/search.js";
import { signal } from "./checks/signal.js";
import { speed } from "./checks/speed.js";
import { fromDisk, withoutScript } from "./checks/without.js";
import { buildProject } from "./projects.js";
import { chosen, Report } from "./report.js";
import { serve } from "./server.js";
import { kinds, readSite } from "./site.js";

/** All checks, in the order in which they are told. */
const CHECKS = [
  ...[kinds, speed, markup, named],
  ...[links, quiet, policy, foreign, weight],
  ...[overflow, words, accessible, contrast, drawings, print, forced, still, pictures],
  ...[drawingFiles, keyboard, search, script, withoutScript, fromDisk],
  ...[longWords, signal].flat(),
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { site: { type: "string" }, work: { type: "string" }, program: { type: "string" } },
});
process.exitCode = (await main(values, chosen(CHECKS, ({ name }) => name, positionals))) ? 1 : 0;

async function main({ site: folder, work, program }, checks) {
  mkdirSync(work, { recursive: true });
  const site = readSite(folder);
  const server = await serve(site);
  const servers = [server];
  const { browser, port } = await openBrowser();
  const tools = { site, server, browser, port, work };
  const report = new Report();
  console.log(
    `${site.pages.length} pages, ${site.samples.length} of them looked at closely, in Chromium ${browser.version()}\n`,
  );
  try {
    const all = checks.map((check) => ({ check, result: report.check(check.name) }));
    await runAll(
      tools,
      all.filter(({ check }) => !check.site),
      report,
    );
    // Those of further sites, which are built for them.
    for (const name of new Set(checks.map((check) => check.site).filter(Boolean))) {
      const site = readSite(buildProject(name, { program, work }));
      const server = await serve(site);
      servers.push(server);
      await walkAll(
        { ...tools, site, server },
        { pages: site.samples, walkers: all.filter(({ check }) => check.site === name) },
        report,
      );
    }
  } finally {
    await browser.close();
    await Promise.all(servers.map((it) => it.close()));
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
    if (walkers.length > 0) await walkAll(tools, { pages, walkers }, report);
  }
  const rest = running.filter(({ check }) => !check.isAlone && !check.isBeside);
  await atOnce(rest, run);
  await Promise.all(beside);
}

async function walkAll(tools, { pages, walkers }, report) {
  await walk({ tools, pages, checks: walkers });
  for (const { check, result } of walkers) {
    check.after?.(tools, result);
    report.print(result);
  }
}
