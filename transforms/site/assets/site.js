"use strict";
// The language of a page, and filters of its tables. Runs before the page is drawn, so that nothing flickers.
(function () {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search).get("language");
  let kept = null;
  try {
    kept = localStorage.getItem("language");
  } catch {
    // A browser may forbid storage to files: links then carry the choice.
  }
  const known = (language) => (language === "zh" || language === "en" ? language : null);
  let language = known(asked) || known(kept) || (/^zh/i.test(navigator.language || "zh") ? "zh" : "en");
  let chosen = known(asked) || known(kept);

  function say() {
    root.dataset.language = language;
    root.lang = language === "zh" ? "zh-CN" : "en";
    document.querySelectorAll(".switch button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    });
  }
  say();

  window.fazhi = {
    get language() {
      return language;
    },
    say: (text) => text[language],
    onLanguage: [],
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".switch").forEach((group) => (group.hidden = false));
    say();
    document.querySelectorAll(".switch button").forEach((button) =>
      button.addEventListener("click", () => {
        language = chosen = button.dataset.language;
        try {
          localStorage.setItem("language", language);
        } catch {
          // See above.
        }
        say();
        window.fazhi.onLanguage.forEach((tell) => tell());
      }),
    );
    document.querySelectorAll("input[data-filter]").forEach((input) => {
      input.closest("label").hidden = false;
      input.addEventListener("input", () => filter(input));
    });
  });

  // Links to other pages of the site carry a language that was chosen.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !chosen) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#") || /^[a-z]+:/i.test(href) || !/\.html($|[?#])/.test(href)) return;
    const [path, hash] = href.split("#");
    const [page, query] = path.split("?");
    const words = new URLSearchParams(query || "");
    words.set("language", language);
    link.setAttribute("href", page + "?" + words + (hash === undefined ? "" : "#" + hash));
  }, true);

  function filter(input) {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const part = document.getElementById(input.dataset.filter);
    part.querySelectorAll("[data-row]").forEach((row) => {
      const text = (row.textContent + " " + row.dataset.row).toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
    part.querySelectorAll("[data-group]").forEach((group) => {
      group.hidden = !group.querySelector("[data-row]:not([hidden])");
    });
  }
})();
