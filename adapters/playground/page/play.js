// The playground: what the stream tells becomes what stands on the page; taps go back to the server.

import { ask, complain, done } from "/play/ask.js";
import { CHANNEL, add, begin, follow, redraw, settle, stand } from "/play/chats.js";
import { chip, showClock, showLost, showTruth, showTruthSoon, showWaiting } from "/play/clock.js";
import { byId, make } from "/play/dom.js";
import { offer } from "/play/draw.js";
import { picker } from "/play/pick.js";
import { listen, post } from "/play/server.js";
import { language, say, speak, translate } from "/play/words.js";

let user = location.hash.slice(1); // whom this browser plays; the server chooses when it knows nobody of that name
let people = [];
let clock = null;
let hangUp = () => {};

const me = () => people.find((one) => one.user === user);
const send = (path, body) => post(path, body, complain);
const showPicker = picker(byId("pick"), become);

// ---- what comes from the server -------------------------------------------------------------

const NEWS = {
  snapshot(all) {
    user = all.user;
    meet(all.people);
    pass(all.clock);
    begin(all.posts, can);
  },
  posts: (posts) => posts.forEach((one) => {
    if (stand(one, can)) badge("leaders", "•");
    if (one.private) badge("chat", "•"); // an answer for this reader alone, to a tap on another pane
  }),
  clock: pass,
  people: meet,
};

function become(chosen) {
  hangUp();
  user = chosen;
  if (chosen) history.replaceState(null, "", `#${chosen}`);
  hangUp = listen(user, NEWS, (lost) => showLost(lost, clock));
}

function pass(now) {
  clock = now;
  showClock(now);
}

function meet(everybody) {
  const led = me()?.leader;
  people = everybody;
  showWaiting(people, become);
  const mine = me();
  if (!mine) return;
  showPicker(people, user);
  press("colleague-language", mine.language);
  byId("facts").textContent = [mine.segment, mine.leader && say("leader"), mine.zone].filter(Boolean).join(" · ");
  const leaders = mine.leader ? [] : people.filter((one) => one.leader).slice(0, 4);
  byId("reader").replaceChildren(say(mine.leader ? "reads" : "watches", { name: mine.name }), ...leaders.flatMap((one) => [" ", chip(one, become)]));
  badge("chat", mine.waiting ? String(mine.waiting) : "");
  if (led !== undefined && led !== mine.leader) redraw(can);
}

// ---- what people do -------------------------------------------------------------------------

/** What the reader may do with a message: only leaders tap in the channel. */
function can(post) {
  const channel = post.chat === CHANNEL;
  return { act, relay, asleep: channel && !me()?.leader, zone: channel ? undefined : me()?.zone };
}

async function act(body) {
  follow(body.message ?? "");
  const answer = await send("/play/act", { user, ...body });
  if (!answer) return false;
  if (answer.form) ask(answer.form, (spelt, fields) => act({ spelt, fields, message: body.message ?? "" }));
  else done();
  if (answer.file) add(offer(answer.file));
  return true;
}

function relay(text) {
  return act({ spelt: "b", fields: { text } });
}

/** Send what is in the field, by `way`; it stays there when that fails. */
async function write(way) {
  const words = byId("words");
  if (await way(words.value.trim())) words.value = "";
}

function wait(event, wish) {
  if (event.currentTarget.getAttribute("aria-disabled") !== "true") send("/play/time", wish);
}

// ---- the frame ------------------------------------------------------------------------------

function press(id, value) {
  for (const button of byId(id).querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === value));
}

function badge(pane, text) {
  const tab = byId("tabs").querySelector(`[value=${pane}]`);
  tab.querySelector(".badge")?.remove();
  if (text && document.body.dataset.pane !== pane) tab.append(make("span", { class: "badge" }, text));
}

function turn(pane) {
  document.body.dataset.pane = pane;
  for (const tab of byId("tabs").children) tab.setAttribute("aria-current", String(tab.value === pane));
  badge(pane, "");
  settle(pane);
}

function talk(chosen) {
  speak(chosen);
  translate();
  press("page-language", chosen);
  redraw(can);
  if (clock) pass(clock);
  meet(people);
  showTruthSoon();
}

function on(id, event, take) {
  byId(id).addEventListener(event, take);
}

/** Taps on any button of a group, by the button's value. */
function choices(id, take) {
  on(id, "click", (event) => {
    const button = event.target.closest("button");
    if (button) take(button.value);
  });
}

on("write", "submit", (event) => {
  event.preventDefault();
  if (byId("words").value.trim()) write((text) => act({ text }));
});
on("menu", "click", () => act({ text: "/pulse" }));
on("relay", "click", () => write(relay));
on("day", "click", (event) => wait(event, { days: 1 }));
on("next-week", "click", (event) => wait(event, { days: 7 }));
on("run", "click", (event) => wait(event, { run: !clock?.running }));
on("truth", "change", showTruth);
on("skip", "click", (event) => {
  event.preventDefault(); // the address says who one is, not where one reads
  byId("words").focus();
});
addEventListener("hashchange", () => {
  const named = people.find((one) => `#${one.user}` === location.hash);
  if (named) become(named.user);
});
choices("tabs", turn);
choices("page-language", talk);
choices("colleague-language", (chosen) => send("/play/language", { user, language: chosen }));

talk(language());
turn("chat");
become(user);
