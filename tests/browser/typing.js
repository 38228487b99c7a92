// What searches cost a reader who knows nothing of the site yet, in bytes as sent: the page, its style,
// its script and all that the script loads. `benches/search` calls it with the folder of a site, and with
// a list of readers as JSON, each a list of what is in the field one after the other. The costs go out.

import { readFileSync } from "node:fs";
import { openBrowser, openTab } from "./browser.js";
import { cost } from "./checks/search.js";
import { serve } from "./server.js";
import { readSite } from "./site.js";

const server = await serve(readSite(process.argv[2]));
const { browser } = await openBrowser();
const tab = await openTab(browser, server.url);
const costs = [];
for (const typed of JSON.parse(readFileSync(0))) costs.push((await cost(tab, server, typed)).bytes);
console.log(JSON.stringify(costs));
await browser.close();
await server.close();
