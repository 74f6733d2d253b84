// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The pictures of a film by their exact stamps, second by second. A time is a float
// for drawing only; what goes to the box is the stamp times its time base, exact.

const KEPT = 120;
const ROUND = 1e-6;

/** Ticks as seconds: rounded for drawing, whole for finding its second. */
const seconds = (ticks, [over, under]) => (ticks * over) / under;
const second = (ticks, [over, under]) => Number((BigInt(ticks) * BigInt(over)) / BigInt(under));

export class Frames {
  #item; #kept = new Map(); #small = document.createElement("canvas");

  constructor(item) {
    this.#item = item;
  }

  /** The picture on display at a time: the last whose stamp is not after it. */
  async find(time) {
    const held = await this.#second(Math.max(0, Math.floor(time + ROUND)));
    let place = 0;
    while (place + 1 < held.times.length && held.times[place + 1] <= time + ROUND) place += 1;
    return this.#frame(held, place);
  }

  /** The next picture; null behind the last. */
  async after(frame) {
    if (frame.place + 1 < frame.held.stamps.length) return this.#frame(frame.held, frame.place + 1);
    if (frame.held.last) return null;
    return this.#exactly(frame.held.after, frame.held.base);
  }

  /** The picture before; null before the first. */
  async before(frame) {
    if (frame.place) return this.#frame(frame.held, frame.place - 1);
    const own = await this.#exactly(frame.stamp, frame.held.base);
    return own.place ? this.#frame(own.held, own.place - 1) : null;
  }

  /** Have what is likely to be wanted next. */
  ahead(frame, way) {
    const number = Math.floor(frame.at) + way;
    if (number >= 0 && !this.#kept.has(number)) this.#second(number).catch(() => {});
  }

  /** Draw a covered picture: cells of grey, made soft by drawing them large. */
  draw(frame, canvas) {
    const { cells: [wide, high], shape, grey } = frame.held;
    const image = new ImageData(wide, high);
    const from = frame.place * wide * high;
    for (let n = 0; n < wide * high; n += 1) {
      image.data.fill(grey[from + n], 4 * n, 4 * n + 3);
      image.data[4 * n + 3] = 255;
    }
    this.#small.width = wide;
    this.#small.height = high;
    this.#small.getContext("2d").putImageData(image, 0, 0);
    const scale = 320 / Math.max(...shape);
    canvas.width = Math.max(1, Math.round(shape[0] * scale));
    canvas.height = Math.max(1, Math.round(shape[1] * scale));
    canvas.getContext("2d").drawImage(this.#small, 0, 0, canvas.width, canvas.height);
  }

  forget() {
    this.#kept.clear();
  }

  async #exactly(stamp, base) {
    const held = await this.#second(second(stamp, base));
    return this.#frame(held, Math.max(0, held.stamps.indexOf(stamp)));
  }

  #frame(held, place) {
    const until = place + 1 < held.stamps.length ? held.stamps[place + 1] : held.after;
    return {
      held,
      place,
      stamp: held.stamps[place],
      at: held.times[place],
      until: seconds(until, held.base),
      start: this.#pair(held.stamps[place], held.base),
      end: this.#pair(until, held.base),
      stream: held.stream,
    };
  }

  #pair(ticks, [over, under]) {
    return `${BigInt(ticks) * BigInt(over)}/${under}`;
  }

  #second(number) {
    const there = this.#kept.get(number);
    if (there) return there;
    const asked = this.#fetch(number);
    this.#kept.set(number, asked);
    asked.catch(() => this.#kept.delete(number));
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
    return asked;
  }

  async #fetch(number) {
    const answer = await fetch(`/item/${this.#item}/second/${number}`);
    if (answer.status === 403) location.replace("/sign-in");
    if (!answer.ok) throw new Error("no picture");
    const data = await answer.arrayBuffer();
    const length = new DataView(data).getUint32(0);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
    const base = head.time_base;
    return {
      ...head,
      base,
      times: head.stamps.map((ticks) => seconds(ticks, base)),
      grey: new Uint8Array(data, 4 + length),
    };
  }
}

/** A photograph: one picture, without a time. */
export class Still {
  #item; #shown = null;

  constructor(item) {
    this.#item = item;
  }

  async find() {
    this.#shown ??= await this.#load();
    return { stamp: 0, at: 0, until: 0, start: "", end: "", stream: "" };
  }

  async after() { return null; }
  async before() { return null; }
  ahead() {}

  draw(_, canvas) {
    [canvas.width, canvas.height] = [this.#shown.naturalWidth, this.#shown.naturalHeight];
    canvas.getContext("2d").drawImage(this.#shown, 0, 0);
  }

  forget() {
    this.#shown = null;
  }

  async #load() {
    const image = new Image();
    image.src = `/item/${this.#item}/still/0`;
    await image.decode();
    return image;
  }
}

/** Of sound alone there are no pictures: steps of a twenty-fifth of a second. */
export class Ticks {
  #stream; #end;

  constructor(stream, end) {
    this.#stream = stream;
    this.#end = Math.max(0, Math.floor(end * 25));
  }

  async find(time) {
    return this.#tick(Math.floor((time + ROUND) * 25));
  }

  async after(frame) {
    return frame.stamp < this.#end ? this.#tick(frame.stamp + 1) : null;
  }

  async before(frame) {
    return frame.stamp ? this.#tick(frame.stamp - 1) : null;
  }

  ahead() {}
  draw() {}
  forget() {}

  #tick(number) {
    const n = Math.max(0, Math.min(number, this.#end));
    return { stamp: n, at: n / 25, until: (n + 1) / 25, start: `${n}/25`, end: `${n + 1}/25`, stream: this.#stream };
  }
}
