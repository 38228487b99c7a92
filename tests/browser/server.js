// Serves a site from memory as an intranet would: under a path, compressed, with the strict policy.

import { createServer } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { ADDRESS } from "./site.js";

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'";

const TYPES = {
  css: "text/css; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  html: "text/html; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  xml: "application/xml",
};

/** The type of a file by its name. */
export const typeOf = (path) => TYPES[path.split(".").pop()];

/** Whether a file is a photograph: it is not compressed again, and weighs apart. */
export const isPicture = (path) => /\.(jpe?g|png)$/.test(path);

/** Serves the site on a free port of this machine. `weight` is a file's size as sent, in bytes. */
export async function serve(site) {
  const base = new URL(ADDRESS).pathname;
  const packed = new Map();
  const pack = async (path) => {
    if (!packed.has(path))
      packed.set(path, isPicture(path) ? site.files.get(path) : await promisify(gzip)(site.files.get(path)));
    return packed.get(path);
  };
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url, "http://localhost");
    let path = decodeURIComponent(asked.pathname);
    if (path.endsWith("/")) path += "index.html";
    const found = path.startsWith(base) && site.files.has(path.slice(base.length));
    path = found ? path.slice(base.length) : "404.html";
    response.writeHead(found ? 200 : 404, headers(path, asked.searchParams.has("v")));
    if (asked.searchParams.has("stay")) response.end(await promisify(gzip)(stay(site.text(path))));
    else response.end(await pack(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    weight: async (path) => (await pack(path)).length,
    close: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())),
  };
}

function headers(path, isVersioned) {
  return {
    "Content-Security-Policy": POLICY,
    "Content-Type": typeOf(path) ?? "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": isVersioned ? "public, max-age=31536000, immutable" : "no-cache",
    ...(isPicture(path) ? {} : { "Content-Encoding": "gzip" }),
  };
}

// An alias leads on at once. With `?stay` it is shown, so that it can be looked at.
const stay = (html) => html.replace(/<meta http-equiv="refresh"[^>]*>/, "");
