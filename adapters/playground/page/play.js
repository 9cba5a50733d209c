// The playground: what the stream tells becomes what stands on the page; taps go back to the server.

import { chart } from "/play/chart.js";
import { byId, make } from "/play/dom.js";
import { article, block, offer } from "/play/draw.js";
import { form } from "/play/form.js";
import { picker } from "/play/pick.js";
import { known, language, moment, say, speak, translate } from "/play/words.js";

const CHANNEL = "leaders";
const MOST_CHIPS = 10; // colleagues with a waiting question that are shown by name
const LOGS = { chat: byId("chat-log"), leaders: byId("leaders-log") };

const state = { user: location.hash.slice(1), posts: new Map(), people: [], clock: null, acting: "", source: null };
const showPicker = picker(byId("pick"), become);

// ---- the stream ---------------------------------------------------------------------------

function listen() {
  state.source?.close();
  const source = new EventSource(`/play/stream?user=${encodeURIComponent(state.user)}`);
  const on = (name, take) => source.addEventListener(name, (event) => source === state.source && take(JSON.parse(event.data)));
  state.source = source;
  on("snapshot", begin);
  on("posts", (posts) => posts.forEach(stand));
  on("clock", showClock);
  on("people", showPeople);
  source.onopen = () => lost(false);
  source.onerror = () => {
    if (source !== state.source) return;
    lost(true);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

function begin({ user, posts, clock, people }) {
  state.user = user;
  state.posts = new Map();
  for (const log of Object.values(LOGS)) {
    log.setAttribute("aria-busy", "true"); // what stood before is not news
    log.replaceChildren();
  }
  showPeople(people);
  showClock(clock);
  posts.forEach(stand);
  for (const log of Object.values(LOGS)) log.removeAttribute("aria-busy");
  showEmpty();
}

function stand(post) {
  const log = post.chat === CHANNEL ? LOGS.leaders : LOGS.chat;
  const old = byId(`post-${post.id}`);
  const fresh = article(post, abilities(post));
  state.posts.set(post.id, post);
  if (old) return swap(old, fresh, post);
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80 || log.hasAttribute("aria-busy");
  log.querySelector(".empty")?.remove();
  log.append(fresh);
  if (low) log.scrollTop = log.scrollHeight;
  if (post.chat === CHANNEL && !log.hasAttribute("aria-busy")) badge("leaders", "•");
}

/** The new text stands where the old one stood, and keeps the focus where the tap was. */
function swap(old, fresh, post) {
  const focused = old.contains(document.activeElement) || state.acting === post.id;
  fresh.classList.add("fresh");
  old.replaceWith(fresh);
  if (focused && !byId("dialog").open) fresh.focus({ preventScroll: true });
}

function redraw() {
  for (const post of state.posts.values()) byId(`post-${post.id}`)?.replaceWith(article(post, abilities(post)));
}

function abilities(post) {
  const asleep = post.chat === CHANNEL && !me()?.leader;
  return { act, relay, asleep, zone: post.chat === CHANNEL ? undefined : me()?.zone };
}

function lost(is) {
  document.body.classList.toggle("lost", is);
  if (is) byId("passing").textContent = say("lost");
  else if (state.clock) showClock(state.clock);
}

// ---- what people do -----------------------------------------------------------------------

async function act(body) {
  state.acting = body.message ?? "";
  const answer = await post("/play/act", { user: state.user, ...body });
  if (!answer) return false;
  if (answer.form) openDialog(answer.form, body.message ?? "");
  else byId("dialog").close();
  if (answer.file) {
    LOGS.chat.append(offer(answer.file));
    LOGS.chat.scrollTop = LOGS.chat.scrollHeight;
  }
  return true;
}

const relay = (text) => act({ spelt: "b", fields: { text } });

async function post(path, body) {
  try {
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const answer = await response.json();
    if (response.ok) return answer;
    complain(answer.code === "nobody" ? "nobodyHere" : answer.code, answer.error);
  } catch {
    complain("failed");
  }
  return null;
}

/** Say what went wrong: in the open dialog, which covers everything else, or at the edge of the page. */
function complain(code, reason) {
  const words = known(code) ? say(code) : (reason ?? say("failed"));
  const dialog = byId("dialog");
  dialog.querySelector(".complaint")?.remove();
  if (dialog.open) return dialog.append(make("p", { class: "complaint", role: "alert" }, words));
  const toast = make("div", { class: "toast" }, make("span", {}, words), make("button", { type: "button", class: "tap quiet", click: () => toast.remove() }, say("close")));
  byId("toasts").replaceChildren(toast);
  setTimeout(() => toast.remove(), 9000);
}

function openDialog(card, message) {
  const dialog = byId("dialog");
  const send = (spelt, fields) => act({ spelt, fields, message });
  const title = make("h2", { id: "dialog-title" }, card.title || card.summary || say("form"));
  dialog.lang = card.language;
  dialog.replaceChildren(title, ...card.body.map(block), card.form ? form(card.form, card.language, send, () => dialog.close()) : "");
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("form :is(input, textarea, select)") ?? dialog).focus();
}

function become(user) {
  state.user = user;
  history.replaceState(null, "", `#${user}`);
  listen();
}

// ---- the clock and the people ---------------------------------------------------------------

const me = () => state.people.find((one) => one.user === state.user);

function showClock(clock) {
  const before = state.clock;
  state.clock = clock;
  const day = moment(clock.now, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const time = moment(clock.now, { hour: "2-digit", minute: "2-digit" });
  const week = say("pulseWeek", { n: Number(clock.week.split("-W")[1]) });
  byId("when").textContent = `${moment(clock.now, { weekday: "short", day: "numeric", month: "short" })}, ${time} · ${week}`;
  byId("week").textContent = week;
  byId("date").replaceChildren(make("span", {}, day), make("strong", {}, time));
  byId("run").textContent = say(clock.running ? "pause" : "run");
  byId("passing").textContent = say(clock.busy ? "passing" : clock.running ? "running" : "still");
  document.body.classList.toggle("busy", clock.busy);
  for (const id of ["day", "next-week"]) byId(id).setAttribute("aria-disabled", String(clock.busy || clock.running));
  if (before?.now !== clock.now || before?.busy !== clock.busy) showTruthSoon();
}

function showPeople(people) {
  const led = me()?.leader;
  state.people = people;
  const mine = me();
  if (!mine) return;
  showPicker(people, mine.user);
  press("colleague-language", mine.language);
  byId("facts").textContent = [mine.segment, mine.leader && say("leader"), mine.zone].filter(Boolean).join(" · ");
  showReader(mine);
  showWaiting();
  badge("chat", mine.waiting ? String(mine.waiting) : "");
  if (led !== undefined && led !== mine.leader) redraw();
}

function showReader(mine) {
  const leaders = mine.leader ? [] : state.people.filter((one) => one.leader).slice(0, 4);
  byId("reader").replaceChildren(say(mine.leader ? "reads" : "watches", { name: mine.name }), ...leaders.flatMap((one) => [" ", chip(one)]));
}

function showWaiting() {
  const waiting = state.people.filter((one) => one.waiting);
  const more = waiting.length - MOST_CHIPS;
  const chips = waiting.slice(0, MOST_CHIPS).map((one) => chip(one, one.waiting));
  const rest = more > 0 ? make("span", { class: "facts" }, say("andMore", { n: more })) : null;
  keepFocus(byId("waiting"), () => byId("waiting").replaceChildren(...(chips.length ? [...chips, rest].filter(Boolean) : [make("p", { class: "facts" }, say("noneWaiting"))])));
}

function chip(one, count) {
  const number = count ? make("span", { class: "badge", "aria-hidden": "true" }, String(count)) : null;
  const spoken = count ? `${one.name}, ${say("waits")}` : null;
  return make("button", { type: "button", class: "chip", value: one.user, "aria-label": spoken, click: () => become(one.user) }, one.name, number);
}

function keepFocus(root, change) {
  const held = root.contains(document.activeElement) ? document.activeElement.value : null;
  change();
  if (held) [...root.querySelectorAll("button")].find((button) => button.value === held)?.focus();
}

function showEmpty() {
  for (const [log, word] of [[LOGS.chat, "emptyChat"], [LOGS.leaders, "emptyLeaders"]]) {
    if (!log.querySelector(".post")) log.replaceChildren(make("p", { class: "empty", "data-word": word }, say(word)));
  }
}

// ---- the truth ------------------------------------------------------------------------------

let truthTimer = 0;

function showTruthSoon() {
  clearTimeout(truthTimer);
  if (byId("truth").checked) truthTimer = setTimeout(showTruth, 250);
}

async function showTruth() {
  if (!byId("truth").checked) return byId("truths").replaceChildren();
  try {
    const { weeks, series } = await (await fetch("/play/truth")).json();
    const labels = weeks.map((week) => String(week).replace(/^\d+-W0?/, ""));
    const figures = series.map((one) => chart({ title: one.name, labels, series: [
      { name: say("estimate"), values: one.estimate, low: one.low, high: one.high, look: "estimate" },
      { name: say("trueLine"), values: one.truth, look: "truth" },
    ] }, 150));
    byId("truths").replaceChildren(...(weeks.length && figures.length ? figures : [make("p", { class: "facts" }, say("noTruth"))]));
  } catch {
    complain("failed");
  }
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

function showPane(pane) {
  document.body.dataset.pane = pane;
  for (const tab of byId("tabs").children) tab.setAttribute("aria-current", String(tab.value === pane));
  badge(pane, "");
  const log = LOGS[pane];
  if (log) log.scrollTop = log.scrollHeight;
}

function talk(chosen) {
  speak(chosen);
  translate();
  press("page-language", chosen);
  redraw();
  if (state.clock) showClock(state.clock);
  if (state.people.length) showPeople(state.people);
  showTruthSoon();
}

function passTime(event, days) {
  if (event.currentTarget.getAttribute("aria-disabled") !== "true") post("/play/time", { days });
}

byId("write").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = byId("words");
  const text = words.value.trim();
  if (text && (await act({ text }))) words.value = "";
});
byId("menu").addEventListener("click", () => act({ text: "/pulse" }));
byId("relay").addEventListener("click", async () => {
  if (await relay(byId("words").value.trim())) byId("words").value = "";
});
byId("day").addEventListener("click", (event) => passTime(event, 1));
byId("next-week").addEventListener("click", (event) => passTime(event, 7));
byId("run").addEventListener("click", () => post("/play/time", { run: !state.clock?.running }));
byId("truth").addEventListener("change", showTruth);
byId("tabs").addEventListener("click", (event) => {
  const tab = event.target.closest("button");
  if (tab) showPane(tab.value);
});
byId("page-language").addEventListener("click", (event) => event.target.value && talk(event.target.value));
byId("colleague-language").addEventListener("click", (event) => event.target.value && post("/play/language", { user: state.user, language: event.target.value }));

talk(language());
showPane("chat");
listen();
