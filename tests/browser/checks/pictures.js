// Pictures of every kind of page, for people to look at.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { atFullHeight, view } from "../browser.js";

/** A picture of each page in light and dark, wide and narrow, in `screenshots/`. */
export const pictures = {
  name: "pictures of every kind of page, in screenshots/",
  pages: "samples",
  views: [view(1280), view(1280, "dark"), view(360), view(360, "dark")],
  async look({ page, path, kind, view, tools: { work } }, check) {
    const folder = join(work, "screenshots");
    mkdirSync(folder, { recursive: true });
    const name = [kind, path.replace(/\/?index\.html$/, "").replaceAll("/", "-"), view.replaceAll(" ", "-")]
      .filter(Boolean)
      .join("_");
    const file = join(folder, `${name}.png`);
    await atFullHeight(page, () => page.screenshot({ path: file, animations: "allow", caret: "initial" }));
    check.looked();
  },
};
