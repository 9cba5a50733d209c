// Fields as people fill them, in a dialog or inside a message.

import { make } from "/play/dom.js";
import { say } from "/play/words.js";

const FEW = 6; // choices that stand open; more hide in a list
const SHORT = 200; // characters that fit one line

let count = 0;

/** A form of a card; `send(spelt, fields)` gets what was filled, `leave()` is the way out, `beside` stand other taps. */
export function form({ submit, cancel, spelt, fields }, language, send, leave, beside = []) {
  const buttons = [make("button", { type: "submit", class: "tap primary" }, submit), ...beside];
  if (leave) buttons.push(make("button", { type: "button", class: "tap", click: leave }, cancel || say("cancel", {}, language)));
  const sent = (event) => {
    event.preventDefault();
    send(spelt, filled(event.target));
  };
  return make("form", { class: "form", lang: language || null, submit: sent }, fields.map((field) => drawn(field, language)), make("div", { class: "taps" }, buttons));
}

function filled(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

function drawn(field, language) {
  const id = `field-${++count}`;
  const hint = field.hint ? make("p", { class: "hint", id: `${id}-hint` }, field.hint) : null;
  const common = { name: field.name, required: field.required, "aria-describedby": hint ? `${id}-hint` : null };
  if (field.kind === "tick") return ticked(field, common, hint);
  if (field.kind === "choice" && field.options.length <= FEW) return radios(field, common, hint, language);
  const input = field.kind === "choice" ? list(field, common, id) : words(field, common, id);
  return make("div", { class: "field" }, make("label", { for: id }, named(field, language)), hint, input);
}

function named(field, language) {
  return [field.label, field.required ? null : make("span", { class: "optional" }, ` · ${say("optional", {}, language)}`)].filter(Boolean);
}

function words(field, common, id) {
  const attributes = { ...common, id, maxlength: field.limit };
  if (field.limit <= SHORT) return make("input", { ...attributes, type: "text", value: field.value });
  const area = make("textarea", { ...attributes, rows: 4 });
  area.value = field.value;
  return area;
}

function list(field, common, id) {
  const option = ({ value, label }) => make("option", { value, selected: value === field.value }, label);
  const none = field.value ? [] : [make("option", { value: "" }, say("none"))];
  return make("select", { ...common, id }, none, field.options.map(option));
}

function radios(field, common, hint, language) {
  const radio = ({ value, label }) => make("label", { class: "tick" }, make("input", { ...common, type: "radio", value, checked: value === field.value }), make("span", {}, label));
  return make("fieldset", { class: "field" }, make("legend", {}, named(field, language)), hint, make("div", { class: "radios" }, field.options.map(radio)));
}

function ticked(field, common, hint) {
  const box = make("input", { ...common, type: "checkbox", value: "yes", checked: field.value === "yes" });
  return make("div", { class: "field" }, make("label", { class: "tick" }, box, make("span", {}, field.label)), hint);
}
