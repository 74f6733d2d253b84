// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Several cameras at one true moment: each shows, covered, the very picture that stood
// then, by its own exact stamps. What nobody placed in time stays where it is.

import { letter, typing } from "/static/js/shell.js";
import { fill } from "/static/js/timeline-desk.js";
import { Frames, Still, Ticks } from "/static/js/timeline-frames.js";
import { clock } from "/static/js/timeline-lanes.js";
import { Viewer } from "/static/js/timeline-viewer.js";
import { Ruler } from "/static/js/together-ruler.js";
import { spanOf, stateTime } from "/static/js/true-time.js";

const root = document.querySelector("[data-together]");
const $ = (name) => root.querySelector(`[data-${name}]`);
const words = $("words").dataset;
const fraction = (text) => { const [over, under] = text.split("/").map(Number); return over / under; };
const EPOCH = Date.UTC(2000, 0, 1);
const [over, under] = root.dataset.zero.split("/").map(Number);
const zero = EPOCH + (over / under) * 1000;
const EDGE = 1e-6;
/** So much before a film's end its last picture stands. */
const LAST = 0.001;

/** The time of day of a moment. */
function said(moment, digits) {
  const whole = Math.floor((moment + EDGE) * 10 ** digits) / 10 ** digits;
  return new Date(zero + Math.round(whole * 1000)).toISOString().slice(11, 19 + (digits ? digits + 1 : 0));
}

/** One item beside the others. */
class Side {
  chosen = false;

  constructor(box) {
    const told = box.dataset;
    this.box = box;
    this.at = (name) => box.querySelector(`[data-${name}]`);
    [this.item, this.label, this.sound] = [told.item, told.name, told.kind === "sound"];
    [this.begins, this.length] = [fraction(told.begins), fraction(told.length)];
    this.placed = Boolean(told.rate);
    this.rate = this.placed ? fraction(told.rate) : 1;
    this.base = this.placed ? fraction(told.base) : 0;
    this.corners = JSON.parse(told.corners);
    this.marks = JSON.parse(told.marks);
    if (!this.placed) this.label = `${told.name}: ${told.unplaced}`;
    this.still = told.kind === "photograph";
    const film = () => (this.sound ? new Ticks(Number(told.stream), this.ends) : new Frames(this.item));
    this.frames = this.still ? new Still(this.item) : film();
    this.viewer = new Viewer(box, {
      item: this.item, frames: this.frames, sound: this.sound, still: this.still, origin: Number(told.origin), length: this.length || null,
      say: (name) => tell(words[name]), moved: (time, frame) => this.moved(time, frame),
      chosen: () => this.chosen && !this.away,
    });
  }

  get away() { return this.at("stage").classList.contains("away"); }
  get ends() { return this.begins + this.length; }
  get stretch() { return [this.true(this.begins), this.true(this.ends)]; }
  get reach() { return [this.bounds(this.begins)[0], this.bounds(this.ends)[1]]; }
  get marked() { return this.marks.map(([start, end]) => [this.true(start), this.true(end)]); }

  true(time) { return this.base + this.rate * time; }
  own(moment) { return (moment - this.base) / this.rate; }

  bounds(time) {
    const all = this.corners.map(([rate, base]) => base + rate * time);
    return [Math.min(...all), Math.max(...all)];
  }

  /** How far a time may be off, in tenths of a second, rounded up. */
  off(time) {
    const [low, high] = this.bounds(time);
    return Math.ceil(Math.max(high - this.true(time), this.true(time) - low) * 10 - EDGE) / 10;
  }

  /** Show what this camera saw at a moment, or that it saw nothing. */
  go(moment) {
    const time = this.own(moment);
    const away = time < this.begins - EDGE || time >= this.ends - EDGE;
    this.at("stage").classList.toggle("away", away);
    this.at("outside").hidden = !away;
    if (!away) return this.viewer.seek(Math.max(this.begins, time));
    this.at("true").textContent = "–";
    this.at("off").textContent = "";
    this.at("own").textContent = "";
    return undefined;
  }

  moved(time, frame) {
    this.at("own").textContent = this.still ? "" : clock(time - this.begins);
    if (!this.placed || this.away) return;
    this.at("true").textContent = said(this.true(time), 3);
    this.at("off").textContent = fill(words.off, { count: number(this.off(time)) });
    if (frame && playing) this.frames.ahead(frame, 1);
  }
}

const number = (value) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(value);
let playing = 0;
const sides = [...root.querySelectorAll("[data-side]")].map((box) => new Side(box));
const placed = sides.filter((side) => side.placed);
const ruler = new Ruler($("ruler"), sides, said, (zero / 1000) % 86400);
let now = 0;

function tell(text) {
  $("note").textContent = text;
}

function announce(text) {
  $("tell").textContent = text;
}

const chosen = () => sides.find((side) => side.chosen);

function choose(number) {
  const n = Math.max(0, Math.min(number, sides.length - 1));
  sides.forEach((side, at) => {
    side.chosen = at === n;
    side.box.classList.toggle("chosen", at === n);
    side.at("choose").setAttribute("aria-pressed", String(at === n));
  });
  ruler.draw();
  announce(fill(words.chosen, { name: sides[n].box.dataset.name }));
}

/** Be at a moment, all but one, which is there by a step of its own. */
function arrive(moment, but = null) {
  now = moment;
  ruler.follow(now);
  $("now").textContent = placed.length ? said(now, 3) : "";
  const shown = placed.filter((side) => side === but || side.go(now) !== undefined);
  const off = shown.map((side) => side.off(side.own(now))).sort((a, b) => b - a);
  $("apart").textContent = off.length > 1 ? fill(words.apart, { count: number(off[0] + off[1]) }) : "";
}

function seek(moment) {
  stop();
  if (!placed.length) return tell(words.nothing);
  const [from, to] = ruler.ends;
  return arrive(Math.max(from, Math.min(moment, to)));
}

/** A picture of the chosen item on or back, and the others to the same moment. */
async function step(way) {
  stop();
  const side = chosen();
  try {
    if (side.away) return undefined;
    await side.viewer.step(way);
  } catch {
    return tell(words.pictureless);
  }
  if (side.placed && side.viewer.frame) arrive(side.true(side.viewer.frame.at), side);
  return undefined;
}

/** A second on or back; an item without a true time goes alone. */
function skip(seconds) {
  const side = chosen();
  if (side.placed) return seek(now + seconds);
  stop();
  return side.viewer.seek(Math.max(side.begins, Math.min(side.viewer.time + seconds, side.ends)));
}

function stop() {
  if (playing) cancelAnimationFrame(playing);
  playing = 0;
  root.querySelector("[data-do=play]").setAttribute("aria-pressed", "false");
}

function play() {
  if (playing) return stop();
  if (!placed.length) return tell(words.nothing);
  const [begun, from, end] = [performance.now(), now, ruler.ends[1]];
  const tick = (at) => {
    const moment = from + (at - begun) / 1000;
    if (document.documentElement.classList.contains("gone")) return stop();
    if (moment >= end) return seek(end);
    arrive(Math.max(from, moment));
    playing = requestAnimationFrame(tick);
    return undefined;
  };
  root.querySelector("[data-do=play]").setAttribute("aria-pressed", "true");
  playing = requestAnimationFrame(tick);
  return undefined;
}

/** The form for what the true time was on the chosen item's picture. */
async function state() {
  stop();
  const side = chosen();
  const frame = await side.viewer.here().catch(() => null);
  if (!frame?.start || side.away) return tell(words.pictureless);
  const { machine, machineFirst, machineStart } = side.box.dataset;
  const asked = {};
  if (machine) {
    // What the machine read at the beginning, carried on to this picture: a guess.
    const first = Date.parse(`${machineFirst.replace(" ", "T")}Z`);
    const shown = first + Math.floor(frame.at - fraction(machineStart)) * 1000;
    asked["f.adopts"] = machine;
    asked["f.ground"] = "burned-in";
    if (Number.isFinite(shown)) asked["f.shown_time"] = new Date(shown).toISOString().slice(0, 19);
  }
  const seen = side.placed ? null : placed.find((one) => !one.away && one.viewer.frame);
  if (seen) {
    // Another camera stands at a moment that is known: it may be the same one.
    const there = seen.viewer.frame;
    asked["f.ground"] = "other-camera";
    asked["f.seen_too"] = JSON.stringify(spanOf(seen.item, there));
    asked["f.true_time"] = new Date(zero + Math.round(seen.true(there.at) * 1000)).toISOString().slice(0, 23).replace("T", " ");
    asked["f.give_or_take"] = (seen.off(there.at) + 0.1).toFixed(1);
  }
  return stateTime(side.item, frame, location.pathname, asked);
}

/** From the first to the last moment that the event marks. */
function event() {
  const marks = placed.flatMap((side) => side.marked);
  if (marks.length) ruler.show(Math.min(...marks.map(([start]) => start)), Math.max(...marks.map(([, end]) => end)));
  return marks.length ? Math.min(...marks.map(([start]) => start)) : 0;
}

const ACTS = {
  play, back: () => step(-1), on: () => step(1), state,
  closer: () => ruler.zoom(0.5), wider: () => ruler.zoom(2), whole: () => ruler.whole(), event,
};
const KEYS = { k: "play", s: "state", "+": "closer", "=": "closer", "-": "wider", w: "whole", v: "event" };

addEventListener("keydown", (event) => {
  if (!sides.length || document.querySelector("dialog[open]") || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const key = letter(event);
  const acts = {
    ArrowLeft: () => (event.shiftKey ? skip(-1) : step(-1)),
    ArrowRight: () => (event.shiftKey ? skip(1) : step(1)),
    ArrowUp: () => choose(sides.indexOf(chosen()) - 1),
    ArrowDown: () => choose(sides.indexOf(chosen()) + 1),
    Home: () => seek(Math.min(...placed.map((side) => side.stretch[0]))),
    End: () => seek(Math.max(...placed.map((side) => side.stretch[1])) - LAST),
    j: () => skip(-5),
    l: () => skip(5),
  };
  const act = acts[key] ?? ((!event.repeat || "+=-".includes(key)) && ACTS[KEYS[key]]);
  if (!act) return;
  event.preventDefault();
  act();
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && sides.length) ACTS[button.dataset.do]();
});
sides.forEach((side, n) => {
  for (const name of ["pointerdown", "focusin"]) {
    side.box.addEventListener(name, () => { if (!side.chosen) choose(n); }, { capture: true });
  }
});
let scrubbing = false;
$("ruler").addEventListener("pointerdown", (event) => {
  $("ruler").setPointerCapture(event.pointerId);
  scrubbing = true;
  seek(ruler.under(event));
});
$("ruler").addEventListener("pointermove", (event) => { if (scrubbing) seek(ruler.under(event)); });
for (const name of ["pointerup", "pointercancel"]) $("ruler").addEventListener(name, () => { scrubbing = false; });

if (sides.length) choose(0);
const first = event();
if (placed.length) arrive(first);
else tell(words.nothing);
for (const side of sides) if (!side.placed) side.viewer.seek(side.marks[0]?.[0] ?? side.begins);
root.dataset.opened = performance.now().toFixed(0);
