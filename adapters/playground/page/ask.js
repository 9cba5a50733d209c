// What stands above the page for a moment: the dialog with a form, and what went wrong.

import { byId, make } from "/play/dom.js";
import { block } from "/play/draw.js";
import { form } from "/play/form.js";
import { known, say } from "/play/words.js";

const LONG_ENOUGH = 9000; // milliseconds to read what went wrong

/** A card with a form, as a dialog; `send(spelt, fields)` gets what was filled. */
export function ask(card, send) {
  const dialog = byId("dialog");
  const title = make("h2", { id: "dialog-title" }, card.title || card.summary || say("form"));
  const fields = card.form ? form(card.form, card.language, send, done) : make("button", { type: "button", class: "tap", click: done }, say("close"));
  dialog.lang = card.language;
  dialog.replaceChildren(title, ...card.body.map(block), fields);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("form :is(input, textarea, select)") ?? dialog).focus();
}

/** The dialog is answered. */
export function done() {
  byId("dialog").close();
}

/** Say what went wrong: in the open dialog, which covers everything else, or at the edge of the page. */
export function complain(code, reason) {
  const words = known(code) ? say(code) : (reason ?? say("failed"));
  const dialog = byId("dialog");
  dialog.querySelector(".complaint")?.remove();
  if (dialog.open) return dialog.append(make("p", { class: "complaint", role: "alert" }, words));
  const toast = make("div", { class: "toast" }, make("span", {}, words), make("button", { type: "button", class: "tap quiet", click: () => toast.remove() }, say("close")));
  byId("toasts").replaceChildren(toast);
  setTimeout(() => toast.remove(), LONG_ENOUGH);
}
