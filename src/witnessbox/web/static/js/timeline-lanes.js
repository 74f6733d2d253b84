// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The lanes: drawn on one canvas, and of tens of thousands of marks only those in
// the window; chosen lane and mark are told in the list beside it.

const RULER = 24;
const ROW = 26;
const BAR = 14;
const STEPS = [0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
const CLOSEST = 0.4;
const EDGE = 1e-6;

/** A time of day of the film: 0:04, 1:02:33.120. */
export function clock(time, digits = 3) {
  const sign = time < 0 ? "−" : "";
  const whole = Math.round(Math.abs(time) * 10 ** digits);
  const [seconds, part] = [Math.floor(whole / 10 ** digits), whole % 10 ** digits];
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const told = (parts[0] ? parts : parts.slice(1)).map((n, i) => (i ? String(n).padStart(2, "0") : String(n)));
  return sign + told.join(":") + (digits ? `.${String(part).padStart(digits, "0")}` : "");
}

export class Lanes {
  #canvas; #begins; #length; #lanes = []; #from; #to; #colours = {}; #asked = 0;
  chosen = 0; mark = -1; now = 0; span = null;

  constructor(canvas, begins, length) {
    this.#canvas = canvas;
    this.#begins = begins;
    this.#length = Math.max(length, 1);
    this.whole();
    new ResizeObserver(() => this.redraw()).observe(canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#colours = {}; this.redraw(); });
  }

  get lane() { return this.#lanes[this.chosen]; }
  get all() { return this.#lanes; }
  get window() { return [this.#from, this.#to]; }

  /** Take the lanes as the box tells them, each in the order of time. */
  take(lanes) {
    this.#lanes = lanes.map((lane) => {
      const order = lane.s.map((_, n) => n).sort((a, b) => lane.s[a] - lane.s[b] || a - b);
      const by = (list) => (list.length ? order.map((n) => list[n]) : []);
      const [s, e] = [by(lane.s).map((t) => t / 1e6), by(lane.e).map((t) => t / 1e6)];
      const longest = s.reduce((most, start, n) => Math.max(most, e[n] - start), 0);
      return { ...lane, s, e, r: by(lane.r), t: by(lane.t), b: by(lane.b), longest };
    });
    this.#canvas.height = RULER + ROW * lanes.length;
    this.redraw();
  }

  whole() {
    [this.#from, this.#to] = [this.#begins, this.#begins + this.#length];
    this.redraw();
  }

  /** Zoom by a factor around a time, or move by a part of the window. */
  zoom(factor, around = this.now) {
    const wide = Math.min(this.#length, Math.max(CLOSEST, (this.#to - this.#from) * factor));
    const part = (around - this.#from) / (this.#to - this.#from);
    this.#set(around - wide * Math.min(1, Math.max(0, part)), wide);
  }

  move(part) {
    const wide = this.#to - this.#from;
    this.#set(this.#from + wide * part, wide);
  }

  /** Keep a time in the window. */
  follow(time) {
    this.now = time;
    const wide = this.#to - this.#from;
    if (time < this.#from || time > this.#to) this.#set(time - wide / 2, wide);
    this.redraw();
  }

  /** The time under a place of the canvas, and the row: -1 is the ruler. */
  under(event) {
    const box = this.#canvas.getBoundingClientRect();
    const time = this.#from + ((event.clientX - box.left) / box.width) * (this.#to - this.#from);
    return { time, row: Math.floor((event.clientY - box.top - RULER) / ROW) };
  }

  /** The mark of the chosen lane at a time, within some pixels; -1 if there is none. */
  at(time) {
    const lane = this.lane;
    const slack = ((this.#to - this.#from) / this.#canvas.clientWidth) * 4;
    let best = -1;
    for (let n = this.#first(lane, time - slack); n < lane.s.length && lane.s[n] <= time + slack; n += 1) {
      if (lane.e[n] + slack >= time) best = n;
    }
    return best;
  }

  /** The mark that comes next after a time, or before it; -1 if there is none. */
  next(time, way) {
    const { s } = this.lane;
    if (way < 0) return lower(s, time - EDGE) - 1;
    const n = lower(s, time + EDGE);
    return n < s.length ? n : -1;
  }

  redraw() {
    if (this.#asked) return;
    this.#asked = requestAnimationFrame(() => { this.#asked = 0; this.#draw(); });
  }

  #set(from, wide) {
    const end = this.#begins + this.#length;
    this.#from = Math.max(this.#begins, Math.min(from, end - wide));
    this.#to = this.#from + wide;
    this.redraw();
  }

  #first(lane, time) {
    return lower(lane.s, time - lane.longest);
  }

  #colour(name) {
    this.#colours[name] ??= getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    return this.#colours[name];
  }

  #draw() {
    const width = this.#canvas.clientWidth;
    const height = RULER + ROW * this.#lanes.length;
    const ratio = devicePixelRatio || 1;
    if (!width) return;
    this.#canvas.style.height = `${height}px`;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const pen = this.#canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const x = (time) => ((time - this.#from) / (this.#to - this.#from)) * width;
    this.#ruler(pen, x, width, height);
    if (this.span) {
      pen.fillStyle = this.#colour("pick-soft");
      pen.fillRect(x(this.span[0]), 0, Math.max(2, x(this.span[1]) - x(this.span[0])), height);
    }
    this.#lanes.forEach((lane, row) => this.#marks(pen, x, lane, row));
    pen.fillStyle = this.#colour("pick");
    pen.fillRect(Math.round(x(this.now)) - 1, 0, 2, height);
  }

  #marks(pen, x, lane, row) {
    const top = RULER + ROW * row + (ROW - BAR) / 2;
    pen.fillStyle = this.#colour("hair");
    pen.fillRect(0, RULER + ROW * (row + 1) - 1, this.#canvas.clientWidth, 1);
    pen.fillStyle = this.#colour(lane.machine ? "edge" : "seal");
    const [from, to] = this.window;
    const edges = lane.id === "shots";
    let drawn = -1;
    for (let n = this.#first(lane, from); n < lane.s.length && lane.s[n] <= to; n += 1) {
      if (lane.e[n] < from) continue;
      const left = Math.floor(x(Math.max(lane.s[n], from)));
      const right = edges ? left + 1 : Math.max(left + 2, Math.ceil(x(Math.min(lane.e[n], to))) - 1);
      if (right <= drawn) continue;
      pen.fillRect(Math.max(left, drawn), top, right - Math.max(left, drawn), BAR);
      drawn = edges ? right : Math.max(drawn, right);
    }
    const chosen = row === this.chosen ? this.mark : -1;
    if (chosen < 0) return;
    pen.fillStyle = this.#colour("pick");
    const left = Math.floor(x(lane.s[chosen]));
    pen.fillRect(left - 1, top - 3, Math.max(4, x(lane.e[chosen]) - left + 1), BAR + 6);
  }

  #ruler(pen, x, width, height) {
    const wide = this.#to - this.#from;
    const step = STEPS.find((one) => (one / wide) * width >= 76) ?? STEPS.at(-1);
    const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    pen.font = `11px ${this.#colour("mono")}`;
    pen.fillStyle = this.#colour("soft");
    const first = Math.ceil((this.#from - this.#begins) / step);
    for (let n = first; this.#begins + n * step <= this.#to; n += 1) {
      const at = Math.round(x(this.#begins + n * step));
      pen.fillText(clock(n * step, digits), at + 3, 15);
      pen.fillRect(at, 4, 1, RULER - 8);
    }
    pen.fillStyle = this.#colour("line");
    pen.fillRect(0, RULER - 1, width, 1);
    void height;
  }
}

/** The first place at which a sorted list is not below a value. */
function lower(list, value) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
