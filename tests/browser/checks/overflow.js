// Nothing is wider than the window.

import { view } from "../browser.js";

/** The document fits the window, and no element outside a box that scrolls sticks out of it. */
export const overflow = {
  name: "nothing is wider than the window",
  pages: "samples",
  views: [view(320), view(360), view(768), view(1280)],
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

function measure() {
  const root = document.documentElement;
  const window = root.clientWidth;
  const scrolls = (it) => ["auto", "scroll"].includes(getComputedStyle(it).overflowX);
  const isInScrolling = (element) => {
    for (let it = element.parentElement; it && it !== document.body; it = it.parentElement)
      if (scrolls(it)) return true;
    return false;
  };
  const elements = [...document.body.querySelectorAll("*")].filter(
    (it) => !(it instanceof SVGElement) || it.localName === "svg",
  );
  const out = elements.filter((it) => {
    const { left, right } = it.getBoundingClientRect();
    return (
      (left < -1 || right > window + 1) && probe.isVisible(it) && !probe.isForEars(it) && !isInScrolling(it)
    );
  });
  const tell = (it) => {
    const { left, right } = it.getBoundingClientRect();
    return { selector: probe.selector(it), left: Math.round(left), right: Math.round(right) };
  };
  return { width: root.scrollWidth, window, count: elements.length, out: out.map(tell) };
}
