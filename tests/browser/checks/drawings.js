// The drawings in pages, and as files: their words can be read.

import { openTab, view } from "../browser.js";
import { FORCED, PRINTED } from "./media.js";

const SMALLEST = 12;
const ON_PAPER = (8 / 72) * 96; // 8 pt
const CONTRAST = 4.5;

/** Each text in a drawing is large enough, stands out from its ground, is whole, and covers no other. */
export const drawings = {
  name: `texts in drawings: ${SMALLEST} px, contrast ${CONTRAST}, whole, apart`,
  pages: "samples",
  views: [
    view(360),
    view(360, "dark"),
    view(768),
    view(768, "dark"),
    view(1280),
    view(1280, "dark"),
    ...PRINTED,
    ...FORCED,
  ],
  async look({ page, path, view }, check) {
    const smallest = view.includes("print") ? ON_PAPER : SMALLEST;
    const { count, faults } = await page.evaluate(inspect, { smallest, least: CONTRAST });
    check.looked(count);
    for (const it of faults) check.fault({ page: path, view, ...it });
  },
};

/** The same of each drawing that is a file. It stands by itself: nothing may lie outside its box. */
export const drawingFiles = {
  name: "the same in drawings that are files",
  async run({ site, server, browser }, check) {
    const tab = await openTab(browser, server.url);
    const files = [...site.files.keys()].filter(
      (path) => path.endsWith(".svg") && site.text(path).includes("<text"),
    );
    for (const path of files) {
      await tab.go(server.url + path);
      const { count, faults } = await tab.page.evaluate(inspect, {
        smallest: SMALLEST,
        least: CONTRAST,
        isFile: true,
      });
      check.looked(count);
      for (const it of [...faults, ...tab.said.map((found) => ({ found, expected: "silence" }))])
        check.fault({ page: path, ...it });
    }
    await tab.close();
  },
};

function inspect({ smallest, least, isFile = false }) {
  const faults = [];
  let count = 0;
  const tell = (element, found, expected) =>
    faults.push({
      selector: `${probe.selector(element)} “${element.textContent.trim().slice(0, 40)}”`,
      found,
      expected,
    });
  const outermost = [...document.querySelectorAll("svg")].filter(
    (it) => !it.parentElement?.closest("svg") && probe.isVisible(it),
  );
  for (const svg of outermost) {
    const texts = [...svg.querySelectorAll("text")].filter(
      (it) => it.textContent.trim() && probe.isVisible(it) && probe.paint(it, "fill")[3] > 0,
    );
    const shapes = [...svg.querySelectorAll("path, rect, circle, ellipse, polygon")].filter(
      (it) => probe.isVisible(it) && probe.paint(it, "fill")[3] > 0,
    );
    count += texts.length;
    for (const text of texts) {
      const size = sizeOf(text);
      if (size < smallest - 0.05) tell(text, `${size.toFixed(1)} px`, `at least ${smallest.toFixed(1)} px`);
      const { contrast, words } = contrastOf(text, shapes);
      if (contrast < least) tell(text, `a contrast of ${contrast.toFixed(2)}: ${words}`, `at least ${least}`);
      const out = outOf(text, svg);
      if (out) tell(text, out, "a text that is whole");
    }
    const boxes = texts.map((it) => ({ text: it, box: inkOf(it) }));
    boxes.forEach(({ text, box }, at) => {
      for (const other of boxes.slice(at + 1)) {
        const [across, down] = shared(box, other.box);
        if (across > 1.5 && down > 1.5 && !isHaloOf(text, other.text))
          tell(
            text,
            `it lies on “${other.text.textContent.trim()}”, ${across.toFixed(1)} by ${down.toFixed(1)} px`,
            "texts apart",
          );
      }
    });
  }
  return { count, faults };

  function sizeOf(text) {
    const parts = [text, ...text.querySelectorAll("tspan")].filter((it) => it.textContent.trim());
    return Math.min(...parts.map((it) => parseFloat(getComputedStyle(it).fontSize) * scaleOf(it)));
  }

  function scaleOf(element) {
    const { a, b, c, d } = element.getScreenCTM();
    return Math.min(Math.hypot(a, b), Math.hypot(c, d));
  }

  // A halo in the colour of the ground hides what lies below. Else the worst of five points counts.
  function contrastOf(text, shapes) {
    const ink = probe.paint(text, "fill");
    const style = getComputedStyle(text);
    const halo =
      style.paintOrder.startsWith("stroke") && parseFloat(style.strokeWidth) >= 2
        ? probe.paint(text, "stroke")
        : null;
    const { left, right, top, bottom } = inkOf(text);
    const middle = (top + bottom) / 2;
    const points = [
      [left, middle],
      [(left + right) / 2, middle],
      [right, middle],
      [left, top],
      [right, bottom],
    ];
    const seen = points.map((point) => {
      const below = groundAt(point, text, shapes);
      const ground = halo ? probe.over(halo, below) : below;
      const rgb = probe.over(ink, ground);
      return { contrast: probe.contrast(rgb, ground), words: `${probe.hex(rgb)} on ${probe.hex(ground)}` };
    });
    return seen.reduce((a, b) => (b.contrast < a.contrast ? b : a));
  }

  function groundAt([x, y], text, shapes) {
    const page = probe.ground(text.closest("svg").parentElement ?? document.documentElement);
    const before = shapes.filter((it) => it.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before
      .filter((it) => holds(it, x, y))
      .reduce((below, it) => probe.over(probe.paint(it, "fill"), below), page);
  }

  function holds(shape, x, y) {
    const { left, right, top, bottom } = shape.getBoundingClientRect();
    if (x < left || x > right || y < top || y > bottom) return false;
    return shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse()));
  }

  // In a page a text may leave its drawing where nothing cuts it off, but not the window.
  function outOf(text, svg) {
    const { left, right, top, bottom } = inkOf(text);
    for (let it = text.parentElement; it; it = it.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(it);
      const box = it.getBoundingClientRect();
      const cuts = (overflow) => ["hidden", "clip"].includes(overflow) || (isFile && it === svg);
      if (it.localName !== "svg" && it instanceof SVGElement) continue;
      if (cuts(overflowX) && (left < box.left - 1 || right > box.right + 1))
        return `cut off: from ${Math.round(left)} to ${Math.round(right)} px in a box from ${Math.round(box.left)} to ${Math.round(box.right)}`;
      if (cuts(overflowY) && (top < box.top - 1 || bottom > box.bottom + 1))
        return `cut off: from ${Math.round(top)} to ${Math.round(bottom)} px down in a box from ${Math.round(box.top)} to ${Math.round(box.bottom)}`;
      if (["auto", "scroll"].includes(overflowX)) return null;
    }
    const width = document.documentElement.clientWidth;
    return !isFile && (left < -1 || right > width + 1)
      ? `out of the window: from ${Math.round(left)} to ${Math.round(right)} px of ${width}`
      : null;
  }

  // Where letters have ink: the box of a text is as high as its line.
  function inkOf(text) {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const spare = (bottom - top) * 0.17;
    return { left, right, top: top + spare, bottom: bottom - spare };
  }

  // In a file a text with a halo is drawn twice.
  function isHaloOf(below, text) {
    const alike = ["x", "y"].every((name) => below.getAttribute(name) === text.getAttribute(name));
    return alike && below.textContent === text.textContent && probe.paint(below, "stroke")[3] > 0;
  }

  function shared(one, other) {
    return [
      Math.min(one.right, other.right) - Math.max(one.left, other.left),
      Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
    ];
  }
}
