// The two logs: a colleague's chat and the leadership channel.

import { byId, make } from "/play/dom.js";
import { article } from "/play/draw.js";
import { say } from "/play/words.js";

export const CHANNEL = "leaders";
const LOGS = { chat: byId("chat-log"), leaders: byId("leaders-log") };
const EMPTY = { chat: "emptyChat", leaders: "emptyLeaders" };
const NEAR = 80; // pixels from the newest message within which one is still reading it

const posts = new Map();
let tapped = ""; // the message on which the last tap was made

/** Forget everything and show these; they are not news to anybody. */
export function begin(standing, can) {
  posts.clear();
  for (const log of Object.values(LOGS)) {
    log.setAttribute("aria-busy", "true");
    log.replaceChildren();
  }
  standing.forEach((post) => stand(post, can));
  for (const [pane, log] of Object.entries(LOGS)) {
    log.removeAttribute("aria-busy");
    if (!log.children.length) log.append(make("p", { class: "empty", "data-word": EMPTY[pane] }, say(EMPTY[pane])));
  }
}

/** A message stands, for the first time or anew. Returns whether it is a digest nobody has seen. */
export function stand(post, can) {
  const log = LOGS[post.chat === CHANNEL ? "leaders" : "chat"];
  const old = byId(`post-${post.id}`);
  const fresh = article(post, can(post));
  posts.set(post.id, post);
  if (old) swap(old, fresh, post.id);
  else append(log, fresh);
  return !old && log === LOGS.leaders && !log.hasAttribute("aria-busy");
}

/** Something for this browser alone, which nobody will see again. */
export function add(node) {
  append(LOGS.chat, node);
  settle("chat");
}

/** Draw everything again: the language or the reader has changed. */
export function redraw(can) {
  for (const post of posts.values()) byId(`post-${post.id}`)?.replaceWith(article(post, can(post)));
}

/** The focus follows the message of this tap. */
export function follow(id) {
  tapped = id;
}

/** The newest message in sight: its end in a chat; in the channel its beginning, where the verdict is. */
export function settle(pane) {
  const log = LOGS[pane];
  if (log?.lastElementChild) log.scrollTop = log === LOGS.leaders ? start(log) : log.scrollHeight;
}

const start = (log) => log.lastElementChild.offsetTop - log.offsetTop - 16;

function append(log, fresh) {
  const newest = atNewest(log);
  log.querySelector(".empty")?.remove();
  log.append(fresh);
  if (newest) settle(log === LOGS.leaders ? "leaders" : "chat");
}

function atNewest(log) {
  if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR) return true;
  return log === LOGS.leaders && log.scrollTop > start(log) - NEAR;
}

/** The new text stands where the old one stood, and keeps the focus and what was unfolded. */
function swap(old, fresh, id) {
  const focused = old.contains(document.activeElement) || (tapped === id && document.activeElement === document.body);
  const open = old.querySelector(".details")?.open;
  fresh.classList.add("fresh");
  old.replaceWith(fresh);
  if (open) fresh.querySelector(".details")?.setAttribute("open", "");
  if (focused && !byId("dialog").open) fresh.focus({ preventScroll: true });
}
