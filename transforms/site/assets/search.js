"use strict";
// Searches names at once and sentences shard by shard, the latest year first. Shards are scripts: a page that was opened
// from a folder may not fetch files. What is found is shown as text; no markup is built from words.
(function () {
  const data = window.fazhiSearch;
  const say = (pair) => pair[window.fazhi.language === "zh" ? 0 : 1];
  const term = (name, count) => say(data.words[name]).replace("{count}", count);
  const at = (name) => document.getElementById(name);
  const plain = (words) => words.normalize("NFKC").toLowerCase();
  const PAGE = 100;
  const NAMES = 20;
  const KEPT = 24;

  const FACTORS = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  const SIXES = new Uint8Array(128);
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").forEach(
    (letter, value) => (SIXES[letter.charCodeAt(0)] = value),
  );

  const loaded = new Map();
  const waiting = new Map();
  let search = null;
  let timer = 0;

  // The numbers of the runs of two to four characters of a word: search_pages.py sets their bits for each shard that has them.
  function numbersOf(word) {
    const points = Array.from(word, (letter) => letter.codePointAt(0));
    const numbers = [];
    [2, 3, 4].forEach((length) => {
      for (let start = 0; start + length <= points.length; start++) {
        let sum = 0;
        for (let place = 0; place < length; place++) sum = (sum + Math.imul(points[start + place], FACTORS[place])) >>> 0;
        numbers.push((sum ^ (sum >>> 15)) >>> 0);
      }
    });
    return numbers;
  }

  // Bits are read where they stand in base64, six a character, highest first: nothing needs to be unpacked.
  const isSet = (marks, bit) => (SIXES[marks.charCodeAt(Math.floor(bit / 6))] >> (5 - (bit % 6))) & 1;

  let marksRead = null;
  function readMarks() {
    if (!marksRead)
      marksRead = new Promise((resolve) => {
        const script = document.createElement("script");
        window.fazhiMarks = (marks) => resolve(new Map(data.shards.map((shard, place) => [shard[0], marks[place]])));
        // Without them every shard is read: slower, but nothing is missed.
        script.onerror = () => resolve(new Map());
        script.src = "search/marks.js";
        document.head.append(script);
      });
    return marksRead;
  }

  function mayHold(marks, numbers) {
    if (!marks) return true;
    const bits = marks.length * 6;
    return numbers.every((number) => isSet(marks, number % bits));
  }

  window.fazhiShard = (name, content) => waiting.get(name) && waiting.get(name)(content);

  async function unpack(content) {
    const characters = atob(content);
    const bytes = new Uint8Array(characters.length);
    for (let place = 0; place < bytes.length; place++) bytes[place] = characters.charCodeAt(place);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }

  function load(name) {
    if (!loaded.has(name)) {
      if (loaded.size >= KEPT) loaded.delete(loaded.keys().next().value);
      loaded.set(
        name,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          waiting.set(name, (content) => unpack(content).then(resolve, reject));
          script.onerror = () => reject(new Error(name));
          script.onload = () => script.remove();
          script.src = "search/" + name + ".js";
          document.head.append(script);
        }),
      );
      loaded.get(name).catch(() => loaded.delete(name));
    }
    return loaded.get(name);
  }

  function marked(text, words) {
    const made = document.createDocumentFragment();
    // Where folding changes a text's length its places are not those of the original: then it is shown unmarked.
    const folded = plain(text);
    if (folded.length !== text.length) {
      made.append(text);
      return made;
    }
    let place = 0;
    while (place < text.length) {
      let next = null;
      words.forEach((word) => {
        const found = folded.indexOf(word, place);
        if (found >= 0 && (next === null || found < next[0])) next = [found, word.length];
      });
      if (next === null) break;
      made.append(text.slice(place, next[0]));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next[0], next[0] + next[1]);
      made.append(mark);
      place = next[0] + next[1];
    }
    made.append(text.slice(place));
    return made;
  }

  function item(list, address, name, detail) {
    const made = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.append(name);
    made.append(link);
    if (detail) {
      const small = document.createElement("small");
      small.append(" ", detail);
      made.append(small);
    }
    list.append(made);
    return made;
  }

  function listNames(words) {
    const english = window.fazhi.language === "en";
    const groups = {
      places: data.units
        .filter(([name, path]) => words.every((word) => plain(name + " " + path).includes(word)))
        .map(([name, path, level, years, address]) => [address, name, say(data.levels[level]) + " · " + path + " · " + years]),
      indicators: data.indicators
        .filter(([zh, en, key]) => words.every((word) => plain(zh + " " + en + " " + key).includes(word)))
        .map(([zh, en, key, address]) => [address, english ? en : zh, key]),
    };
    let count = 0;
    Object.entries(groups).forEach(([name, found]) => {
      const section = at(name);
      const list = section.querySelector("ul");
      list.replaceChildren();
      found.slice(0, NAMES).forEach(([address, words, detail]) => item(list, address, words, detail));
      if (found.length > NAMES) {
        const rest = document.createElement("li");
        rest.textContent = "… +" + (found.length - NAMES);
        list.append(rest);
      }
      section.hidden = !found.length;
      count += found.length;
    });
    return count;
  }

  function showSentence(list, report, place, year, words) {
    const [page, unit, starts, texts] = report;
    const length = Array.from(texts[place]).length;
    const address = page + "#s" + starts[place] + "-" + (starts[place] + length);
    const made = item(list, address, marked(texts[place], words), null);
    made.lang = "zh-CN";
    const source = document.createElement("small");
    source.textContent = unit + (year ? " · " + year : "");
    made.append(source);
  }

  async function run(current) {
    const list = at("sentences").querySelector("ol");
    at("more").hidden = true;
    const limit = current.found + PAGE;
    if (current.numbers) {
      tell(current, "searching");
      const marks = await readMarks();
      if (current !== search) return;
      current.queue = current.queue.filter(([name]) => mayHold(marks.get(name), current.numbers));
      current.numbers = null;
    }
    while (current.queue.length && current === search) {
      const [name, , year] = current.queue[0];
      let reports = [];
      try {
        reports = await load(name);
      } catch {
        current.failed += 1;
      }
      if (current !== search) return;
      // The next one is read from the disk while this one is searched; before, it would only delay the first sentence.
      if (current.queue.length > 1) load(current.queue[1][0]).catch(() => {});
      let place = current.place;
      search: for (; place < reports.length; place++) {
        const texts = reports[place][3];
        for (let number = place === current.place ? current.sentence : 0; number < texts.length; number++) {
          const folded = plain(texts[number]);
          if (!current.words.every((word) => folded.includes(word))) continue;
          if (current.found >= limit) {
            current.place = place;
            current.sentence = number;
            break search;
          }
          at("sentences").hidden = false;
          showSentence(list, reports[place], number, year, current.words);
          current.found += 1;
        }
      }
      if (place < reports.length) break;
      current.queue.shift();
      current.place = current.sentence = 0;
      tell(current, "searching");
      // The page is drawn, and keys are heard, between two shards.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    if (current !== search) return;
    at("more").hidden = !current.queue.length;
    tell(current, current.queue.length ? "paused" : current.found || current.names ? "found" : "nothing");
  }

  function tell(current, state) {
    current.state = state;
    at("status").textContent = term(state, current.found) + (current.failed ? " " + term("failed", current.failed) : "");
  }

  function start() {
    clearTimeout(timer);
    const words = plain(at("words").value).split(/\s+/).filter(Boolean);
    const province = at("province").value;
    const year = Number(at("year").value);
    at("sentences").querySelector("ol").replaceChildren();
    at("sentences").hidden = true;
    search = null;
    if (!words.length) {
      ["places", "indicators"].forEach((name) => (at(name).hidden = true));
      at("status").textContent = "";
      return;
    }
    const query = new URLSearchParams(location.search);
    [["q", at("words").value.trim()], ["province", province], ["year", year || ""]].forEach(([name, value]) =>
      value ? query.set(name, value) : query.delete(name),
    );
    try {
      history.replaceState(null, "", "?" + query);
    } catch {
      // Some browsers do not let a file change its address.
    }
    const queue = data.shards.filter(
      ([, of, when]) => (!province || of === province) && (!year || when === year),
    );
    search = { words, queue, numbers: words.flatMap(numbersOf), found: 0, failed: 0, place: 0, sentence: 0, names: listNames(words) };
    run(search);
  }

  function speak() {
    document.querySelectorAll("option[data-zh]").forEach((option) => (option.textContent = option.dataset[window.fazhi.language]));
    Array.from(at("province").options).forEach((option) => {
      if (option.value) option.textContent = say(data.provinces[option.value]);
    });
    if (search) {
      listNames(search.words);
      tell(search, search.state || "searching");
    }
  }

  at("search").addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  at("words").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(start, 250);
  });
  ["province", "year"].forEach((name) => at(name).addEventListener("change", start));
  at("more").addEventListener("click", () => run(search));
  // Who is about to type will want the marks and, mostly, the latest shard.
  at("words").addEventListener(
    "focus",
    () => {
      readMarks();
      if (data.shards.length) load(data.shards[0][0]).catch(() => {});
    },
    { once: true },
  );
  window.fazhi.onLanguage.push(speak);

  const asked = new URLSearchParams(location.search);
  at("words").value = asked.get("q") || "";
  at("province").value = asked.get("province") || "";
  at("year").value = asked.get("year") || "";
  speak();
  if (at("words").value) start();
})();
