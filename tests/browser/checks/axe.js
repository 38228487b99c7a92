// axe-core: all rules of WCAG 2 at A and AA, and its best practices.

import axe from "axe-core";
import { atFullHeight, view } from "../browser.js";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The rules that look at colours: in the dark nothing else is different.
const OF_COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** No page breaks a rule, in light and dark, wide and narrow. */
export const accessible = {
  name: "axe-core finds nothing (WCAG 2.2 A and AA, best practices)",
  pages: "samples",
  views: [view(1280), view(1280, "dark"), view(360), view(360, "dark")],
  async look({ page, path, view }, check) {
    const { violations, passes } = await run(page, { runOnly: view.includes("dark") ? OF_COLOURS : RULES });
    check.looked(passes);
    for (const it of violations) {
      for (const { target, found } of it.nodes)
        check.fault({ page: path, view, selector: target, found: `${it.id}: ${found}`, expected: it.help });
    }
  },
};

/** Which texts would fail the stricter contrast of AAA where more contrast is asked for: told, not judged. */
export const contrast = {
  name: "contrast of AAA where more contrast is asked for (only told)",
  pages: "samples",
  views: [view(1280, "light", { contrast: "more" })],
  async look({ page }, check) {
    const rule = "color-contrast-enhanced";
    const { violations, passes } = await run(page, {
      runOnly: { type: "rule", values: [rule] },
      rules: { [rule]: { enabled: true } },
    });
    check.looked(passes);
    check.pairs ??= new Map();
    for (const { found } of violations.flatMap((it) => it.nodes)) {
      const pair = found
        .match(/contrast of ([\d.]+) \(foreground color: (#\w+), background color: (#\w+)/)
        ?.slice(1) ?? [found];
      const words = pair.length > 1 ? `${pair[1]} on ${pair[2]}: ${pair[0]}` : found;
      check.pairs.set(words, (check.pairs.get(words) ?? 0) + 1);
    }
  },
  after(_, check) {
    for (const [words, count] of [...check.pairs].sort()) check.note(`${words}, ${count} texts`);
  },
};

// axe takes a target for covered where a bar lies over it just now.
async function run(page, options) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return atFullHeight(page, () => page.evaluate(inPage, options));
}

async function inPage(options) {
  const result = await axe.run(document, { ...options, resultTypes: ["violations"] });
  const found = (node) => [...node.any, ...node.all, ...node.none].map((it) => it.message).join("; ");
  const nodes = (it) => it.nodes.map((node) => ({ target: node.target.join(" "), found: found(node) }));
  return {
    passes: result.passes.length,
    violations: result.violations.map((it) => ({ id: it.id, help: it.help, nodes: nodes(it) })),
  };
}
