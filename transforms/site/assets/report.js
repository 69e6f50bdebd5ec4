"use strict";
// The text of a report: the card of a number, totals and parts, the filter by disposition, and links to places.
// Elements are made of the page's data as text; no markup is ever built from words.
(function () {
  const text = document.getElementById("text");
  const numbers = Array.from(text.querySelectorAll(".number"));
  const told = new Map(JSON.parse(document.getElementById("told").textContent).map((entry) => [entry[0], entry.slice(1)]));
  const words = window.fazhiWords;
  const say = (pair) => pair[window.fazhi.language === "zh" ? 0 : 1];
  const term = (name) => say(words.report_page[name]);
  let shown = null;
  let card = null;
  let closing = 0;

  function element(name, content, look) {
    const made = document.createElement(name);
    if (look) made.className = look;
    (Array.isArray(content) ? content : [content]).forEach((part) => part !== undefined && part !== null && made.append(part));
    return made;
  }

  function link(words, address) {
    const made = element("a", words);
    made.href = address;
    return made;
  }

  const plain = (value) => Number(value).toLocaleString("en-US", { maximumFractionDigits: 4 });

  function bounds(low, high) {
    return (low === null || low === undefined ? "" : plain(low)) + " – " + (high === null || high === undefined ? "" : plain(high));
  }

  function reading(row) {
    const mention = Object.fromEntries(words.told.map((name, place) => [name, row[place] === undefined ? null : row[place]]));
    const lines = [];
    const isMetric = mention.disposition !== "not_metric";
    if (isMetric) {
      const known = words.indicators[mention.indicator];
      if (known) lines.push(["indicator", link(say(known), "../" + known[2])]);
      else lines.push(["indicator", mention.indicator || term(mention.disposition === "comparison" ? "change" : "not_in_catalogue")]);
    }
    if (isMetric && mention.phrase) lines.push(["counted", mention.phrase]);
    if (mention.qualifier) {
      lines.push(["qualifier", say(words.qualifiers[mention.qualifier])]);
      lines.push(["bounds", bounds(mention.value_low, mention.value_high)]);
    }
    ["breakdown", "period", "region", "scope"].forEach((name) => mention[name] && lines.push([name, mention[name]]));
    if (mention.total) lines.push(["total", link(mention.total[1], "#" + mention.total[0])]);
    if (mention.reason) lines.push(["reason", say(words.reasons[mention.reason])]);
    if (mention.rule) lines.push(["rule", element("code", mention.rule)]);
    const looks = [mention.disposition, mention.disposition === "fact" && !mention.indicator && "open", mention.implicit && "implied"];
    const head = element("p", [
      element("b", mention.shown),
      mention.implicit ? element("span", term("is_implied"), "note") : null,
      element("span", say(words.dispositions[mention.disposition]), "sample " + looks.filter(Boolean).join(" ")),
    ], "shown");
    const list = element("dl", lines.map(([name, value]) => element("div", [element("dt", term(name)), element("dd", value)])));
    return element("section", [head, list]);
  }

  function show(number) {
    hide();
    shown = number;
    number.classList.add("is-shown");
    card = element("div", (told.get(number.id) || []).map(reading), "card");
    card.id = "card";
    card.setAttribute("role", "tooltip");
    document.body.append(card);
    number.setAttribute("aria-describedby", "card");
    const place = number.getClientRects()[0] || number.getBoundingClientRect();
    const room = document.documentElement.clientWidth - card.offsetWidth - 16;
    const above = place.bottom + card.offsetHeight + 12 > window.innerHeight && place.top > card.offsetHeight + 12;
    card.style.left = Math.max(16, Math.min(place.left, room)) + window.scrollX + "px";
    card.style.top = (above ? place.top - card.offsetHeight - 8 : place.bottom + 8) + window.scrollY + "px";
  }

  function hide() {
    clearTimeout(closing);
    if (!shown) return;
    shown.classList.remove("is-shown");
    shown.removeAttribute("aria-describedby");
    card.remove();
    shown = card = null;
  }

  function markTotal(number) {
    numbers.forEach((other) => other.classList.remove("is-total", "is-part"));
    if (!number) return;
    const total = document.getElementById(number.dataset.total || number.id);
    const parts = numbers.filter((other) => other.dataset.total === total.id);
    if (!parts.length) return;
    total.classList.add("is-total");
    parts.forEach((part) => part.classList.add("is-part"));
  }

  const numberAt = (event) => event.target.closest("#text .number");
  const inCard = (target) => target instanceof Element && target.closest(".card");
  const reachable = (number) => number && number.tabIndex === 0;

  text.addEventListener("focusin", (event) => reachable(numberAt(event)) && show(numberAt(event)));
  text.addEventListener("mouseover", (event) => reachable(numberAt(event)) && numberAt(event) !== shown && show(numberAt(event)));
  document.addEventListener("mouseout", (event) => {
    if (shown && (event.target === shown || inCard(event.target))) closing = setTimeout(hide, 250);
  });
  document.addEventListener("mouseover", (event) => inCard(event.target) && clearTimeout(closing));
  document.addEventListener("focusout", (event) => {
    if (!inCard(event.target) && !inCard(event.relatedTarget)) hide();
  });
  text.addEventListener("click", (event) => {
    const number = numberAt(event);
    if (!number) return markTotal(null);
    if (!reachable(number)) event.preventDefault();
    else if (location.hash === "#" + number.id) goTo();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
      markTotal(null);
      return;
    }
    const number = document.activeElement && document.activeElement.closest("#text .number");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!number || !step) return;
    const within = numbers.filter(reachable);
    const next = within[within.indexOf(number) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  // Offsets of the warehouse count code points; a string of the browser counts some characters twice.
  const points = (data) => (/[\ud800-\udfff]/.test(data) ? Array.from(data).length : data.length);
  const unitsOf = (data, count) => (/[\ud800-\udfff]/.test(data) ? Array.from(data).slice(0, count).join("").length : count);

  function mark(start, end) {
    text.querySelectorAll("mark.marked").forEach((old) => old.replaceWith(...old.childNodes));
    text.normalize();
    const nodes = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const whole = text.textContent;
    if (end === undefined) {
      const characters = Array.from(whole);
      while (start > 0 && !/[。！？；\n]/.test(characters[start - 1])) start--;
      end = start;
      while (end < characters.length && !/[。！？；\n]/.test(characters[end])) end++;
      end = Math.max(end, start + 1);
    }
    let offset = 0;
    let first = null;
    nodes.forEach((node) => {
      const length = points(node.data);
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, length);
      if (from < to) {
        let part = node;
        if (to < length) part.splitText(unitsOf(node.data, to));
        if (from > 0) part = part.splitText(unitsOf(part.data, from));
        const made = element("mark", null, "marked");
        part.replaceWith(made);
        made.append(part);
        first = first || made;
      }
      offset += length;
    });
    return first;
  }

  function goTo() {
    const name = decodeURIComponent(location.hash.slice(1));
    const found = /^([ns])(\d+)(?:-(\d+))?$/.exec(name);
    if (!found) return;
    const number = document.getElementById("n" + found[2]);
    if (number && number.classList.contains("number") && found[3] === undefined) {
      number.scrollIntoView({ block: "center" });
      number.focus({ preventScroll: true });
      markTotal(number);
      return;
    }
    const marked = mark(Number(found[2]), found[3] === undefined ? undefined : Number(found[3]));
    if (!marked) return;
    marked.tabIndex = -1;
    marked.scrollIntoView({ block: "center" });
    marked.focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", goTo);

  document.querySelectorAll(".legend button").forEach((button) =>
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      text.classList.toggle("without-" + button.dataset.disposition, !on);
      numbers
        .filter((number) => number.classList.contains(button.dataset.disposition))
        .forEach((number) => (number.tabIndex = on ? 0 : -1));
    }),
  );
  window.fazhi.onLanguage.push(() => shown && show(shown));
  goTo();
})();
