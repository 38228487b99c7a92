// Runs inside each page, before anything else: what the checks ask of elements and colours.

globalThis.probe = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** Where an element is, from the nearest id down. */
  function selector(element) {
    const steps = [];
    for (let it = element; it && it !== document.documentElement; it = it.parentElement) {
      if (it.id) {
        steps.unshift(`#${it.id}`);
        break;
      }
      const name = [it.localName, ...it.classList].join(".");
      const alike = [...(it.parentElement?.children ?? [])].filter(
        (other) => other.localName === it.localName,
      );
      steps.unshift(alike.length > 1 ? `${name}:nth-of-type(${alike.indexOf(it) + 1})` : name);
    }
    return steps.join(" > ");
  }

  /** Whether an element is drawn. */
  function isVisible(element) {
    const box = element.getBoundingClientRect();
    return (
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      box.width > 0 &&
      box.height > 0
    );
  }

  /** Whether an element is only for screen readers. */
  function isForEars(element) {
    return Boolean(element.closest(".visually-hidden")) || hasClipped(element);
  }

  function hasClipped(element) {
    for (let it = element; it; it = it.parentElement)
      if (getComputedStyle(it).clipPath === "inset(50%)") return true;
    return false;
  }

  /** Red, green and blue from 0 to 255 and how opaque, from 0 to 1. */
  function colour(text) {
    const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    if (text.startsWith("color("))
      return [
        ...numbers
          .slice(-(text.includes("/") ? 4 : 3))
          .slice(0, 3)
          .map((it) => it * 255),
        text.includes("/") ? numbers.at(-1) : 1,
      ];
    return text.startsWith("rgb") ? [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1] : [0, 0, 0, 0];
  }

  /** What is seen of a colour on an opaque ground. */
  const over = ([r, g, b, a], ground) => [r, g, b].map((it, at) => it * a + ground[at] * (1 - a));

  function luminance(rgb) {
    const [r, g, b] = rgb.map((it) =>
      it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** Whether an element stands in a box that scrolls from side to side. */
  function isInScrolling(element) {
    const scrolls = (it) => ["auto", "scroll"].includes(getComputedStyle(it).overflowX);
    for (let it = element; it && it !== document.body; it = it.parentElement) if (scrolls(it)) return true;
    return false;
  }

  /** The contrast of two opaque colours, from 1 to 21. */
  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  /** The colour behind an element of the page. */
  function ground(element) {
    const layers = [];
    for (let it = element; it; it = it.parentElement) {
      const layer = colour(getComputedStyle(it).backgroundColor);
      layers.unshift(layer);
      if (layer[3] === 1) break;
    }
    const canvas = colour(getComputedStyle(document.documentElement).backgroundColor);
    return layers.reduce(
      (below, layer) => over(layer, below),
      canvas[3] ? canvas.slice(0, 3) : [255, 255, 255],
    );
  }

  /** How opaque the groups around an element leave it, from 0 to 1. */
  function opacity(element) {
    let all = 1;
    for (let it = element; it; it = it.parentElement) all *= Number(getComputedStyle(it).opacity);
    return all;
  }

  /** Fill or stroke of an element in a drawing, with all its opacities. */
  function paint(element, which) {
    const style = getComputedStyle(element);
    const [r, g, b, a] = colour(style[which]);
    return [r, g, b, a * Number(style[`${which}Opacity`]) * opacity(element)];
  }

  const hex = (rgb) =>
    `#${rgb
      .slice(0, 3)
      .map((it) => Math.round(it).toString(16).padStart(2, "0"))
      .join("")}`;

  return { SVG, selector, isVisible, isForEars, isInScrolling, colour, over, contrast, ground, paint, hex };
})();
