// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The picture: standing, it is exactly the one at whose stamp one is, covered;
// playing, it is the covered film; while a key is held, what is there, on record.

import { onGone, post } from "/static/js/away.js";
import { Film } from "/static/js/film.js";
import { hold } from "/static/js/reveal.js";

const WITHIN = 0.0005;

export class Viewer {
  #at; #item; #frames; #origin; #length; #sound; #still; #say; #moved;
  #film = null; #wanted = null; #seeking = null; #bare = null; #turn = 0; #place = 0; #start = 0;
  frame = null;

  constructor(root, { item, frames, origin, length, sound, still, say, moved, chosen }) {
    this.#at = (name) => root.querySelector(`[data-${name}]`);
    [this.#item, this.#frames, this.#origin, this.#length] = [item, frames, origin, length];
    [this.#sound, this.#still, this.#say, this.#moved] = [sound, still, say, moved];
    this.video = this.#at("covered");
    this.video.addEventListener("pause", () => this.#stopped());
    this.video.addEventListener("timeupdate", () => { if (this.playing) moved(this.time, null); });
    hold((signal) => this.#reveal(signal), () => this.#coverAgain(), { within: root, chosen });
    onGone(() => {
      this.#coverAgain();
      this.#film?.close();
      frames.forget();
      const picture = this.#at("picture");
      picture.width = picture.width;
    });
  }

  get playing() {
    return Boolean(this.#film && !this.video.hidden && !this.video.paused);
  }

  /** Where one is, in seconds of the stream's own clock: perhaps within a picture. */
  get time() {
    return this.playing ? this.video.currentTime + this.#origin : this.#wanted ?? this.#place;
  }

  /** The exact picture at which one is, also in a film that goes. */
  async here() {
    if (this.playing) return this.#frames.find(this.video.currentTime + this.#origin + WITHIN);
    await this.#seeking;
    return this.frame;
  }

  /** Go to a time; of many wishes the last is carried out. */
  seek(time) {
    this.stop();
    this.#wanted = Math.max(0, time);
    this.#moved(this.#wanted, null);
    this.#seeking ??= this.#settle().finally(() => { this.#seeking = null; });
    return this.#seeking;
  }

  /** One picture on or back. */
  async step(way) {
    this.stop();
    await this.#seeking;
    const turn = ++this.#turn;
    const from = this.frame ?? await this.#frames.find(this.time);
    const found = await (way > 0 ? this.#frames.after(from) : this.#frames.before(from));
    if (found && turn === this.#turn) this.#show(found);
    if (found) this.#frames.ahead(found, way);
  }

  async toggle() {
    if (this.#sound) return this.#say("sound");
    if (this.playing) return this.stop();
    const start = ++this.#start;
    await this.#seeking;
    if (!this.#film) {
      const film = new Film(this.video, this.#item, { duration: this.#length });
      await film.open(Math.max(0, this.time - this.#origin));
      this.#film = film;
    } else {
      this.video.currentTime = Math.max(0, this.time - this.#origin);
    }
    // Whoever stopped or went elsewhere meanwhile does not want it to go.
    if (start !== this.#start) return undefined;
    this.video.muted = true;
    this.video.hidden = false;
    this.#at("picture").hidden = true;
    document.querySelector('[data-do="play"]')?.setAttribute("aria-pressed", "true");
    return this.video.play();
  }

  stop() {
    this.#start += 1;
    if (this.playing) this.video.pause();
  }

  async #settle() {
    while (this.#wanted !== null) {
      const wanted = this.#wanted;
      let found = null;
      try {
        found = await this.#frames.find(wanted);
      } catch {
        this.#say("pictureless");
      }
      if (this.#wanted !== wanted) continue;
      this.#wanted = null;
      if (found) this.#show(found, wanted);
    }
  }

  #show(frame, time = frame.at) {
    this.frame = frame;
    this.#place = Math.max(frame.at, Math.min(time, frame.until));
    this.#turn += 1;
    this.video.hidden = true;
    const picture = this.#at("picture");
    picture.hidden = false;
    this.#frames.draw(frame, picture);
    picture.dataset.stamp = String(frame.stamp);
    picture.dataset.ticks = String(frame.held ? frame.held.base[1] / frame.held.base[0] : 25);
    if (this.#bare && !this.#bare.went) this.#bare.video.currentTime = this.#middle(frame);
    this.#moved(this.#place, frame);
    picture.dispatchEvent(new CustomEvent("shown", { detail: frame.stamp, bubbles: true }));
  }

  #stopped() {
    document.querySelector('[data-do="play"]')?.setAttribute("aria-pressed", "false");
    if (this.video.hidden || this.#bare) return;
    const time = this.video.currentTime + this.#origin + WITHIN;
    this.#wanted = time;
    this.#seeking ??= this.#settle().finally(() => { this.#seeking = null; });
  }

  /** A time that lies within a picture: players round, and stamps do not. */
  #middle(frame) {
    return Math.max(0, (frame.at + Math.min(frame.until, frame.at + 0.5)) / 2 - this.#origin);
  }

  async #reveal(signal) {
    this.#at("reveal").setAttribute("aria-pressed", "true");
    const went = this.playing;
    const time = went ? this.video.currentTime : null;
    if (went) this.video.pause();
    else await this.#seeking;
    if (signal.aborted) return;
    if (this.#still) return this.#revealStill(signal);
    const video = document.createElement("video");
    video.playsInline = true;
    video.disablePictureInPicture = true;
    video.muted = !(went || this.#sound);
    const film = new Film(video, this.#item, { clear: true, duration: this.#length, signal });
    this.#bare = { film, video, went };
    try {
      await film.open(time ?? this.#middle(this.frame));
      if (signal.aborted) return;
      this.#uncover(video);
      video.addEventListener("timeupdate", () => {
        if (!video.paused) this.#moved(video.currentTime + this.#origin, null);
      });
      if (went || this.#sound) await video.play();
    } catch (error) {
      if (error.name !== "AbortError") this.#say("lost");
    }
  }

  async #revealStill(signal) {
    let address = "";
    const close = () => URL.revokeObjectURL(address);
    this.#bare = { film: { close }, video: { currentTime: 0 }, went: false };
    try {
      const answer = await post(`/item/${this.#item}/still/0`, {}, signal);
      if (!answer.ok) throw new Error("refused");
      address = URL.createObjectURL(await answer.blob());
      if (signal.aborted) return close();
      const image = new Image();
      [image.alt, image.draggable, image.src] = ["", false, address];
      this.#uncover(image);
    } catch (error) {
      if (error.name !== "AbortError") this.#say("lost");
    }
    return undefined;
  }

  #uncover(shown) {
    this.#at("clear").replaceChildren(shown);
    this.#at("clear").hidden = false;
    this.#at("stage").classList.add("bare");
    this.#at("lamp").hidden = false;
    this.#at("veil").hidden = true;
  }

  #coverAgain() {
    this.#at("reveal").setAttribute("aria-pressed", "false");
    this.#at("clear").hidden = true;
    this.#at("clear").replaceChildren();
    this.#at("stage").classList.remove("bare");
    this.#at("lamp").hidden = true;
    this.#at("veil").hidden = false;
    const bare = this.#bare;
    this.#bare = null;
    if (!bare) return;
    const at = bare.video.currentTime;
    bare.film.close();
    if (document.documentElement.classList.contains("gone")) return;
    if (bare.went) {
      this.video.currentTime = at || this.video.currentTime;
      this.video.play().catch(() => {});
    } else if (this.#sound) {
      this.seek(at + this.#origin);
    }
  }
}
