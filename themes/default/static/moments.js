// The one script of the site: search, sorting of tables, words beside what is pointed at in charts,
// links to copy. Without it nothing is missing. It writes texts and never markup, asks nobody but
// the site itself, and marks what it adds with `data-script`. Its words stand in the page.
"use strict";
(() => {
  const say = document.currentScript.dataset;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const make = (name, className, text = "") => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    element.dataset.script = "";
    return element;
  };

  const fill = (sentence, values) =>
    sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

  // ---- Search: words. `src/search/fold.rs` folds texts in the same way.

  const SPELT = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
  const DENSE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\u{20000}-\\u{3ffff}";
  const PARTS = new RegExp(`[${DENSE}]+|[^${DENSE}]+`, "gu");
  const IS_DENSE = new RegExp(`[${DENSE}]`, "u");

  const fold = (text) =>
    text.normalize("NFKD").toLowerCase()
      .replace(/[\u0300-\u036f\u3099\u309a\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
      .replace(/[ßæœøłđðþıς]/g, (letter) => SPELT[letter]);

  const BEGINNING = 3; // so many letters, or more, lead to words that begin with them

  // What is searched for; `begun` where more letters may follow, and there are enough to look for
  // words that begin so; `open` where more letters should follow.
  const wordsOf = (query) => {
    const words = [];
    const folded = fold(query);
    const runs = folded.match(/[\p{Alphabetic}\p{M}\p{N}]+/gu) ?? [];
    for (const part of runs.flatMap((run) => run.match(PARTS))) {
      const letters = [...part];
      if (!IS_DENSE.test(part)) {
        if (letters.length > 1) words.push({ text: letters.slice(0, 32).join(""), begun: false });
      } else if (letters.length === 1) {
        words.push({ text: part, begun: true });
      } else {
        letters.slice(1).forEach((letter, at) => words.push({ text: letters[at] + letter, begun: false }));
      }
    }
    const last = words.at(-1);
    if (last && folded.endsWith(last.text) && !IS_DENSE.test(last.text)) {
      last[last.text.length < BEGINNING ? "open" : "begun"] = true;
    }
    return words.filter((word, at) => words.findIndex((other) => other.text === word.text) === at);
  };

  // How many letters are wrong, missing, too many or swapped with the next; `most` or fewer count.
  const mistakes = (typed, word, most, begun) => {
    const target = begun ? word.slice(0, typed.length + most) : word;
    if (Math.abs(typed.length - target.length) > most) return Infinity;
    let before = [];
    let row = Array.from({ length: target.length + 1 }, (_, at) => at);
    for (let i = 1; i <= typed.length; i++) {
      const next = [i];
      for (let j = 1; j <= target.length; j++) {
        const wrong = typed[i - 1] === target[j - 1] ? 0 : 1;
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + wrong);
        const swapped = i > 1 && j > 1 && typed[i - 1] === target[j - 2] && typed[i - 2] === target[j - 1];
        if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    const count = begun ? Math.min(...row) : row.at(-1);
    return count > most ? Infinity : count;
  };

  // ---- Search: the index, see `src/search/mod.rs`. Its files are scripts that call `moments.take`.

  const BLOCKS = 2; // for each word, to keep a search light
  const EXACT = 8, BEGUN = 4, MISTAKEN = 2;
  const WEIGHT = [1, 4, 8]; // in the text, beside it, in the title

  const openIndex = (address) => {
    const [, folder, version] = address.match(/^(.*\/)index\.js\?v=(\w+)$/);
    const waiting = new Map();
    const loaded = new Map();
    let edition;
    window.moments = { take: (name, ...rest) => waiting.get(name)?.(rest) };

    const load = (name, read) => {
      if (!loaded.has(name)) {
        loaded.set(name, new Promise((resolve, reject) => {
          const script = document.createElement("script");
          const fail = (why) => { loaded.delete(name); reject(why); };
          waiting.set(name, ([of, data]) => {
            waiting.delete(name);
            edition ??= of;
            if (of === edition) resolve(read(data)); else fail("renewed");
          });
          script.src = `${folder}${name}.js?v=${edition ?? version}`;
          script.onerror = () => fail("failed");
          script.onload = () => {
            script.remove();
            if (waiting.has(name)) fail("failed");
          };
          document.head.append(script);
        }));
      }
      return loaded.get(name);
    };

    const readWords = ([block, text]) => {
      const words = [];
      let before = "";
      for (const part of text.split("/")) {
        part.split("|").filter(Boolean).forEach((entry, at) => {
          before = before.slice(0, parseInt(entry[0], 36)) + entry.slice(2);
          words.push({ text: before, rarity: 10 - entry[1], block, at });
        });
        block += 1;
      }
      return words;
    };

    // A word's documents, each with the weight that the word has there.
    const readList = (text) => {
      const list = [];
      let weight = 0, page = -1, number = 0;
      for (const letter of text) {
        if (letter < "A") { weight = +letter; page = -1; }
        else if (letter < "a") number = (number + letter.charCodeAt() - 65) * 26;
        else {
          page += number + letter.charCodeAt() - 96;
          number = 0;
          list.push([page, weight]);
        }
      }
      return list;
    };

    return {
      contents: () => load("index", (data) => ({ ...data, common: new Set(data.common.split(" ")) })),
      words: (at) => load(`w${at}`, readWords),
      list: async (word) => readList((await load(`p${word.block}`, (text) => text.split("0")))[word.at]),
      page: async (number, shown) => (await load(`d${Math.floor(number / shown)}`, (data) => data))[number % shown],
    };
  };

  // The words of the index that may be meant: as typed, else begun so, else with a mistake in it.
  const meant = async (index, { from }, { text, begun }) => {
    const shardOf = (word) => from.findLastIndex((first) => first <= word);
    const wordsFrom = async (first, last) => {
      const shards = [];
      for (let at = first; at <= Math.min(last, first + 1); at++) shards.push(index.words(at));
      return (await Promise.all(shards)).flat();
    };
    const chosen = (words) => {
      const blocks = new Set();
      return words.filter(({ block }) => blocks.has(block) || (blocks.size < BLOCKS && blocks.add(block)));
    };
    const frequentFirst = (a, b) => a.rarity - b.rarity || (a.text < b.text ? -1 : 1);
    const own = await wordsFrom(shardOf(text), shardOf(begun ? text + "\uffff" : text));
    const longer = begun ? Infinity : text.length > 2 ? text.length + 2 : 0;
    const exact = own.filter((word) => word.text === text);
    const starting = own.filter((word) =>
      word.text !== text && word.text.startsWith(text) && word.text.length <= longer);
    if (exact.length || starting.length) {
      const rated = starting.sort(frequentFirst).map((word) => ({ ...word, quality: BEGUN }));
      return chosen([...exact.map((word) => ({ ...word, quality: EXACT })), ...rated]);
    }
    const most = text.length < 3 ? 0 : text.length < 8 ? 1 : 2;
    const near = (words) => {
      const found = words.map((word) => ({ ...word, quality: MISTAKEN, wrong:
        word.text[0] === text[0] || word.text.startsWith(text[1] + text[0])
          ? mistakes(text, word.text, most, begun && text.length > 3) : Infinity }));
      const close = found.filter(({ wrong }) => wrong <= most);
      return chosen(close.sort((a, b) => a.wrong - b.wrong || frequentFirst(a, b)));
    };
    const found = most ? near(own) : [];
    if (found.length || !most) return found;
    // A mistake at the beginning leads to other shards.
    const [a, b, c] = text;
    const others = new Set([b + a, a + c].map((start) => shardOf(start + text.slice(2))));
    return near((await Promise.all([...others].map((at) => wordsFrom(at, at)))).flat());
  };

  // The pages that have most of the words, the best first: by weight, then in the index's order.
  const search = async (index, query) => {
    const contents = await index.contents();
    const words = [];
    const found = new Map();
    await Promise.all(wordsOf(query).map(async (word) => {
      const candidates = await meant(index, contents, word);
      if (word.open && !candidates.length) return;
      words.push(word);
      const best = new Map();
      await Promise.all(candidates.map(async (candidate) => {
        for (const [page, weight] of await index.list(candidate)) {
          const points = candidate.quality * candidate.rarity * WEIGHT[weight];
          best.set(page, Math.max(best.get(page) ?? 0, points));
        }
      }));
      const counts = contents.common.has(word.text) ? 0 : 1;
      for (const [page, points] of best) {
        const entry = found.get(page) ?? { page, words: 0, points: 0 };
        found.set(page, { page, words: entry.words + counts, points: entry.points + points });
      }
    }));
    const entries = [...found.values()];
    const most = entries.reduce((most, entry) => Math.max(most, entry.words), 0);
    const asked = words.filter((word) => !contents.common.has(word.text)).length;
    const pages = entries.filter((entry) => entry.words === most)
      .sort((a, b) => b.points - a.points || a.page - b.page).map(({ page }) => page);
    return { pages, whole: most === asked, asked: words.length, shown: contents.shown };
  };

  // ---- Search: the page.

  const PAUSE = 150; // milliseconds after the last letter
  const SHOWN = 8;

  const setUpSearch = (finder) => {
    const words = finder.dataset;
    const field = finder.querySelector("input");
    const status = make("p", "status");
    const results = make("ol", "results");
    const more = make("button", "button");
    const index = openIndex(words.index);
    let turn = 0, timer, found = { pages: [] };
    status.setAttribute("role", "status");
    more.type = "button";
    more.hidden = true;
    finder.append(status, results, more);
    finder.hidden = false;

    const result = ([folder, title, label, about]) => {
      const item = make("li", "");
      const link = make("a", "", title);
      link.href = `${words.root}${folder}index.html`;
      item.append(link, make("p", "meta", label), make("p", "", about));
      return item;
    };

    const show = async (from, now) => {
      const pages = found.pages.slice(from, from + SHOWN);
      const items = await Promise.all(pages.map(async (page) => result(await index.page(page, found.shown))));
      if (now !== turn) return;
      if (!from) results.replaceChildren();
      results.append(...items);
      const left = found.pages.length - results.children.length;
      more.hidden = left <= 0;
      more.textContent = fill(words.more, { n: Math.min(left, SHOWN) });
      if (from) items[0].firstChild.focus();
    };

    const ask = async () => {
      const query = field.value.trim();
      const now = ++turn;
      finder.setAttribute("aria-busy", "true");
      const address = query ? `#q=${encodeURIComponent(query)}` : location.pathname + location.search;
      if (query !== queryOf(location.hash)) history.replaceState(null, "", address);
      try {
        found = query ? await search(index, field.value) : { pages: [] };
        if (now !== turn) return;
        const count = found.pages.length;
        const key = (found.whole ? "found" : "partly") + (count === 1 ? "One" : "Many");
        await show(0, now);
        if (now !== turn) return;
        status.textContent = !found.asked ? "" : fill(count ? words[key] : words.none, { n: count, query });
      } catch (why) {
        if (now !== turn) return;
        results.replaceChildren();
        more.hidden = true;
        status.textContent = words[why] ?? words.failed;
      }
      finder.removeAttribute("aria-busy");
    };

    const queryOf = (hash) => {
      try {
        return decodeURIComponent(hash.match(/^#q=(.*)$/)?.[1] ?? "");
      } catch {
        return "";
      }
    };
    const read = () => {
      field.value = queryOf(location.hash);
      ask();
    };
    const clear = () => {
      field.value = "";
      field.focus();
      ask();
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    more.addEventListener("click", () => show(results.children.length, turn));
    addEventListener("hashchange", () => queryOf(location.hash) !== field.value.trim() && read());
    finder.addEventListener("keydown", (event) => {
      const stops = [field, ...all("a", results)];
      const at = stops.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1, Enter: at === 0 ? 1 : 0 }[event.key];
      if (event.key === "Escape") clear();
      else if (step && at >= 0 && !event.isComposing) stops[at + step]?.focus();
      else return;
      event.preventDefault();
    });
    if (queryOf(location.hash)) read(); else field.focus();
  };

  const setUpSlash = () => {
    const link = document.querySelector("a[rel=search]");
    link?.setAttribute("aria-keyshortcuts", "/");
    addEventListener("keydown", (event) => {
      const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const field = document.querySelector(".finder input");
      if (!field && !link) return;
      event.preventDefault();
      if (field) field.select(); else location.href = link.href;
    });
  };

  // ---- Tables: sorted by the column whose head is pressed. The first one has the order of the page.

  const UNITS = new Map(say.units.split(" ").map((unit) => unit.split("=")));

  // The number that a cell shows: `data-value` where it has one, else the sum of its parts, such as
  // of `1 h 10 min`, or its first number.
  const numberIn = (cell) => {
    if (cell?.dataset.value) return +cell.dataset.value;
    const parts = [...(cell?.textContent ?? "").matchAll(/(-?\d[\d,]*(?:\.\d+)?)\s*(\p{L}*)/gu)];
    const number = ([, digits, unit]) => +digits.replaceAll(",", "") * (UNITS.get(unit) ?? 1);
    const timed = parts.filter(([, , unit]) => UNITS.has(unit));
    if (timed.length) return timed.reduce((sum, part) => sum + number(part), 0);
    return parts.length ? number(parts[0]) : undefined;
  };

  const setUpTable = (table) => {
    const body = table.tBodies[0];
    const heads = all("thead th", table);
    if (!body || body.rows.length < 3 || heads.length < 2 || table.querySelector("thead a, [rowspan]")) return;
    const original = [...body.rows];
    const hasWords = (column) => {
      const numbers = original.filter((row) => /^[^\p{L}\d]*\d/u.test(row.cells[column]?.textContent));
      return numbers.length * 2 < original.length;
    };

    const sort = (column, isRising) => {
      const valueIn = (row) => hasWords(column) ? row.cells[column]?.textContent : numberIn(row.cells[column]);
      const keyed = original.map((row, at) => ({ row, value: column ? valueIn(row) : at }));
      const compare = (a, b) => typeof a === "string" ? a.localeCompare(b, document.documentElement.lang) : a - b;
      const known = keyed.filter(({ value }) => value !== undefined);
      known.sort((a, b) => (isRising ? 1 : -1) * compare(a.value, b.value));
      const unknown = keyed.filter(({ value }) => value === undefined);
      body.append(...[...known, ...unknown].map(({ row }) => row));
    };

    heads.forEach((head, column) => {
      const button = make("button", "sort");
      button.type = "button";
      button.setAttribute("aria-label", fill(say.sort, { column: head.textContent.trim() }));
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        const isRising = was ? was === "descending" : !column || hasWords(column);
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", isRising ? "ascending" : "descending");
        sort(column, isRising);
      });
      head.classList.add("sortable");
      head.append(button);
    });
  };

  // ---- Charts: the words of what is pointed at. What is hidden has none, and gets none here.

  const setUpCharts = (charts) => {
    const tip = make("p", "tip");
    const words = new WeakMap();
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true"); // the table below the chart says the same
    document.body.append(tip);
    const hide = () => { tip.hidden = true; };

    const show = (text, x, y) => {
      tip.textContent = text;
      tip.hidden = false;
      const { width, height } = tip.getBoundingClientRect();
      tip.style.left = `${Math.max(8, Math.min(x - width / 2, document.documentElement.clientWidth - width - 8))}px`;
      tip.style.top = `${y - height - 16 > 8 ? y - height - 16 : y + 24}px`;
    };

    // The browser's own words would come a second later, over ours.
    const takeTitles = (chart) => {
      for (const title of all("svg title", chart)) {
        words.set(title.parentNode, title.textContent);
        if (title.parentNode.matches("a")) title.parentNode.setAttribute("aria-label", title.textContent);
        title.remove();
      }
    };

    const wordsAt = (element) => {
      const labelled = element.closest("[tabindex][aria-label]");
      if (labelled) return labelled.getAttribute("aria-label");
      for (let at = element; at?.closest("svg"); at = at.parentNode) if (words.has(at)) return words.get(at);
      return "";
    };

    // A phone's view has no columns of its own to be pointed at. Those of the wider view stand on
    // the same line of time.
    const wordsNear = (chart, x) => {
      const plot = all(".plot", chart).find((plot) => plot.getClientRects().length);
      const columns = all(".hit", chart).map((hit) => [hit, hit.getAttribute("d")?.match(/^M(-?[\d.]+) [^h]*h([\d.]+)/)]);
      const matrix = plot?.getScreenCTM();
      if (!matrix) return "";
      const at = (x - matrix.e) / matrix.a;
      const found = columns.find(([, place]) => place && +place[1] <= at && at < +place[1] + +place[2]);
      return found ? words.get(found[0]) ?? "" : "";
    };

    for (const chart of charts) {
      const point = (event) => {
        const text = wordsAt(event.target) || wordsNear(chart, event.clientX);
        if (text) show(text, event.clientX, event.clientY); else hide();
      };
      chart.addEventListener("pointerenter", () => takeTitles(chart), { once: true });
      chart.addEventListener("focusin", ({ target }) => {
        takeTitles(chart);
        const { left, width, top } = target.getBoundingClientRect();
        const text = target.matches(":focus-visible") && wordsAt(target);
        if (text) show(text, left + width / 2, top);
      });
      chart.addEventListener("pointermove", point);
      chart.addEventListener("pointerdown", point);
      chart.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && hide());
      chart.addEventListener("focusout", hide);
    }
    addEventListener("scroll", hide, { passive: true });
    addEventListener("keydown", ({ key }) => key === "Escape" && hide());
    addEventListener("pointerdown", ({ target }) => target.closest?.(".chart") || hide());
  };

  // ---- Links: to a story or a figure, to be put into a message.

  const setUpLink = (part) => {
    const button = make("button", "more", say.copy);
    const line = make("p", "copy");
    button.type = "button";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const address = location.href.split("#")[0] + (part.id ? `#${part.id}` : "");
      try {
        await navigator.clipboard.writeText(address);
      } catch {
        button.remove(); // the browser does not let us
        return;
      }
      button.textContent = say.copied;
      setTimeout(() => { button.textContent = say.copy; }, 2000);
    });
    line.append(button);
    part.append(line);
  };

  const finder = document.querySelector(".finder");
  if (finder) setUpSearch(finder);
  setUpSlash();
  // Nobody presses a head before the page is there: each table has a turn of its own.
  all("main :is(.scroll, .prose) table").forEach((table) => setTimeout(() => setUpTable(table)));
  const charts = all(".chart");
  if (charts.length) setUpCharts(charts);
  if (navigator.clipboard) all("[data-link]").forEach(setUpLink);
})();
