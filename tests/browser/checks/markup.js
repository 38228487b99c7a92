// html-validate: the markup of every page, in a thread beside the browser.

import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

const RULES = {
  extends: [
    "html-validate:recommended",
    "html-validate:standard",
    "html-validate:a11y",
    "html-validate:document",
  ],
  rules: {
    // Style: HTML does not mind whether `doctype` is in capitals.
    "doctype-style": "off",
    // A list may be named, and screen readers say the name.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Style: a box that scrolls is a region in either way.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Titles of figures are findings; 70 characters are a rule for search engines.
    "long-title": "off",
    // Files of the same host need no digest. Others are asked for one, and another check forbids them.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};

/** No page has an error. Rules that are off say why. */
export const markup = {
  name: "html-validate finds nothing",
  isBeside: true,
  async run({ site }, check) {
    const pages = site.pages.map((path) => [path, site.text(path)]);
    const worker = new Worker(new URL(import.meta.url), { workerData: pages });
    await new Promise((resolve, reject) =>
      worker
        .on("message", (it) => tell(it, check))
        .on("error", reject)
        .on("exit", resolve),
    );
  },
};

function tell({ path, messages }, check) {
  check.looked();
  for (const it of messages)
    check.fault({
      page: path,
      selector: it.selector ?? `line ${it.line}`,
      found: it.message,
      expected: `no ${it.ruleId}`,
    });
}

async function validate(pages) {
  const validator = new HtmlValidate(new StaticConfigLoader(RULES));
  for (const [path, text] of pages) {
    const { results } = await validator.validateString(text, path);
    const messages = results
      .flatMap((it) => it.messages)
      .map(({ selector, line, message, ruleId }) => ({ selector, line, message, ruleId }));
    parentPort.postMessage({ path, messages });
  }
}

if (!isMainThread) await validate(workerData);
