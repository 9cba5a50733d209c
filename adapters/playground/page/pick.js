// Choosing somebody from a long list: a text field that searches, by the ARIA combobox pattern.

import { make } from "/play/dom.js";
import { say } from "/play/words.js";

/** A picker inside `root`; `chosen(user)` is called with every choice. `show(people, user)` refreshes it. */
export function picker(root, chosen) {
  let people = [], user = "", found = [], at = -1;
  const label = make("label", { for: "who", "data-word": "pick" }, say("pick"));
  const list = make("ul", { id: "who-list", role: "listbox", "data-label": "pick", "aria-label": say("pick"), hidden: true });
  const input = make("input", {
    id: "who", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "data-hint": "pickHint",
    "aria-expanded": "false", "aria-controls": "who-list", "aria-autocomplete": "list",
    focus: () => input.select(), click: () => open(""), input: () => open(input.value), keydown: pressed,
    blur: () => setTimeout(close, 100),
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  root.replaceChildren(label, make("div", { class: "field-of-choice" }, input, make("span", { class: "badge", id: "who-badge" })), list);

  function open(search) {
    const wanted = search.trim().toLocaleLowerCase();
    found = people.filter((one) => `${one.name} ${one.segment}`.toLocaleLowerCase().includes(wanted));
    at = found.findIndex((one) => one.user === user);
    if (at < 0 && found.length) at = 0;
    list.replaceChildren(...(found.length ? found.map(item) : [make("li", { class: "none" }, say("nobody"))]));
    list.hidden = false;
    mark();
  }

  function item(one, index) {
    return make("li", { role: "option", id: `who-${index}`, click: () => take(one) },
      make("span", { class: "name" }, one.name),
      make("span", { class: "about" }, [one.segment, one.leader && say("leader"), one.language].filter(Boolean).join(" · ")),
      one.waiting ? make("span", { class: "badge", "aria-label": say("waits") }, String(one.waiting)) : null);
  }

  function mark() {
    input.setAttribute("aria-expanded", String(!list.hidden));
    [...list.querySelectorAll("[role=option]")].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const marked = list.hidden ? null : list.querySelector("[aria-selected=true]");
    if (marked) input.setAttribute("aria-activedescendant", marked.id);
    else input.removeAttribute("aria-activedescendant");
    marked?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    input.value = people.find((one) => one.user === user)?.name ?? "";
    mark();
  }

  function take(one) {
    user = one.user;
    close();
    chosen(user);
  }

  function pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) return open("");
      at = (at + step + found.length) % (found.length || 1);
      mark();
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (found[at]) take(found[at]);
    } else if (event.key === "Escape") close();
  }

  return function show(now, current) {
    [people, user] = [now, current];
    const waiting = people.find((one) => one.user === user)?.waiting;
    root.querySelector("#who-badge").textContent = waiting ? String(waiting) : "";
    if (document.activeElement !== input) close();
  };
}
