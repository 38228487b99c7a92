// A walk with the Tab key: everything is reached, in order, in sight, and shows that it has the focus.

import { openTab, show, view } from "../browser.js";

const WALKS = [
  ...["home", "story", "figure", "stories", "journey"].map((kind) => ({ kind, view: view(1280) })),
  ...["home", "figure"].map((kind) => ({ kind, view: view(360, "dark") })),
];
const LEAST = { width: 2, contrast: 3 };

/** Each page of the walks, from the skip link to the end. */
export const keyboard = {
  name: "Tab reaches everything in order, in sight, with a focus that shows",
  async run({ site, server, browser }, check) {
    const walks = WALKS.filter((it) => site.samples.some(({ kind }) => kind === it.kind));
    const tab = await openTab(browser, server.url);
    for (const it of walks) {
      const { path } = site.samples.find(({ kind }) => kind === it.kind);
      await show(tab.page, it.view);
      await tab.go(server.url + path);
      for (const fault of await walkThrough(tab.page, check))
        check.fault({ page: path, view: it.view.name, ...fault });
    }
    await tab.close();
  },
};

async function walkThrough(page, check) {
  const faults = [];
  const all = await page.evaluate(list);
  for (let at = 0; at < all.length; at += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(focused, LEAST);
    check.looked();
    if (now.at === -1)
      return [
        ...faults,
        {
          selector: all[at],
          found: `the focus on ${now.selector}`,
          expected: "the next that can be reached",
        },
      ];
    if (now.at !== at)
      return [
        ...faults,
        { selector: now.selector, found: `the focus there as the ${at + 1}th`, expected: `it on ${all[at]}` },
      ];
    faults.push(...now.faults.map((it) => ({ selector: now.selector, ...it })));
  }
  await page.keyboard.press("Tab");
  const last = await page.evaluate(focused, LEAST);
  if (last.at > 0)
    faults.push({
      selector: last.selector,
      found: "the focus there after the last",
      expected: "a way out of the page",
    });
  return [...faults, ...(await skipLink(page, all[0]))];
}

async function skipLink(page, first) {
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => reachable[0].focus());
  await page.keyboard.press("Enter");
  const led = await page.evaluate(() => [reachable[0].matches("a[href='#main']"), document.activeElement.id]);
  if (!led[0]) return [{ selector: first, found: "no skip link there", expected: "the skip link first" }];
  return led[1] === "main"
    ? []
    : [{ selector: first, found: `the focus on #${led[1]} after Enter`, expected: "it on #main" }];
}

// What the Tab key should reach, in the order of the document.
function list() {
  const able = [
    ...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, audio, video, [tabindex], [contenteditable]",
    ),
  ];
  globalThis.reachable = able.filter(
    (it) => it.tabIndex >= 0 && !it.disabled && it.checkVisibility({ visibilityProperty: true }),
  );
  return reachable.map(probe.selector);
}

function focused(least) {
  const it = document.activeElement;
  const faults = [];
  const style = getComputedStyle(it);
  const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  if (width < least.width)
    faults.push({ found: `an outline of ${width} px`, expected: `one of ${least.width} px at least` });
  const ground = probe.ground(it.closest("svg")?.parentElement ?? it.parentElement ?? it);
  const contrast = probe.contrast(probe.over(probe.colour(style.outlineColor), ground), ground);
  if (contrast < least.contrast)
    faults.push({
      found: `an outline with a contrast of ${contrast.toFixed(2)}`,
      expected: `${least.contrast} at least`,
    });
  if (!isInSight(it))
    faults.push({ found: "it out of sight or covered while it has the focus", expected: "it in sight" });
  return { at: reachable.indexOf(it), selector: probe.selector(it), faults };

  function isInSight(element) {
    const drawing = element.closest("svg");
    return [...element.getClientRects()].some((box) => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      if (left >= right || top >= bottom) return false;
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return hit && (element.contains(hit) || hit.contains(element) || drawing?.contains(hit));
    });
  }
}
