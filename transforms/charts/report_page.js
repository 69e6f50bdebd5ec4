"use strict";
// Opens the card of a number, highlights totals and parts, filters by disposition. It only shows, hides and marks
// elements that the page holds already; it never builds markup.
(function () {
  const text = document.getElementById("text");
  const numbers = Array.from(text.querySelectorAll(".number"));
  let shown = null;
  let closing = 0;

  const cardOf = (number) => document.getElementById(number.getAttribute("aria-describedby"));
  const visible = () => numbers.filter((number) => number.tabIndex === 0);

  function show(number) {
    hide();
    shown = number;
    number.classList.add("is-shown");
    const card = cardOf(number);
    card.hidden = false;
    const place = number.getClientRects()[0];
    const room = document.documentElement.clientWidth - card.offsetWidth - 16;
    const above = place.bottom + card.offsetHeight + 12 > window.innerHeight && place.top > card.offsetHeight + 12;
    card.style.left = Math.max(16, Math.min(place.left, room)) + window.scrollX + "px";
    card.style.top = (above ? place.top - card.offsetHeight - 8 : place.bottom + 8) + window.scrollY + "px";
  }

  function hide() {
    clearTimeout(closing);
    if (!shown) return;
    shown.classList.remove("is-shown");
    cardOf(shown).hidden = true;
    shown = null;
  }

  function unmark() {
    numbers.forEach((number) => number.classList.remove("is-total", "is-part"));
  }

  function markTotal(number) {
    unmark();
    const total = document.getElementById(number.dataset.total || number.id);
    const parts = numbers.filter((other) => other.dataset.total === total.id);
    if (!parts.length) return;
    total.classList.add("is-total");
    parts.forEach((part) => part.classList.add("is-part"));
  }

  const numberAt = (event) => event.target.closest("#text .number[tabindex='0']");
  const isInCard = (element) => element instanceof Element && element.closest(".card");

  text.addEventListener("focusin", (event) => numberAt(event) && show(numberAt(event)));
  text.addEventListener("mouseover", (event) => numberAt(event) && show(numberAt(event)));
  // The pointer may cross from the number into its card to follow a link there.
  document.addEventListener("mouseout", (event) => {
    if (shown && (event.target === shown || isInCard(event.target))) closing = setTimeout(hide, 250);
  });
  document.addEventListener("mouseover", (event) => isInCard(event.target) && clearTimeout(closing));
  document.addEventListener("focusout", (event) => {
    if (!isInCard(event.target) && !isInCard(event.relatedTarget)) hide();
  });
  text.addEventListener("click", (event) => (numberAt(event) ? markTotal(numberAt(event)) : unmark()));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
      unmark();
      return;
    }
    const number = document.activeElement.closest("#text .number");
    if (!number) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      markTotal(number);
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && visible()[visible().indexOf(number) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  // A link to a number, on this page or from another, moves the keyboard there as well.
  function goTo(name) {
    const number = document.getElementById(name);
    if (!numbers.includes(number)) return;
    number.scrollIntoView({ block: "center" });
    number.focus({ preventScroll: true });
    markTotal(number);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#n']");
    if (!link) return;
    event.preventDefault();
    goTo(link.getAttribute("href").slice(1));
  });
  window.addEventListener("hashchange", () => goTo(location.hash.slice(1)));

  document.querySelectorAll(".legend button").forEach((button) => {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      const disposition = button.dataset.disposition;
      button.setAttribute("aria-pressed", String(on));
      text.classList.toggle("without-" + disposition, !on);
      numbers
        .filter((number) => number.classList.contains(disposition))
        .forEach((number) => (number.tabIndex = on ? 0 : -1));
    });
  });

  goTo(location.hash.slice(1));
})();
