// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// One variant of one film in one <video>: four-second segments, appended as they
// are needed, on the film's own clock counted from its start.

import { post } from "/static/js/away.js";

const SEGMENT = 4;
const AHEAD = 12;
const KEEP_BEHIND = 30;

const once = (target, name) => new Promise((done) => target.addEventListener(name, done, { once: true }));

export class Film {
  #item; #clear; #video; #source = null; #buffer = null; #address = "";
  #have = new Set(); #busy = false; #end = Infinity; #signal; #duration;

  constructor(video, item, { clear = false, duration = null, signal = undefined } = {}) {
    this.#video = video;
    this.#item = item;
    this.#clear = clear;
    this.#duration = duration;
    this.#signal = signal;
    for (const name of ["timeupdate", "seeking", "waiting"]) {
      video.addEventListener(name, () => this.fill().catch(() => {}), { signal });
    }
  }

  /** Fetch the beginning, and be ready to play at `seconds`. */
  async open(seconds) {
    const first = await this.#fetch("beginning");
    if (!first) throw new Error("nothing to play");
    this.#source = new MediaSource();
    this.#address = URL.createObjectURL(this.#source);
    this.#video.src = this.#address;
    await once(this.#source, "sourceopen");
    const [over, under] = first.headers.get("x-witnessbox-origin").split("/").map(Number);
    this.#buffer = this.#source.addSourceBuffer(first.headers.get("x-witnessbox-type"));
    this.#buffer.timestampOffset = -over / under;
    await this.#append(await first.arrayBuffer());
    if (this.#duration) this.#source.duration = this.#duration;
    this.#video.currentTime = seconds;
    await this.fill();
  }

  /** Append what the next seconds need, one segment after another. */
  async fill() {
    if (this.#busy || !this.#buffer) return;
    this.#busy = true;
    try {
      for (;;) {
        const now = this.#video.currentTime;
        const from = Math.floor(now / SEGMENT);
        const last = Math.min(Math.floor((now + AHEAD) / SEGMENT), this.#end - 1);
        let next = from;
        while (this.#have.has(next)) next += 1;
        if (next > last || this.#signal?.aborted) return;
        const answer = await this.#fetch(String(next));
        if (!answer) {
          this.#end = next;
          this.#finish();
          return;
        }
        await this.#append(await answer.arrayBuffer());
        this.#have.add(next);
        await this.#forget(now);
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Let go of every byte. */
  close() {
    this.#buffer = null;
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = "";
  }

  async #fetch(part) {
    const address = `/item/${this.#item}/part/${part}`;
    const answer = this.#clear
      ? await post(address, {}, this.#signal)
      : await fetch(address, { signal: this.#signal });
    if (answer.status === 403) location.replace("/sign-in");
    return answer.status === 200 ? answer : null;
  }

  async #append(data) {
    if (!this.#buffer || this.#source.readyState !== "open") return;
    this.#buffer.appendBuffer(data);
    await once(this.#buffer, "updateend");
  }

  async #forget(now) {
    const until = now - KEEP_BEHIND;
    if (until <= 0 || !this.#buffer?.buffered.length || this.#buffer.buffered.start(0) >= until) return;
    this.#buffer.remove(0, until);
    await once(this.#buffer, "updateend");
    for (const k of this.#have) if ((k + 1) * SEGMENT <= until + SEGMENT) this.#have.delete(k);
  }

  #finish() {
    if (this.#source?.readyState === "open" && !this.#buffer.updating) this.#source.endOfStream();
  }
}
