// The third pane: the simulated moment, who has a question waiting, and the hidden truth.

import { complain } from "/play/ask.js";
import { chart } from "/play/chart.js";
import { byId, make } from "/play/dom.js";
import { moment, say } from "/play/words.js";

const MOST_CHIPS = 10; // colleagues with a waiting question that are shown by name

let truthTimer = 0;
let drawnAt = "";

/** The moment and how time passes, in the pane and in the head of the page. */
export function showClock(clock) {
  const time = moment(clock.now, { hour: "2-digit", minute: "2-digit" });
  const week = say("pulseWeek", { n: Number(clock.week.split("-W")[1]) });
  const short = moment(clock.now, { weekday: "short", day: "numeric", month: "short" });
  byId("when").replaceChildren(make("span", {}, short), make("span", { class: "time" }, time), make("span", {}, week));
  byId("week").textContent = `${week} · ${clock.week.split("-")[0]}`;
  byId("date").replaceChildren(make("span", {}, moment(clock.now, { weekday: "long", day: "numeric", month: "long" })), make("strong", {}, time));
  byId("run").textContent = say(clock.running ? "pause" : "run");
  tell(say(clock.busy ? "passing" : clock.running ? "running" : "still"));
  document.body.classList.toggle("busy", clock.busy || clock.running);
  for (const id of ["day", "next-week"]) disable(byId(id), clock.busy || clock.running);
  disable(byId("run"), clock.busy);
  if (drawnAt !== clock.now) showTruthSoon();
  drawnAt = clock.now;
}

/** The connection is lost, or back: then the clock says how time passes. */
export function showLost(lost, clock) {
  document.body.classList.toggle("lost", lost);
  if (lost) tell(say("lost"));
  else if (clock) showClock(clock);
}

/** Unread badges: who has a question waiting; a tap makes one that colleague. */
export function showWaiting(people, become) {
  const root = byId("waiting");
  const waiting = people.filter((one) => one.waiting);
  const chips = waiting.slice(0, MOST_CHIPS).map((one) => chip(one, become));
  const more = waiting.length - chips.length;
  if (more) chips.push(make("span", { class: "facts" }, say("andMore", { n: more })));
  const held = root.contains(document.activeElement) && document.activeElement.value;
  root.replaceChildren(...(chips.length ? chips : [make("p", { class: "facts" }, say("noneWaiting"))]));
  if (held) [...root.querySelectorAll("button")].find((button) => button.value === held)?.focus();
}

/** A colleague to become, with the number of questions that wait for them. */
export function chip({ user, name, waiting }, become) {
  const badge = waiting ? make("span", { class: "badge", "aria-hidden": "true" }, String(waiting)) : null;
  return make("button", { type: "button", class: "chip", value: user, "aria-label": waiting ? `${name}, ${say("waits")}` : null, click: () => become(user) }, name, badge);
}

/** Days pass in quick succession; one drawing at the end of them is enough. */
export function showTruthSoon() {
  clearTimeout(truthTimer);
  if (byId("truth").checked) truthTimer = setTimeout(showTruth, 250);
}

/** The hidden truth beside the estimates, or nothing when it is not wanted. */
export async function showTruth() {
  const root = byId("truths");
  if (!byId("truth").checked) return root.replaceChildren();
  try {
    const { weeks, series } = await (await fetch("/play/truth")).json();
    const figures = weeks.length ? series.map((one) => figure(one, weeks)) : [];
    root.replaceChildren(...(figures.length ? figures : [make("p", { class: "facts" }, say("noTruth"))]));
  } catch {
    complain("failed");
  }
}

function figure({ name, truth, estimate, low, high }, weeks) {
  const labels = weeks.map((week) => String(week).replace(/^\d+-W0?/, ""));
  const guessed = { name: say("estimate"), values: estimate, low, high, look: "estimate" };
  return chart({ title: name, labels, series: [guessed, { name: say("trueLine"), values: truth, look: "truth" }] }, 180);
}

/** Not to be pressed now, but still found by the keyboard. */
function disable(button, is) {
  button.setAttribute("aria-disabled", String(is));
}

function tell(words) {
  if (byId("passing").textContent !== words) byId("passing").textContent = words; // a status is read out anew when it is set
}
