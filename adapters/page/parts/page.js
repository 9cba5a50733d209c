// Pointing at charts and walking through them by keyboard. Without this file everything can still be read:
// each week carries its words as a title, and every chart stands as a table below itself.

for (const plot of document.querySelectorAll(".plot")) lively(plot);

const print = document.querySelector(".print");
print.hidden = false;
print.addEventListener("click", () => window.print());

/** A chart whose weeks one can point at, touch, and walk through with the arrow keys. */
function lively(plot) {
  const [walk, tip, cross] = [".walk", ".tip", ".cross"].map((part) => plot.querySelector(part));
  const weeks = [...plot.querySelectorAll(".hit")].map((hit) => ({ x: Number(hit.dataset.x), words: taken(hit.querySelector("title")) }));
  const show = (at) => {
    const { x, words } = weeks[at];
    walk.value = at;
    walk.setAttribute("aria-valuetext", words);
    tip.textContent = words;
    tip.style.left = `${x}%`;
    tip.className = `tip ${side(plot, x)}`;
    tip.hidden = false;
    for (const end of ["x1", "x2"]) cross.setAttribute(end, `${x}%`);
    plot.classList.add("on");
  };
  const hide = () => {
    tip.hidden = true;
    plot.classList.remove("on");
  };
  walk.setAttribute("aria-valuetext", weeks.at(-1).words);
  walk.hidden = false;
  walk.addEventListener("focus", () => show(Number(walk.value)));
  walk.addEventListener("input", () => show(Number(walk.value)));
  walk.addEventListener("blur", hide);
  walk.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  walk.addEventListener("pointermove", (event) => show(nearest(plot, weeks, event.clientX)));
  walk.addEventListener("pointerdown", (event) => show(nearest(plot, weeks, event.clientX)));
  walk.addEventListener("pointerleave", () => document.activeElement === walk || hide());
}

/** The words of a title, which goes: two tips at once are one too many. */
function taken(title) {
  title.remove();
  return title.textContent;
}

function nearest(plot, weeks, clientX) {
  const box = plot.getBoundingClientRect();
  const share = ((clientX - box.left) / box.width) * 100;
  const away = weeks.map(({ x }) => Math.abs(x - share));
  return away.indexOf(Math.min(...away));
}

/** Where the tip has room: it never leaves the window. */
function side(plot, x) {
  const box = plot.getBoundingClientRect();
  const at = box.left + (box.width * x) / 100;
  if (at < 150) return "from-left";
  return document.documentElement.clientWidth - at < 150 ? "from-right" : "";
}
