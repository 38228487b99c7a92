// Nothing is wider than the window, and words keep to their places.

import { view } from "../browser.js";

const VIEWS = [view(320), view(360), view(768), view(1280)];

/** The document fits the window, and no element outside a box that scrolls sticks out of it. */
export const overflow = {
  name: "nothing is wider than the window",
  pages: "samples",
  views: VIEWS,
  async look({ page, path, view }, check) {
    const { width, window, out, count } = await page.evaluate(measure);
    check.looked(count);
    if (width > window)
      check.fault({ page: path, view, found: `a document of ${width} px`, expected: `at most ${window} px` });
    for (const { selector, left, right } of out)
      check.fault({
        page: path,
        view,
        selector,
        found: `it reaches from ${left} to ${right} px`,
        expected: `0 to ${window} px`,
      });
  },
};

/**
 * No words stick out of the box that they stand in, none are cut off, and none stand over others. Drawings are
 * looked at elsewhere.
 */
export const words = {
  name: "words keep to their boxes, and none are cut or covered",
  pages: "samples",
  views: VIEWS,
  async look({ page, path, view }, check) {
    const { count, faults } = await page.evaluate(keep);
    check.looked(count);
    for (const it of faults) check.fault({ page: path, view, ...it });
  },
};

/** Both where titles, teams, topics and stages have very long words, and no story has a picture. */
export const longWords = [overflow, words].map((it) => ({
  ...it,
  name: `${it.name}: with long words`,
  site: "long",
  views: [view(320), view(360), view(768)],
}));

function measure() {
  const root = document.documentElement;
  const window = root.clientWidth;
  const elements = [...document.body.querySelectorAll("*")].filter(
    (it) => !(it instanceof SVGElement) || it.localName === "svg",
  );
  const out = elements.filter((it) => {
    const { left, right } = it.getBoundingClientRect();
    return (
      (left < -1 || right > window + 1) &&
      probe.isVisible(it) &&
      !probe.isForEars(it) &&
      !probe.isInScrolling(it)
    );
  });
  const tell = (it) => {
    const { left, right } = it.getBoundingClientRect();
    return { selector: probe.selector(it), left: Math.round(left), right: Math.round(right) };
  };
  return { width: root.scrollWidth, window, count: elements.length, out: out.map(tell) };
}

function keep() {
  const faults = [];
  const all = [];
  let count = 0;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("svg, script, .skip")) continue;
    if (!probe.isVisible(element) || probe.isForEars(element)) continue;
    count += 1;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const lines = [...range.getClientRects()];
    const left = Math.min(...lines.map((it) => it.left));
    const right = Math.max(...lines.map((it) => it.right));
    const bottom = Math.max(...lines.map((it) => it.bottom));
    const box = boxOf(element);
    const out = probe.isInScrolling(element) ? 0 : sticksOut(box, left, right);
    if (out > 1) tell(element, `${Math.round(out)} px of words out of their box`);
    const edge = cutter(element, right, bottom);
    if (edge) tell(element, `words cut off by ${probe.selector(edge)}`);
    const moves = probe.isInScrolling(element) || isHeld(element);
    if (!moves) all.push(...lines.map((line) => ({ line, element, text: texts.currentNode })));
  }
  all.sort((a, b) => a.line.top - b.line.top);
  all.forEach((one, at) => {
    const below = all.slice(at + 1);
    const end = below.findIndex((it) => it.line.top >= one.line.bottom);
    const other = below.slice(0, end < 0 ? undefined : end).find((it) => isOver(one, it));
    if (other) tell(other.element, `words that stand over those of ${probe.selector(one.element)}`);
  });
  return { count, faults };

  // Lines are higher than their letters, so that two that are close share some pixels.
  function isOver({ line: one, text }, { line: other, text: otherText }) {
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return text !== otherText && width > 2 && height > Math.min(one.height, other.height) / 2;
  }

  // Whether it stays where it is while the page moves beneath it.
  function isHeld(element) {
    const isHeld = (it) => ["fixed", "sticky"].includes(getComputedStyle(it).position);
    for (let it = element; it; it = it.parentElement) if (isHeld(it)) return true;
    return false;
  }

  function tell(element, found) {
    const words = element.textContent.trim().slice(0, 40);
    faults.push({ selector: `${probe.selector(element)} “${words}”`, found, expected: "all words in it" });
  }

  // The nearest element that lays out lines.
  function boxOf(element) {
    for (let it = element; ; it = it.parentElement)
      if (!["inline", "contents"].includes(getComputedStyle(it).display)) return it;
  }

  // An opening quotation mark may hang.
  function sticksOut(box, left, right) {
    const edges = box.getBoundingClientRect();
    const hangs = Math.max(0, -parseFloat(getComputedStyle(box).textIndent) || 0);
    return Math.max(right - edges.right, edges.left - hangs - left);
  }

  // What is cut has some room beyond its edge, for marks and outlines.
  function cutter(element, right, bottom) {
    const isCut = (overflow) => ["hidden", "clip"].includes(overflow);
    for (let it = element; it !== document.body; it = it.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(it);
      const edges = it.getBoundingClientRect();
      if (isCut(overflowX) && right > edges.right + 1) return it;
      if (isCut(overflowY) && bottom > edges.bottom + 4) return it;
    }
    return null;
  }
}
