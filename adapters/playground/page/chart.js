// Lines with bands on the scale 0–100, redrawn to the width they get, and the same numbers as a table.

import { draw, make } from "/play/dom.js";
import { say, whole } from "/play/words.js";

const EDGE = { top: 12, right: 12, bottom: 24, left: 32 };

/** A figure of {title, labels, series: [{name, values, low, high, look?}]}. */
export function chart({ title, labels, series }, height = 210) {
  const canvas = make("div", { class: "canvas" });
  const figure = make("figure", { class: "chart" }, make("figcaption", {}, title), legend(series), canvas, numbers(labels, series));
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width > 0) canvas.replaceChildren(picture(title, labels, series, contentRect.width, height));
  }).observe(canvas);
  return figure;
}

function legend(series) {
  const item = (line, index) => make("li", {}, swatch(line, index), line.name);
  return series.length > 1 && make("ul", { class: "legend" }, series.map(item));
}

function swatch(line, index) {
  const stroke = draw("line", { x1: 1, x2: 21, y1: 6, y2: 6, class: "stroke" });
  return draw("svg", { width: 22, height: 12, class: look(line, index), "aria-hidden": "true" }, stroke);
}

const look = (line, index) => line.look ?? `line-${index % 4}`;

function picture(title, labels, series, width, height) {
  const x = (week) => EDGE.left + (labels.length > 1 ? week / (labels.length - 1) : 0.5) * (width - EDGE.left - EDGE.right);
  const y = (value) => EDGE.top + (1 - Math.min(100, Math.max(0, value)) / 100) * (height - EDGE.top - EDGE.bottom);
  return draw(
    "svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}: ${spoken(series)}` },
    [0, 25, 50, 75, 100].map((value) => rule(value, y(value), width)),
    labels.map((label, week) => shown(week, labels, width) && tick(label, x(week), height, week, labels.length)),
    series.map((line, index) => draw("g", { class: look(line, index) }, band(line, x, y), stroke(line.values, x, y))),
  );
}

function rule(value, at, width) {
  return draw("g", { class: "rule" },
    draw("line", { x1: EDGE.left, x2: width - EDGE.right, y1: at, y2: at }),
    draw("text", { x: EDGE.left - 8, y: at + 4, "text-anchor": "end" }, String(value)));
}

function tick(label, at, height, week, count) {
  const anchor = count > 1 && week === count - 1 ? "end" : "middle";
  return draw("text", { class: "mark", x: anchor === "end" ? at + 8 : at, y: height - 6, "text-anchor": anchor }, label);
}

/** As many labels as have room, counted back from the newest. */
function shown(week, labels, width) {
  const longest = Math.max(...labels.map((label) => label.length));
  const room = Math.max(1, Math.floor((width - EDGE.left - EDGE.right) / (longest * 7 + 14)));
  return (labels.length - 1 - week) % Math.ceil(labels.length / room) === 0;
}

/** The stretches of weeks without a gap, as lists of [week, value]. */
function stretches(values) {
  const found = [[]];
  values.forEach((value, week) => (value == null ? found.push([]) : found.at(-1).push([week, value])));
  return found.filter((stretch) => stretch.length);
}

function band({ low, high }, x, y) {
  if (!low?.length || !high?.length) return [];
  const both = low.map((value, week) => (value == null || high[week] == null ? null : value));
  return stretches(both).map((stretch) => {
    const weeks = stretch.map(([week]) => week);
    if (weeks.length === 1) return draw("line", { class: "whisker", x1: x(weeks[0]), x2: x(weeks[0]), y1: y(low[weeks[0]]), y2: y(high[weeks[0]]) });
    const up = weeks.map((week) => `${x(week)},${y(high[week])}`);
    const down = weeks.reverse().map((week) => `${x(week)},${y(low[week])}`);
    return draw("polygon", { class: "band", points: [...up, ...down].join(" ") });
  });
}

function stroke(values, x, y) {
  const found = stretches(values);
  return found.map((stretch, index) => {
    const [week, value] = stretch.at(-1);
    const points = stretch.map(([w, v]) => `${x(w)},${y(v)}`).join(" ");
    const seen = stretch.length === 1 || index === found.length - 1; // a lone week, or the newest
    return draw("g", {}, draw("polyline", { class: "stroke", points }), seen && draw("circle", { class: "dot", cx: x(week), cy: y(value), r: 3.5 }));
  });
}

function spoken(series) {
  const last = (line) => whole(line.values.findLast((value) => value != null));
  return series.map((line) => `${line.name} ${last(line)}`).join(", ");
}

function numbers(labels, series) {
  const cell = (line, week) => {
    const [low, high] = [line.low?.[week], line.high?.[week]];
    return make("td", {}, whole(line.values[week]) + (low == null || high == null ? "" : ` (${whole(low)}–${whole(high)})`));
  };
  const head = make("tr", {}, make("th", { scope: "col" }, say("week")), series.map((line) => make("th", { scope: "col" }, line.name)));
  const row = (label, week) => make("tr", {}, make("th", { scope: "row" }, label), series.map((line) => cell(line, week)));
  const table = make("table", {}, make("thead", {}, head), make("tbody", {}, labels.map(row)));
  return make("details", { class: "numbers" }, make("summary", {}, say("numbers")), make("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": say("numbers") }, table));
}
