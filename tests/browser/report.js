// What was looked at, and what is wrong: one line a check, and each fault with its place.

import { writeFileSync } from "node:fs";

const SHOWN = 25;

/** Those of `all` whose name contains one of the words; all of them where there are no words. */
export const chosen = (all, nameOf, words) =>
  all.filter((it) => words.length === 0 || words.some((word) => nameOf(it).includes(word)));

/** Gathers the results of all checks. */
export class Report {
  checks = [];

  /** Begins a check. */
  check(name) {
    const check = new Check(name);
    this.checks.push(check);
    return check;
  }

  /** Prints a check that is over. */
  print(check) {
    const n = check.faults.length;
    const many = `${check.count} looked at${n ? `, ${n} wrong` : ""}`;
    console.log(`${check.passed ? "ok  " : "FAIL"}  ${check.name}: ${many} (${check.seconds.toFixed(1)} s)`);
    for (const line of check.notes) console.log(`      ${line}`);
    if (check.count === 0) console.log("      nothing was looked at");
    for (const it of check.faults.slice(0, SHOWN)) console.log(`      ${words(it)}`);
    if (n > SHOWN) console.log(`      … and ${n - SHOWN} more`);
  }

  /** Writes all faults to a file, and says how many checks passed. */
  close(file) {
    const lines = this.checks.flatMap((check) => check.faults.map((it) => `${check.name}: ${words(it)}\n`));
    writeFileSync(file, lines.join(""));
    const failed = this.checks.filter((check) => !check.passed).length;
    if (failed) console.log(`\nAll faults: ${file}`);
    console.log(`\n${this.checks.length - failed} passed, ${failed} failed`);
    return failed;
  }
}

/** One check: how many things it looked at, and its faults. A check that looked at nothing fails. */
export class Check {
  count = 0;
  faults = [];
  notes = [];
  seconds = 0;

  constructor(name) {
    this.name = name;
  }

  get passed() {
    return this.count > 0 && this.faults.length === 0;
  }

  /** Counts what is looked at. */
  looked(n = 1) {
    this.count += n;
  }

  /** A fault: `page`, `view` and `selector` as far as there are any, what was found, what was expected. */
  fault(it) {
    this.faults.push(it);
  }

  /** Something worth saying that is no fault. */
  note(line) {
    this.notes.push(line);
  }

  /** Does some of the check's work, and adds the time that it takes. Work that breaks off is a fault. */
  async run(work, page) {
    const start = performance.now();
    try {
      await work();
    } catch (error) {
      this.fault({ page, found: `an error: ${error.message.split("\n")[0]}`, expected: "none" });
    } finally {
      this.seconds += (performance.now() - start) / 1000;
    }
  }
}

function words({ page, view, selector, found, expected }) {
  const place = [page, view && `(${view})`, selector].filter(Boolean).join(" ");
  return `${place ? `${place}: ` : ""}found ${found}; expected ${expected}`;
}
