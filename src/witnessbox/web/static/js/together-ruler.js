// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The ruler of true time: a bar for each item, hatched as far as it may be off, and
// what the event marks of it; seconds are counted from the page's own zero.

const STEPS = [0.04, 0.2, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14400, 43200, 86400];
const CLOSEST = 0.4;
const ROOM = 90;

export class Ruler {
  #box; #scale; #bars; #cursor; #sides; #said; #phase; #from = 0; #to = 1; #whole = [0, 1];
  now = 0;

  /** `said` words a moment; `phase` is what of the day lies before the zero. */
  constructor(box, sides, said, phase) {
    [this.#box, this.#sides, this.#said, this.#phase] = [box, sides, said, phase];
    [this.#scale, this.#bars, this.#cursor] = ["scale", "bars", "cursor"].map((name) => box.querySelector(`[data-${name}]`));
    const ends = sides.filter((side) => side.placed).flatMap((side) => side.reach);
    if (ends.length) this.#whole = [Math.min(...ends), Math.max(...ends)];
    this.whole();
    new ResizeObserver(() => this.draw()).observe(box);
  }

  get ends() { return this.#whole; }

  whole() { this.show(...this.#whole); }

  /** Show a stretch, with a little room around it. */
  show(from, to) {
    const room = Math.max(CLOSEST, to - from) * 0.04;
    [this.#from, this.#to] = [from - room, to + room];
    this.draw();
  }

  zoom(factor) {
    const wide = Math.max(CLOSEST, Math.min((this.#whole[1] - this.#whole[0]) * 1.1 + 1, (this.#to - this.#from) * factor));
    const share = (this.now - this.#from) / (this.#to - this.#from);
    const at = share >= 0 && share <= 1 ? share : 0.5;
    this.#from = this.now - wide * at;
    this.#to = this.#from + wide;
    this.draw();
  }

  /** The moment under the mouse. */
  under(event) {
    const box = this.#box.getBoundingClientRect();
    return this.#from + ((event.clientX - box.left) / box.width) * (this.#to - this.#from);
  }

  follow(now) {
    this.now = now;
    const wide = this.#to - this.#from;
    if (now < this.#from || now > this.#to) {
      this.#from = now - wide / 2;
      this.#to = this.#from + wide;
      this.draw();
    }
    this.#cursor.style.left = this.#share(now);
    this.#box.setAttribute("aria-valuemin", this.#whole[0].toFixed(3));
    this.#box.setAttribute("aria-valuemax", this.#whole[1].toFixed(3));
    this.#box.setAttribute("aria-valuenow", now.toFixed(3));
    this.#box.setAttribute("aria-valuetext", this.#said(now, 3));
  }

  draw() {
    const wide = this.#to - this.#from;
    const step = STEPS.find((one) => (this.#box.clientWidth * one) / wide >= ROOM) ?? STEPS.at(-1);
    const ticks = [];
    for (let n = Math.ceil((this.#from + this.#phase) / step); n * step - this.#phase < this.#to; n += 1) {
      const tick = document.createElement("span");
      tick.style.left = this.#share(n * step - this.#phase);
      tick.textContent = this.#said(n * step - this.#phase, step < 1 ? 2 : 0);
      ticks.push(tick);
    }
    this.#scale.replaceChildren(...ticks);
    this.#bars.replaceChildren(...this.#sides.map((side) => this.#row(side)));
    this.#cursor.style.left = this.#share(this.now);
  }

  #row(side) {
    const row = document.createElement("div");
    row.className = "row";
    row.classList.toggle("chosen", side.chosen);
    const name = document.createElement("bdi");
    name.className = "name";
    name.textContent = side.label;
    if (side.placed) {
      const [first, last] = side.stretch;
      const [early, late] = side.reach;
      row.append(this.#part("soft-end", early, first), this.#part("bar", first, last), this.#part("soft-end", last, late));
      for (const [start, end] of side.marked) row.append(this.#part("mark", start, end));
    }
    row.append(name);
    return row;
  }

  #part(name, from, to) {
    const part = document.createElement("div");
    part.className = name;
    part.style.left = this.#share(from);
    part.style.width = `${(100 * Math.max(0, to - from)) / (this.#to - this.#from)}%`;
    return part;
  }

  #share(time) {
    return `${(100 * (time - this.#from)) / (this.#to - this.#from)}%`;
  }
}
