// Other media: paper, colours that the reader's system forces, and less motion.

import { view } from "../browser.js";

const PAPER = 672; // A4 less its margins, in px

/** The views on paper. The reader's system may be dark; paper never is. */
export const PRINTED = [view(PAPER, "light", { media: "print" }), view(PAPER, "dark", { media: "print" })];

/** The views with forced colours. */
export const FORCED = [view(1280, "light", { forced: true }), view(1280, "dark", { forced: true })];

/** On paper there is no navigation, and texts are dark on white; running text is black. */
export const print = {
  name: "on paper: no navigation, black on white",
  pages: "samples",
  views: PRINTED,
  async look({ page, path, view }, check) {
    const { count, faults } = await page.evaluate(onPaper);
    check.looked(count);
    for (const it of faults) check.fault({ page: path, view, ...it });
  },
};

/** With forced colours, every mark of a drawing stands out from the ground. Hairlines and areas, such as
 * usual ranges and the squares of a heat map, are fainter by design, but there. */
export const forced = {
  name: "forced colours: the marks of drawings stay visible",
  pages: "samples",
  views: FORCED,
  async look({ page, path, view }, check) {
    const { count, faults } = await page.evaluate(marks, { mark: 3, faint: 1.1 });
    check.looked(count);
    for (const it of faults) check.fault({ page: path, view, ...it });
  },
};

/** Where less motion is asked for, nothing moves. */
export const still = {
  name: "nothing moves where less motion is asked for",
  pages: "samples",
  views: [view(1280, "light", { motion: "reduce" })],
  async look({ page, path }, check) {
    const moving = await page.evaluate(() => {
      const moves = ({ animationName, transitionDuration, scrollBehavior }) =>
        animationName !== "none" || /[1-9]/.test(transitionDuration) || scrollBehavior === "smooth";
      return [...document.querySelectorAll("*")]
        .filter((it) => moves(getComputedStyle(it)))
        .map(probe.selector);
    });
    check.looked();
    for (const selector of moving)
      check.fault({ page: path, selector, found: "something that moves", expected: "nothing" });
  },
};

function onPaper() {
  const faults = [];
  const navigation = [...document.querySelectorAll("nav, .skip")].filter((it) => probe.isVisible(it));
  for (const it of navigation)
    faults.push({ selector: probe.selector(it), found: "navigation on paper", expected: "none" });
  // A number in a disc is a mark. Photographs and drawings are looked at elsewhere.
  const texts = [...document.querySelectorAll("body *")].filter(
    (it) =>
      hasText(it) && !it.closest("svg, .disc, nav, .skip") && probe.isVisible(it) && !probe.isForEars(it),
  );
  for (const it of texts) {
    const ground = probe.ground(it);
    const ink = probe.over(probe.colour(getComputedStyle(it).color), ground);
    const words = `${probe.hex(ink)} on ${probe.hex(ground)}`;
    const isRunning = it.matches("h1, .prose p, .prose li");
    const isFine =
      probe.hex(ground) === "#ffffff" &&
      (isRunning ? probe.hex(ink) === "#000000" : probe.contrast(ink, ground) >= 4.5);
    if (!isFine)
      faults.push({
        selector: probe.selector(it),
        found: words,
        expected: isRunning ? "#000000 on #ffffff" : "a dark colour on #ffffff",
      });
  }
  return { count: texts.length + document.querySelectorAll("nav").length, faults };

  function hasText(element) {
    return [...element.childNodes].some((it) => it.nodeType === Node.TEXT_NODE && it.data.trim());
  }
}

function marks(least) {
  const faint = ".rule, .band, .lim, .limnew, .q0, .q1, .q2, .q3";
  // Areas to point at, and gaps that are cut in the colour of the ground.
  const unseen = ".hit, .paper, defs, symbol";
  const shapes = [
    ...document.querySelectorAll("svg :is(path, rect, circle, ellipse, polygon, polyline, line)"),
  ];
  const seen = shapes.filter(
    (it) => !it.closest(unseen) && it.checkVisibility({ visibilityProperty: true }) && hasSize(it),
  );
  const faults = seen.flatMap((it) => {
    const contrast = contrastOf(it);
    const expected = it.closest(faint) ? least.faint : least.mark;
    return contrast < expected
      ? [
          {
            selector: probe.selector(it),
            found: `a mark with a contrast of ${contrast.toFixed(2)}`,
            expected: `${expected} at least`,
          },
        ]
      : [];
  });
  return { count: seen.length, faults };

  function contrastOf(element) {
    const ground = probe.ground(element.closest("svg").parentElement);
    const isDrawnRound = parseFloat(getComputedStyle(element).strokeWidth) > 0;
    const paints = ["fill", ...(isDrawnRound ? ["stroke"] : [])].map((which) => probe.paint(element, which));
    return Math.max(...paints.map((paint) => probe.contrast(probe.over(paint, ground), ground)));
  }

  function hasSize(element) {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 || height > 0;
  }
}
