// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The transcript beside the picture: drafts marked as such, confirmed or corrected
// segment by segment; only what a speaker confirmed can be copied.

import { clock } from "/static/js/timeline-lanes.js";
import { fill } from "/static/js/timeline-desk.js";

const AT_ONCE = 40;

export class Speech {
  #root; #item; #begins; #words; #send; #seek; #tell; #segments = []; #current = -1;

  constructor(root, { item, begins, words, send, seek, tell }) {
    this.list = root.querySelector("[data-segments]");
    [this.#root, this.#item, this.#begins, this.#words] = [root, item, begins, words];
    [this.#send, this.#seek, this.#tell] = [send, seek, tell];
    addEventListener("copy", (event) => {
      const chosen = getSelection();
      if (![...this.list.querySelectorAll(".draft")].some((one) => chosen.containsNode(one, true))) return;
      event.preventDefault();
      this.#tell("notCopied");
    });
    this.list.addEventListener("click", (event) => this.#clicked(event));
  }

  take(segments) {
    this.#segments = segments;
    this.#current = -1;
    this.#root.querySelector("[data-no-speech]").hidden = segments.length > 0;
    this.list.replaceChildren();
    this.#drawn(segments);
  }

  /** The first rows at once, the rest when there is time: a long film has thousands. */
  #drawn(segments, from = 0) {
    if (segments !== this.#segments || from >= segments.length) return;
    const until = Math.min(from + AT_ONCE, segments.length);
    this.list.append(...segments.slice(from, until).map((one, n) => this.#row(one, from + n)));
    if (this.#current >= from && this.#current < until) this.#show(this.#current);
    requestIdleCallback(() => this.#drawn(segments, until), { timeout: 500 });
  }

  /** Mark the segment at a time; scrolled to only where it is not in sight. */
  follow(time) {
    const us = time * 1e6 + 1;
    const at = this.#segments.findIndex((one) => one.s <= us && us < one.e);
    if (at === this.#current) return;
    this.list.children[this.#current]?.removeAttribute("aria-current");
    this.#current = at;
    this.#show(at);
  }

  #show(at) {
    const row = this.list.children[at];
    row?.setAttribute("aria-current", "true");
    if (row && !this.list.contains(document.activeElement)) {
      const [top, bottom] = [row.offsetTop - this.list.offsetTop, row.offsetTop - this.list.offsetTop + row.offsetHeight];
      if (top < this.list.scrollTop || bottom > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = top;
    }
  }

  confirm() {
    if (this.#current >= 0) this.#confirm(this.#current);
  }

  correct() {
    if (this.#current >= 0) this.#edit(this.#current);
  }

  #row(one, n) {
    const row = document.createElement("li");
    row.className = one.ok ? "stands" : "draft";
    row.dataset.n = n;
    const by = make("p", "by");
    const time = make("button", "quiet mono", clock(one.s / 1e6 - this.#begins, 1));
    time.type = "button";
    time.dataset.act = "go";
    const state = one.ok ? fill(this.#words.confirmedBy, { who: one.who })
      : one.r ? fill(this.#words.unconfirmed, { who: one.who }) : this.#words.draft;
    by.append(time, " ", state, " · ", make("bdi", "", one.language));
    const text = make("p", "text", one.t);
    text.lang = one.l;
    const acts = make("p", "acts");
    if (one.f) {
      if (!one.ok && this.#speaks(one)) acts.append(this.#button("confirm", this.#words.confirm, "C"), " ");
      acts.append(this.#button("correct", this.#words.correct, "E"), " ");
    }
    if (one.ok) acts.append(this.#button("copy", this.#words.copy, ""));
    row.append(by, text, acts);
    return row;
  }

  #button(act, text, key) {
    const button = make("button", "plain", text);
    button.type = "button";
    button.dataset.act = act;
    if (key) {
      const shown = make("kbd", "", key);
      shown.setAttribute("aria-hidden", "true");
      button.append(" ", shown);
    }
    return button;
  }

  #clicked(event) {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    const n = Number(button.closest("li").dataset.n);
    const one = this.#segments[n];
    const act = button.dataset.act;
    if (act === "go") this.#seek(one.s / 1e6);
    else if (act === "confirm") this.#confirm(n);
    else if (act === "correct") this.#edit(n);
    else if (act === "copy") this.#copy(one);
  }

  /** Whether this member may confirm a segment; the box decides, here it is shown. */
  #speaks(one) {
    return this.#root.dataset.speaks.split(" ").includes(one.l.split("-")[0].toLowerCase());
  }

  #confirm(n) {
    const { f, t, ok } = this.#segments[n];
    if (f && !ok) this.#send("transcribe", { finding: f, text: t, confirmed: "1" }, "confirmed");
  }

  #edit(n) {
    const one = this.#segments[n];
    const row = this.list.children[n];
    if (!one.f || row.querySelector("form")) return;
    const form = document.createElement("form");
    const area = document.createElement("textarea");
    area.value = one.t;
    area.rows = 3;
    area.lang = one.l;
    area.setAttribute("aria-label", this.#words.correct);
    const stands = document.createElement("input");
    stands.type = "checkbox";
    const label = make("label", "term");
    label.append(stands, ` ${this.#words.stands}`);
    const save = make("button", "primary", this.#words.save);
    const close = make("button", "plain", this.#words.close);
    close.type = "button";
    close.addEventListener("click", () => form.remove());
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send("transcribe", { finding: one.f, text: area.value, confirmed: stands.checked ? "1" : "" }, "saved");
    });
    const acts = make("p", "acts");
    acts.append(save, " ", close);
    form.append(area, ...(this.#speaks(one) ? [label] : []), acts);
    row.append(form);
    area.focus();
  }

  async #copy(one) {
    const answer = await fetch(`/item/${this.#item}/quote/${one.r}`);
    if (!answer.ok) return this.#tell("notCopied");
    await navigator.clipboard.writeText(await answer.text());
    this.#tell("copied");
  }
}

function make(name, css, text = "") {
  const made = document.createElement(name);
  if (css) made.className = css;
  made.textContent = text;
  return made;
}
