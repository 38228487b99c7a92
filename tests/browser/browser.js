// One browser for all checks: its tabs, the views in which pages are looked at, and the walk.

import { createServer } from "node:net";
import { chromium } from "playwright-core";

const AT_ONCE = 2;
const INSIDE = new URL("inside.js", import.meta.url).pathname;

/** A way to look at a page: the window's width, light or dark, and whatever else a medium asks for. */
export function view(width, scheme = "light", more = {}) {
  const asked = Object.entries(more).map(([what, value]) => (value === true ? what : `${what} ${value}`));
  return { name: [width, scheme, ...asked].join(" "), width, scheme, ...more };
}

/** Starts the browser. It finds no host but this machine, and `port` lets Lighthouse in. */
export async function openBrowser() {
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      `--remote-debugging-port=${port}`,
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--font-render-hinting=none",
    ],
  });
  return { browser, port };
}

/** Opens a tab that remembers what its page asks for and says. Only `origin` is not foreign. */
export async function openTab(browser, origin, options = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  await context.addInitScript({ path: INSIDE });
  const page = await context.newPage();
  const tab = { page, close: () => context.close() };
  const forget = () => Object.assign(tab, { requests: [], foreign: [], said: [] });
  forget();
  page.on("request", (it) => (it.url().startsWith(origin) ? tab.requests : tab.foreign).push(it.url()));
  page.on("console", (it) => {
    // A browser asks for this by itself where a file names no icon.
    const isIcon = it.location().url.endsWith("/favicon.ico");
    if (["error", "warning"].includes(it.type()) && !isIcon)
      tab.said.push(`${it.type()} in the console: ${it.text()}`);
  });
  page.on("pageerror", (it) => tab.said.push(`error in a script: ${it.message}`));
  // A request is aborted where the next page is opened before the icon has come.
  page.on(
    "requestfailed",
    (it) =>
      it.failure()?.errorText !== "net::ERR_ABORTED" && tab.said.push(`a request that failed: ${it.url()}`),
  );
  tab.go = async (url) => {
    forget();
    await page.goto(url, { waitUntil: "load" });
  };
  return tab;
}

/** Sets a tab to a view. */
export async function show(page, { width, scheme, media, forced, contrast, motion }) {
  await page.setViewportSize({ width, height: width < 500 ? 740 : 800 });
  await page.emulateMedia({
    colorScheme: scheme,
    media: media ?? "screen",
    forcedColors: forced ? "active" : "none",
    contrast: contrast ?? "no-preference",
    reducedMotion: motion ?? "reduce",
  });
}

/** Does `work` in a window as high as the page, where the bar at its foot lies over nothing. */
export async function atFullHeight(page, work) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({
    width,
    height: await page.evaluate(() => document.documentElement.scrollHeight),
  });
  const result = await work();
  await page.setViewportSize({ width, height });
  return result;
}

/** Does `work` with each of `things`, two at a time. */
export async function atOnce(things, work) {
  const waiting = [...things];
  const worker = async () => {
    for (let it = waiting.shift(); it; it = waiting.shift()) await work(it);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Opens each page once, in each view that one of the checks asks for, and lets them look. A check's
 * `look` gets where it is (`page`, `path`, `kind`, `view`, `tab` and `tools`) and its result. */
export async function walk({ tools, pages, checks }) {
  const views = [...new Map(checks.flatMap(({ check }) => check.views).map((it) => [it.name, it])).values()];
  const tabs = await Promise.all(
    Array.from({ length: AT_ONCE }, () => openTab(tools.browser, tools.server.url)),
  );
  // A check may look at some kinds of pages only.
  const looked = (kind) => checks.filter(({ check }) => check.kinds?.includes(kind) ?? true);
  await atOnce(pages, async (it) => {
    const tab = tabs.pop();
    await visit({ ...it, page: tab.page, tab, tools }, views, looked(it.kind));
    tabs.push(tab);
  });
  await Promise.all(tabs.map((tab) => tab.close()));
}

async function visit(at, views, checks) {
  await at.tab.go(at.tools.server.url + at.path + (at.kind === "alias" ? "?stay" : ""));
  for (const view of views) {
    await show(at.page, view);
    for (const { check, result } of checks.filter(({ check }) =>
      check.views.some(({ name }) => name === view.name),
    )) {
      await result.run(() => check.look({ ...at, view: view.name }, result), at.path);
    }
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
