// The two ways to talk with the server: taps go there, news come from there.

/** What stands in front of `user`, live; `takes` maps the name of an event to who takes it. */
export function listen(user, takes, lost) {
  let source, again = 0;
  const open = () => {
    source = new EventSource(`/play/stream?user=${encodeURIComponent(user)}`);
    for (const [name, take] of Object.entries(takes)) source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    source.onopen = () => lost(false);
    source.onerror = () => {
      lost(true);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 2000); // refused: it gave up
    };
  };
  open();
  return function close() {
    clearTimeout(again);
    source.close();
  };
}

/** The server's answer to a tap, or null after `complain(code, reason)`. */
export async function post(path, body, complain) {
  try {
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const answer = await response.json();
    if (response.ok) return answer;
    complain(answer.code, answer.error);
  } catch {
    complain("failed");
  }
  return null;
}
