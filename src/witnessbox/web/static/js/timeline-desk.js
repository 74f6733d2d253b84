// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The span, the part of the picture, and the form in which they are described.

import { clock } from "/static/js/timeline-lanes.js";

const WHOLE = 10_000;
const STEP = 200;
const MIDDLE = [3_500, 3_500, 3_000, 3_000];

/** A sentence with its named places filled in. */
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

export class Desk {
  #root; #begins; #words; #changed; #from = null; #to = null; #drag = null;
  region = null;
  moving = false;

  constructor(root, begins, words, changed) {
    [this.#root, this.#begins, this.#words, this.#changed] = [root, begins, words, changed];
    this.stage = root.querySelector("[data-stage]");
    this.box = root.querySelector("[data-region]");
    this.form = root.querySelector("[data-describe]");
    this.stage.addEventListener("pointerdown", (event) => this.#press(event));
    this.stage.addEventListener("pointermove", (event) => this.#pull(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.stage.addEventListener(name, () => { this.#drag = null; });
    }
    new ResizeObserver(() => this.#place()).observe(this.stage);
  }

  get open() {
    return !this.form.hidden;
  }

  /** In, out, or one picture alone. */
  begin(frame) {
    this.#from = frame;
    if (this.#to && this.#to.until <= frame.at) this.#to = null;
    this.#tell();
  }

  end(frame) {
    this.#to = frame;
    if (this.#from && this.#from.at > frame.at) this.#from = null;
    this.#tell();
  }

  alone(frame) {
    this.#from = frame;
    this.#to = null;
    this.#tell();
  }

  drop() {
    [this.#from, this.#to, this.region, this.moving] = [null, null, null, false];
    this.#tell();
    this.#place();
  }

  /** What a form sends: exact fractions, the end up to and not including. */
  fields(here) {
    const from = this.#from ?? this.#to ?? here;
    return {
      stream: String(from.stream),
      start: from.start,
      end: this.#to ? this.#to.end : "",
      region: this.region ? this.region.join(",") : "",
    };
  }

  describe(here) {
    this.form.hidden = false;
    this.#told(this.#from ?? this.#to ?? here);
    this.form.elements.observed.focus();
  }

  close() {
    this.form.hidden = true;
    this.form.reset();
    this.#root.querySelector('[data-do="describe"]').focus();
  }

  /** Turn the arrows to a part of the picture, or back. */
  toggle() {
    this.moving = !this.moving;
    if (this.moving) this.region ??= [...MIDDLE];
    this.#place();
  }

  /** Move it, or with `sizes` make it larger or smaller. */
  nudge(right, down, sizes) {
    let [x, y, wide, high] = this.region;
    if (sizes) [wide, high] = [wide + right * STEP, high + down * STEP];
    else [x, y] = [x + right * STEP, y + down * STEP];
    wide = Math.max(STEP, Math.min(wide, WHOLE));
    high = Math.max(STEP, Math.min(high, WHOLE));
    this.region = [Math.max(0, Math.min(x, WHOLE - wide)), Math.max(0, Math.min(y, WHOLE - high)), wide, high];
    this.#place();
  }

  without() {
    this.region = null;
    this.moving = false;
    this.#place();
  }

  /** Show where a mark is, until the next. */
  hint(region) {
    if (this.region) return;
    this.#lay(region, true);
  }

  get told() {
    const [x, y, w, h] = (this.region ?? MIDDLE).map((part) => Math.round(part / 100));
    return fill(this.#words.regionAt, { x, y, w, h });
  }

  /** The part of the stage in which the picture is. */
  #content() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const picture = this.#root.querySelector("[data-picture]");
    const scale = Math.min(width / picture.width, height / picture.height);
    const [wide, high] = [picture.width * scale, picture.height * scale];
    return { left: (width - wide) / 2, top: (height - high) / 2, wide, high };
  }

  #press(event) {
    if (event.target.closest("button") || this.#root.dataset.kind === "sound" || event.button) return;
    const at = this.#point(event);
    this.#drag = at;
    this.stage.setPointerCapture(event.pointerId);
  }

  #pull(event) {
    if (!this.#drag) return;
    const at = this.#point(event);
    const [x, y] = [Math.min(at[0], this.#drag[0]), Math.min(at[1], this.#drag[1])];
    const [wide, high] = [Math.abs(at[0] - this.#drag[0]), Math.abs(at[1] - this.#drag[1])];
    if (wide < STEP / 2 || high < STEP / 2) return;
    this.region = [x, y, Math.min(wide, WHOLE - x), Math.min(high, WHOLE - y)];
    this.#place();
  }

  #point(event) {
    const box = this.stage.getBoundingClientRect();
    const { left, top, wide, high } = this.#content();
    const part = (value, size) => Math.round(Math.max(0, Math.min(1, value / size)) * WHOLE);
    return [part(event.clientX - box.left - left, wide), part(event.clientY - box.top - top, high)];
  }

  #place() {
    this.#lay(this.region, false);
    this.#root.querySelector('[data-do="region"]')?.setAttribute("aria-pressed", String(this.moving));
    this.#tell();
  }

  #lay(region, found) {
    this.box.hidden = !region;
    this.box.classList.toggle("found", found);
    if (!region) return;
    const { left, top, wide, high } = this.#content();
    const [x, y, w, h] = region.map((part) => part / WHOLE);
    Object.assign(this.box.style, {
      left: `${left + x * wide}px`, top: `${top + y * high}px`, width: `${w * wide}px`, height: `${h * high}px`,
    });
  }

  #tell() {
    this.#told(this.#from ?? this.#to);
    this.#changed(this.#from || this.#to ? [(this.#from ?? this.#to).at, (this.#to ?? this.#from).until] : null);
  }

  #told(from) {
    let text = "";
    if (from) {
      const still = from.start === "";
      const start = clock(from.at - this.#begins);
      const end = this.#to ? clock(this.#to.until - this.#begins) : this.#words.onePicture;
      text = still ? this.#words.onePicture : fill(this.#words.fromTo, { start, end });
      if (this.region) text = fill(this.#words.partOf, { span: text });
    }
    for (const name of ["span", "span-again"]) this.#root.querySelector(`[data-${name}]`).textContent = text;
  }
}
