// The second theme, on the kinds of pages that it changes most.

import { accessible } from "./axe.js";
import { drawings } from "./drawings.js";
import { overflow, words } from "./overflow.js";

const KINDS = ["home", "story", "figure"];

/** What holds for the built-in theme holds for this one: rules of WCAG, width, words, drawings. */
export const signal = [accessible, overflow, words, drawings].map((it) => ({
  ...it,
  name: `${it.name}: in signal`,
  site: "signal",
  kinds: KINDS,
}));
