// Messages as the chat shows them.

import { chart } from "/play/chart.js";
import { make } from "/play/dom.js";
import { form } from "/play/form.js";
import { moment, say } from "/play/words.js";

/**
 * One message where it stands. `can` says what this reader may do:
 * {act(body, post), relay(text), zone, name(user), asleep} — asleep: taps are only to look at.
 */
export function article(post, can) {
  const { card } = post;
  const own = Boolean(post.by);
  const when = make("time", { datetime: post.at, title: moment(post.at, { dateStyle: "full", timeStyle: "short" }, can.zone) }, moment(post.at, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }, can.zone));
  const flags = [post.private && say("onlyYou"), post.edited && say("changed")].filter(Boolean);
  const head = make("header", { class: "byline" }, make("strong", {}, own ? say("you") : "Kundenpuls"), " ", when, flags.map((flag) => make("span", { class: "flag" }, flag)));
  const kind = ["post", own && "own", post.private && "private", card.asks && "asks"].filter(Boolean).join(" ");
  return make("article", { class: kind, id: `post-${post.id}`, tabindex: "-1", "aria-label": card.summary }, own ? null : face(), make("div", { class: "bubble" }, head, content(card, post, can), own ? again(card, can) : null));
}

/** What a card says and offers. */
export function content(card, post, can) {
  const act = (spelt, fields = {}) => can.act({ spelt, fields, message: post?.id ?? "" });
  const tap = ({ label, spelt, style }) => make("button", { type: "button", class: `tap ${style}`, "aria-disabled": can.asleep ? "true" : null, click: () => can.asleep || act(spelt) }, label);
  const [loud, quiet] = [card.buttons.filter(({ style }) => style !== "quiet"), card.buttons.filter(({ style }) => style === "quiet")].map((some) => some.map(tap));
  const parts = [
    card.title ? make("h3", {}, card.title) : null,
    card.body.map(block),
    card.details.length ? make("details", { class: "details" }, make("summary", {}, say("details", {}, card.language)), card.details.map(block)) : null,
    card.link ? make("div", { class: "taps" }, make("a", { class: "tap primary", href: card.link.url, target: "_blank", rel: "noopener" }, card.link.label)) : null,
    card.form ? form(card.form, card.language, act, null, loud) : row(loud, "answers", "taps", card.language),
    row(quiet, "more", "taps asides", card.language),
  ];
  return make("div", { class: "card", lang: card.language || null }, parts.flat());
}

export function block(part) {
  if (part.is === "table") return table(part.rows);
  if (part.is === "chart") return chart(part);
  const tag = { heading: "h4", quote: "blockquote" }[part.kind] ?? "p";
  return make(tag, { class: `words ${part.kind}` }, part.kind === "quote" ? part.text : together(part.text));
}

/** A figure keeps its ± and its % in one line with it. */
function together(text) {
  return text.replace(/ (?=[±%])/g, "\u00a0");
}

function table([head = [], ...rows]) {
  const cell = (text, column) => make(column ? "td" : "th", column ? {} : { scope: "row" }, text);
  return make("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": head.join(", ") }, make("table", {},
    make("thead", {}, make("tr", {}, head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, rows.map((row) => make("tr", {}, row.map(cell))))));
}

function row(taps, word, kind, language) {
  return taps.length ? make("div", { class: kind, role: "group", "aria-label": say(word, {}, language) }, taps) : null;
}

function again(card, can) {
  return make("button", { type: "button", class: "tap quiet", click: () => can.relay(card.summary) }, say("relay"));
}

function face() {
  return make("img", { class: "face", src: "/play/icon.svg", alt: "", width: "30", height: "30" });
}

/** A file handed to this browser alone: to keep or to look into. */
export function offer({ name, content: text }) {
  const type = name.endsWith(".json") ? "application/json" : "text/plain";
  const url = URL.createObjectURL(new Blob([text], { type }));
  return make("article", { class: "post private" }, face(), make("div", { class: "bubble" },
    make("header", { class: "byline" }, make("strong", {}, say("file")), make("span", { class: "flag" }, say("onlyYou"))),
    make("div", { class: "card" },
      make("a", { class: "tap", href: url, download: name }, say("download", { name })),
      make("details", { class: "details" }, make("summary", {}, say("look")), make("pre", { tabindex: "0" }, text)))));
}
