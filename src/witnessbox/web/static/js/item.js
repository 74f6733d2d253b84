// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// One item: play covered and silent; hold to reveal the picture, or the part, at
// which one is. A revealed picture lives as long as the key is down.

import { onGone, post } from "/static/js/away.js";
import { Film } from "/static/js/film.js";
import { hold } from "/static/js/reveal.js";
import { letter, typing } from "/static/js/shell.js";

const viewer = document.querySelector("[data-viewer]");
const NEAR = 0.05;

function fraction(text) {
  const [over, under] = text.split("/").map(Number);
  return under ? over / under : null;
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((n, i) => (i ? String(n).padStart(2, "0") : String(n))).join(":");
}

class Viewer {
  #at = (name) => viewer.querySelector(`[data-${name}]`);
  #item = viewer.dataset.item;
  #sound = viewer.dataset.kind === "sound";
  #duration = fraction(viewer.dataset.seconds || "");
  #film = null; #opening = null; #time = 0; #still = 0; #bare = null;

  constructor() {
    this.video = this.#at("covered");
    this.strip = [...document.querySelectorAll("[data-strip] button")];
    this.strip.forEach((button, n) => button.addEventListener("click", () => this.choose(n)));
    if (this.video) {
      this.#at("play").addEventListener("click", () => this.toggle());
      this.#at("back").addEventListener("click", () => this.step(-5));
      this.#at("on").addEventListener("click", () => this.step(5));
      this.#at("seek").addEventListener("input", (event) => {
        if (this.#duration) this.seek((event.target.value / 1000) * this.#duration);
      });
      for (const name of ["timeupdate", "play", "pause", "ended"]) {
        this.video.addEventListener(name, () => this.#show());
      }
    }
    this.#mark();
    hold((signal) => this.reveal(signal), () => this.coverAgain());
    onGone(() => this.coverAgain());
    onGone(() => this.#film?.close());
  }

  get playing() {
    return Boolean(this.video && this.#film && !this.video.paused);
  }

  async toggle() {
    if (this.#sound) {
      this.say("saySound");
      return;
    }
    if (this.playing) this.video.pause();
    else {
      await this.#open();
      await this.video.play();
    }
  }

  choose(place) {
    this.#still = place;
    this.seek(Number(this.strip[place].dataset.seconds));
    const poster = this.#at("poster");
    if (poster) {
      poster.src = `/item/${this.#item}/still/${this.#number}`;
      if (!this.playing) poster.hidden = false;
    }
    this.#mark();
  }

  /** The number of the still that is chosen: the strip may leave some out. */
  get #number() {
    return this.strip[this.#still]?.dataset.number ?? "0";
  }

  step(seconds) {
    this.seek(this.#time + seconds);
  }

  seek(seconds) {
    this.#time = Math.max(0, Math.min(seconds, this.#duration ?? seconds));
    if (this.#film) {
      this.video.currentTime = this.#time;
      const poster = this.#at("poster");
      if (poster) poster.hidden = true;
    } else if (this.video && !this.#sound) {
      this.#open().catch(() => {});
    }
    this.#show(false);
  }

  async reveal(signal) {
    const button = this.#at("reveal");
    button.setAttribute("aria-pressed", "true");
    try {
      if (this.playing || this.#sound || !this.#onStill()) await this.#revealFilm(signal);
      else await this.#revealStill(signal);
    } catch (error) {
      if (error.name !== "AbortError") this.say("sayPart");
    }
  }

  coverAgain() {
    this.#at("reveal").setAttribute("aria-pressed", "false");
    this.#at("clear").hidden = true;
    this.#at("clear").replaceChildren();
    this.#at("lamp").hidden = true;
    this.#at("veil").hidden = false;
    this.#at("clear").parentElement.classList.remove("bare");
    const bare = this.#bare;
    this.#bare = null;
    if (!bare) return;
    if (bare.film) {
      const at = bare.video.currentTime;
      const went = bare.went;
      bare.film.close();
      this.#time = at || this.#time;
      if (this.#film) this.video.currentTime = this.#time;
      if (went && this.#film && !document.documentElement.classList.contains("gone")) this.video.play().catch(() => {});
    }
    if (bare.address) URL.revokeObjectURL(bare.address);
  }

  /** Say one of the sentences that the page brought along. */
  say(name) {
    const note = this.#at("note");
    note.textContent = note.dataset[name];
  }

  #onStill() {
    if (!this.#at("poster")) return false;
    if (!this.video) return true;
    const chosen = this.strip[this.#still];
    const at = chosen ? Number(chosen.dataset.seconds) : 0;
    return Math.abs(at - this.#time) < NEAR || (!this.#film && this.#still === 0);
  }

  async #revealStill(signal) {
    const answer = await post(`/item/${this.#item}/still/${this.#number}`, {}, signal);
    if (!answer.ok) throw new Error("refused");
    const address = URL.createObjectURL(await answer.blob());
    if (signal.aborted) return URL.revokeObjectURL(address);
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.src = address;
    this.#bare = { address };
    this.#bareIs(image);
  }

  async #revealFilm(signal) {
    const went = this.playing;
    const video = document.createElement("video");
    video.playsInline = true;
    video.disablePictureInPicture = true;
    // A film that stands is shown standing and silent; sound needs to go on.
    video.muted = !(went || this.#sound);
    const film = new Film(video, this.#item, { clear: true, duration: this.#duration, signal });
    this.#bare = { film, video, went };
    if (went) this.#time = this.video.currentTime;
    if (went) this.video.pause();
    await film.open(this.#time);
    if (signal.aborted) return;
    this.#bareIs(video);
    video.addEventListener("timeupdate", () => { this.#time = video.currentTime; this.#show(false); });
    if (went || this.#sound) await video.play();
  }

  #bareIs(element) {
    const clear = this.#at("clear");
    clear.replaceChildren(element);
    clear.hidden = false;
    clear.parentElement.classList.add("bare");
    this.#at("lamp").hidden = false;
    this.#at("veil").hidden = true;
  }

  #open() {
    this.#opening ??= this.#opened().catch((error) => {
      this.#opening = null;
      this.say("sayFilm");
      throw error;
    });
    return this.#opening;
  }

  async #opened() {
    const film = new Film(this.video, this.#item, { duration: this.#duration });
    await film.open(this.#time);
    this.#film = film;
    this.video.muted = true;
    this.video.hidden = false;
    const poster = this.#at("poster");
    if (poster) poster.hidden = true;
  }

  #show(follow = true) {
    if (follow && this.#film) this.#time = this.video.currentTime;
    const now = this.#at("now");
    if (now) now.textContent = clock(this.#time);
    const seek = this.#at("seek");
    if (seek && this.#duration) seek.value = String(Math.round((this.#time / this.#duration) * 1000));
    this.#at("play")?.setAttribute("aria-pressed", String(this.playing));
  }

  #mark() {
    this.strip.forEach((button, n) => {
      if (n === this.#still) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  }
}

if (viewer) {
  const shown = new Viewer();
  for (const mark of document.querySelectorAll("[data-at]")) {
    mark.addEventListener("click", () => {
      shown.seek(Number(mark.dataset.at));
      viewer.scrollIntoView({ block: "nearest" });
    });
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const key = letter(event).toLowerCase();
    if (shown.video && key === "k" && !event.repeat) shown.toggle().catch(() => {});
    else if (key === "t") document.querySelector("[data-timeline]")?.click();
    else if (shown.video && key === "j") shown.step(-5);
    else if (shown.video && key === "l") shown.step(5);
    else if (["arrowleft", "arrowright"].includes(key) && !event.target.matches("input")) {
      const at = shown.strip.findIndex((one) => one.hasAttribute("aria-current"));
      const next = shown.strip[at + (key === "arrowright" ? 1 : -1)];
      if (next) {
        event.preventDefault();
        next.focus();
        next.click();
      }
    }
  });
}
