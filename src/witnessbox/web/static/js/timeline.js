// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The timeline of one item: lanes, the picture, the span, the transcript, and the
// keys that tie them together. Nothing is shown in the clear but while R is held.

import { post } from "/static/js/away.js";
import { letter, typing } from "/static/js/shell.js";
import { Desk, fill } from "/static/js/timeline-desk.js";
import { Frames, Still, Ticks } from "/static/js/timeline-frames.js";
import { Lanes, clock } from "/static/js/timeline-lanes.js";
import { Speech } from "/static/js/timeline-speech.js";
import { Viewer } from "/static/js/timeline-viewer.js";
import { stateTime } from "/static/js/true-time.js";

const NEAR = 7;
const root = document.querySelector("[data-along]");
const $ = (name) => root.querySelector(`[data-${name}]`);
const words = $("words").dataset;
const fraction = (text) => { const [over, under] = text.split("/").map(Number); return over / under; };
const item = root.dataset.item;
const begins = fraction(root.dataset.begins);
const length = fraction(root.dataset.length);
const sound = root.dataset.kind === "sound";

const lanes = new Lanes($("drawn"), begins, length);
const still = root.dataset.kind === "photograph";
const film = () => (sound ? new Ticks(Number(root.dataset.stream), begins + length) : new Frames(item));
const frames = still ? new Still(item) : film();
const viewer = new Viewer(root, {
  item, frames, sound, still, moved, origin: Number(root.dataset.origin), length: length || null, say: (name) => tell(words[name]),
});
const desk = new Desk(root, begins, words, (span) => { lanes.span = span; lanes.redraw(); });
const speech = new Speech(root, {
  item, begins, words, send, seek: (time) => seek(time), tell: (name) => tell(words[name]),
});

/** Whether one stands where the chosen mark led. */
let onMark = false;

function tell(text) {
  $("note").textContent = text;
}

/** Where one is now; the picture is known once it is on the screen. */
function moved(time, frame) {
  lanes.follow(time);
  speech.follow(time);
  $("now").textContent = clock(time - begins);
  if (frame && !desk.region) desk.hint(region());
  showWindow();
}

function region() {
  return lanes.lane?.b?.[lanes.mark] ?? null;
}

function showWindow() {
  const [from, to] = lanes.window;
  $("window").textContent = fill(words.fromTo, { start: clock(from - begins, 1), end: clock(to - begins, 1) });
}

/** Ask the box to record something, and show how things stand then. */
async function send(act, fields, said) {
  let answer;
  try {
    answer = await post(`/item/${item}/${act}`, fields);
  } catch {
    tell(words.away);
    return false;
  }
  if (answer.status === 403) location.replace("/sign-in");
  const kind = answer.headers.get("content-type") ?? "";
  const told = kind.startsWith("application/json") ? await answer.json() : { problems: [] };
  if (!answer.ok) {
    tell([words.refused, ...told.problems].join(" "));
    return false;
  }
  tell(words[said]);
  await load();
  return true;
}

async function load() {
  const answer = await fetch(`/item/${item}/lanes`);
  if (answer.status === 403) location.replace("/sign-in");
  const told = await answer.json();
  // Along no time, what nobody and nothing marked is left out.
  lanes.take(still ? told.lanes.filter((lane) => lane.s.length || lane.id === "description") : told.lanes);
  speech.take(told.transcript);
  speech.follow(viewer.time);
  showLanes();
  showMarks();
}

function showLanes() {
  const names = $("lane-names");
  names.replaceChildren(...lanes.all.map((lane, n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.role = "option";
    button.textContent = lane.name;
    button.tabIndex = n === lanes.chosen ? 0 : -1;
    button.classList.toggle("person", !lane.machine);
    button.setAttribute("aria-selected", String(n === lanes.chosen));
    button.setAttribute("aria-label", fill(words.lane, { lane: lane.name, all: lane.s.length }));
    button.addEventListener("click", () => choose(n));
    return button;
  }));
}

function choose(number) {
  const held = $("lane-names").contains(document.activeElement);
  lanes.chosen = Math.max(0, Math.min(number, lanes.all.length - 1));
  lanes.mark = -1;
  showLanes();
  showMarks();
  lanes.redraw();
  const button = $("lane-names").children[lanes.chosen];
  if (held) button.focus();
  announce(button.getAttribute("aria-label"));
}

function announce(text) {
  $("tell").textContent = text;
}

const timeOf = (lane, n) => {
  const start = clock(lane.s[n] - begins, 1);
  return lane.e[n] > lane.s[n] ? fill(words.fromTo, { start, end: clock(lane.e[n] - begins, 1) }) : start;
};

/** A few marks of the lane around the chosen one, or around where one is. */
function showMarks() {
  const { lane } = lanes;
  $("near-head").textContent = lane.name;
  const middle = lanes.mark >= 0 ? lanes.mark : Math.max(0, lanes.next(viewer.time, 1));
  const first = Math.max(0, Math.min(middle - 3, lane.s.length - NEAR));
  const shown = [];
  for (let n = first; n < Math.min(first + NEAR, lane.s.length); n += 1) {
    const button = document.createElement("button");
    const time = document.createElement("span");
    time.className = "mono";
    time.textContent = timeOf(lane, n);
    const text = document.createElement("bdi");
    text.className = "text";
    text.textContent = lane.t[n] ?? "";
    button.type = "button";
    button.classList.toggle("person", !lane.machine);
    button.append(time, text);
    if (n === lanes.mark) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => go(n));
    const row = document.createElement("li");
    row.append(button);
    shown.push(row);
  }
  if (!shown.length) {
    const row = document.createElement("li");
    row.className = "soft";
    row.textContent = words.none;
    shown.push(row);
  }
  $("marks").replaceChildren(...shown);
}

function go(number) {
  const { lane } = lanes;
  if (number < 0 || number >= lane.s.length) return announce(words.none);
  lanes.mark = number;
  onMark = true;
  showMarks();
  announce(fill(words.place, { lane: lane.name, n: number + 1, all: lane.s.length, time: timeOf(lane, number), text: lane.t[number] ?? "" }));
  return viewer.seek(lane.s[number]);
}

/** The mark before or behind the one that is chosen, or where one is by now; the
 * first press finds a lane with marks. */
function neighbour(way) {
  if (!lanes.lane.s.length) choose(Math.max(0, lanes.all.findIndex((lane) => lane.s.length)));
  return go(onMark && lanes.mark >= 0 ? lanes.mark + way : lanes.next(viewer.time, way));
}

/** Go to a time, or a picture on or back, by oneself: no longer at a mark. */
function seek(time) {
  onMark = false;
  return viewer.seek(time);
}

function step(way) {
  onMark = false;
  return viewer.step(way).catch(() => tell(words.pictureless));
}

async function adopt() {
  const { lane, mark } = lanes;
  if (!lane.machine || mark < 0) return tell(words.nothing);
  const text = lane.id === "faces" ? fill(words.somebody, { time: clock(lane.s[mark] - begins, 1) }) : lane.t[mark];
  return send("adopt", { finding: lane.r[mark], said: text || `${lane.name}, ${timeOf(lane, mark)}` }, "adopted");
}

const here = (act) => viewer.here().then((frame) => { if (frame) act(frame); }, () => tell(words.pictureless));
const ACTS = {
  play: () => { onMark = false; return viewer.toggle().catch(() => tell(words.lost)); },
  back: () => step(-1),
  on: () => step(1),
  in: () => here((frame) => desk.begin(frame)),
  out: () => here((frame) => desk.end(frame)),
  mark: () => here((frame) => desk.alone(frame)),
  describe: () => here((frame) => { viewer.stop(); desk.describe(frame); }),
  region: () => { viewer.stop(); desk.toggle(); announce(desk.told); },
  cancel: () => desk.close(),
  state: () => here((frame) => stateTime(item, frame, location.pathname)),
  undo: () => send("undo", {}, "undone"),
  closer: () => { lanes.zoom(0.5); showWindow(); },
  wider: () => { lanes.zoom(2); showWindow(); },
  whole: () => { lanes.whole(); showWindow(); },
  before: () => neighbour(-1),
  after: () => neighbour(1),
  adopt,
  confirm: () => speech.confirm(),
  correct: () => speech.correct(),
};
const KEYS = {
  k: "play", i: "in", o: "out", m: "mark", d: "describe", x: "region", u: "undo", s: "state", "+": "closer", "=": "closer",
  "-": "wider", w: "whole", "[": "before", "]": "after", a: "adopt", c: "confirm", e: "correct",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function arrow(event) {
  const [right, down] = ARROWS[event.key];
  if (desk.moving) {
    desk.nudge(right, down, event.shiftKey);
    announce(desk.told);
  } else if (down) choose(lanes.chosen + down);
  else if (event.shiftKey) seek(viewer.time + right);
  else step(right);
}

addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.altKey || event.metaKey || typing(event.target)) return;
  const key = letter(event);
  if (event.ctrlKey) {
    if (key === "z" && !event.repeat) { event.preventDefault(); ACTS.undo(); }
    return;
  }
  if (event.target.matches("input") && !["k"].includes(key)) return;
  if (ARROWS[key]) { event.preventDefault(); arrow(event); }
  else if (key === "Home") { event.preventDefault(); seek(begins); }
  else if (key === "End") { event.preventDefault(); seek(begins + length); }
  else if (key === "Delete" || key === "Backspace") desk.without();
  else if (key === "j" || key === "l") seek(viewer.time + (key === "l" ? 5 : -5));
  else if (KEYS[key] && (!still || root.querySelector(`[data-do="${KEYS[key]}"]`)) && (!event.repeat || "[]+=-".includes(key))) { event.preventDefault(); ACTS[KEYS[key]](); }
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) ACTS[button.dataset.do]();
});
desk.form.elements.observed.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); desk.form.requestSubmit(); }
});
desk.form.addEventListener("submit", (event) => {
  event.preventDefault();
  here(async (frame) => {
    const { observed, sure } = desk.form.elements;
    const fields = new URLSearchParams({ ...desk.fields(frame), observed: observed.value, sure: sure.value });
    for (const term of desk.form.querySelectorAll("[name=terms]:checked")) fields.append("terms", term.value);
    if (await send("describe", fields, "saved")) {
      desk.close();
      desk.drop();
    }
  });
});

const drawn = $("drawn");
let scrubbing = null;
drawn.addEventListener("pointerdown", (event) => {
  const { time, row } = lanes.under(event);
  drawn.setPointerCapture(event.pointerId);
  scrubbing = row < 0 ? "span" : "time";
  if (row >= 0 && row < lanes.all.length) {
    if (row !== lanes.chosen) choose(row);
    const mark = lanes.at(time);
    if (mark >= 0 && !event.shiftKey) { scrubbing = null; go(mark); return; }
  }
  seek(time);
  if (scrubbing === "span") here((frame) => desk.alone(frame));
});
drawn.addEventListener("pointermove", (event) => {
  if (scrubbing) seek(lanes.under(event).time);
});
drawn.addEventListener("pointerup", () => {
  if (scrubbing === "span") here((frame) => desk.end(frame));
  scrubbing = null;
});
drawn.addEventListener("pointercancel", () => { scrubbing = null; });
drawn.addEventListener("wheel", (event) => {
  event.preventDefault();
  const turn = event.deltaY || event.deltaX;
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) lanes.move(Math.sign(turn) * 0.1);
  else lanes.zoom(turn > 0 ? 1.25 : 0.8, lanes.under(event).time);
  showWindow();
}, { passive: false });

const asked = fraction(new URLSearchParams(location.search).get("at") ?? "x/1");
await Promise.all([load(), viewer.seek(Number.isFinite(asked) ? asked : begins)]);
requestAnimationFrame(() => { root.dataset.opened = performance.now().toFixed(0); });
