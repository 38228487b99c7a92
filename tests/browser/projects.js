// Further sites to look at: the worked example in another theme, and with long words.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADDRESS } from "./site.js";

const REPOSITORY = new URL("../..", import.meta.url).pathname;
const TODAY = "2026-11-17";

const LONGEST = "Donaudampfschifffahrtsgesellschaftskapitänsmützenband";
const LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragung";
const TITLE_LENGTH = 80;

/** How each project differs from the worked example: a change for each kind of its files. */
const CHANGES = {
  signal: { configuration: (text) => text.replace('name = "default"', 'name = "signal"') },
  long: { configuration: withLongNames, story: withLongTitle, table: withLongTopics },
};

/** Builds a project's site below `work` and says where it is. */
export function buildProject(name, { program, work }) {
  const project = join(work, name, "project");
  const site = folderOf(name, work);
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  for (const it of ["content", "data", "themes", "moments.toml"])
    cpSync(join(REPOSITORY, it), join(project, it), { recursive: true });
  const { configuration = same, story = same, table = same } = CHANGES[name];
  change(project, "moments.toml", configuration);
  for (const it of filesIn(project, "content/stories", ".md")) change(project, it, story);
  for (const it of filesIn(project, "data", ".csv")) change(project, it, table);
  execFileSync(
    program,
    ["build", "--project", project, "--today", TODAY, "--out", site, "--base-url", ADDRESS],
    { stdio: "pipe" },
  );
  return site;
}

/** Where the site of a project is built. */
export function folderOf(name, work) {
  return join(work, name, "site");
}

const same = (text) => text;

function change(project, file, how) {
  const path = join(project, file);
  writeFileSync(path, how(readFileSync(path, "utf8")));
}

function filesIn(project, folder, ending) {
  if (!existsSync(join(project, folder))) return [];
  const files = readdirSync(join(project, folder), { recursive: true });
  return files.filter((it) => it.endsWith(ending)).map((it) => join(folder, it));
}

// Names of teams, kinds, stages, practices and standards, each with a long word. What the data calls a
// team stays known.
function withLongNames(text) {
  return text
    .replace(/^title = .*/m, `title = "${LONGEST} at ${LONG}"`)
    .replace(/^(id = "[^"]*"\nname = ")([^"]*)"(?:\nalso = \[)?/gm, (found, before, name) => {
      const also = found.includes("also") ? `\nalso = ["${name}", ` : `\nalso = ["${name}"]`;
      return `${before}${name} ${LONGEST}"${isTeam(text, found) ? also : ""}`;
    });
}

function isTeam(text, found) {
  return text.includes(`[[teams]]\n${found}`);
}

// A title of 80 characters, a long word in the text and in a heading, and no picture.
function withLongTitle(text) {
  return `${text
    .replace(/^title( = "|: ["']?)([^"'\n]*)(.*)$/m, (_, before, title, after) => {
      const long = `${LONG} ${title} ${LONGEST}`.slice(0, TITLE_LENGTH);
      return `title${before}${long}${after}`;
    })
    .replace(/^image = .*\n/m, "")
    .replace(/^image:.*\n(?: .*\n)*/m, "")}\n\n## ${LONG}\n\n${LONGEST}, ${LONG}\n`;
}

function withLongTopics(text) {
  return text.replaceAll(",Waterproofing,", `,${LONGEST},`).replaceAll(",Wrong item,", `,${LONG},`);
}
