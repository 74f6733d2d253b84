// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Choosing by a few letters: a list under an input, by keyboard or mouse. Without
// this script the input takes an id, and a long list is a plain one.

import { post } from "/static/js/away.js";

const WAIT_MS = 120;
const MOST = 40;
const ID = /^[a-z]{1,2}-[0-9a-f]{32}$/;
let numbered = 0;

/** A list under an input; `ask` gives what is offered, `take` gets what is chosen. */
class Offered {
  #input; #ask; #take; #list; #offers = []; #at = -1; #timer = 0; #asked = 0;

  constructor(input, ask, take) {
    this.#input = input;
    this.#ask = ask;
    this.#take = take;
    this.#list = document.createElement("ul");
    this.#list.className = "offers";
    this.#list.id = `offers-${(numbered += 1)}`;
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    input.after(this.#list);
    for (const [name, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-controls", this.#list.id], ["aria-expanded", "false"],
    ]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#soon(WAIT_MS));
    input.addEventListener("focus", () => { if (input.value) this.#soon(0); });
    input.addEventListener("click", () => this.#soon(0));
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.#key(event));
    // Before the input loses its focus.
    this.#list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const chosen = event.target.closest("[role=option]");
      if (chosen) this.#choose(Number(chosen.dataset.place));
    });
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#at = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #soon(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), ms);
  }

  async #open() {
    const mine = (this.#asked += 1);
    const offers = await this.#ask(this.#input.value.trim());
    if (mine !== this.#asked || document.activeElement !== this.#input) return;
    this.#offers = offers;
    this.#list.replaceChildren(...offers.map((one, place) => this.#option(one, place)));
    this.#list.hidden = offers.length === 0;
    this.#input.setAttribute("aria-expanded", String(offers.length > 0));
    this.#mark(this.#input.value.trim() && offers[0]?.id !== undefined ? 0 : -1);
  }

  #option(one, place) {
    const line = document.createElement("li");
    line.setAttribute("role", "option");
    line.id = `${this.#list.id}-${place}`;
    line.dataset.place = String(place);
    const name = document.createElement("bdi");
    name.textContent = one.text;
    line.append(name);
    if (one.note) {
      const note = document.createElement("span");
      note.className = "soft small";
      note.textContent = one.note;
      line.append(" ", note);
    }
    if (one.id === undefined) line.setAttribute("aria-disabled", "true");
    return line;
  }

  #mark(place) {
    this.#at = place;
    [...this.#list.children].forEach((line, n) => {
      line.setAttribute("aria-selected", String(n === place));
      if (n === place) line.scrollIntoView({ block: "nearest" });
    });
    if (place < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${place}`);
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const open = !this.#list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.#soon(0);
      else {
        const count = this.#offers.length;
        this.#mark((this.#at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
      }
    } else if (event.key === "Enter" && open && this.#at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      this.#choose(this.#at);
    } else if (event.key === "Tab" && open && this.#at >= 0 && !this.#offers[this.#at].made) {
      this.#choose(this.#at);
    }
  }

  #choose(place) {
    const one = this.#offers[place];
    if (!one || one.id === undefined) return;
    this.close();
    this.#take(one);
  }
}

/** A field that leads to records: what is chosen stands above as chips. */
class Pick {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector(":scope > input");
    this.chosen = box.querySelector(":scope > .chosen");
    this.many = box.dataset.many === "1";
    this.offered = new Offered(this.input, (text) => this.#ask(text), (one) => this.#take(one));
    this.input.addEventListener("change", () => {
      const text = this.input.value.trim();
      if (ID.test(text)) this.#add({ id: text, text });
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !this.input.value) this.chosen.lastElementChild?.querySelector("[data-drop]").click();
    });
    this.#follow();
  }

  async #ask(text) {
    const query = new URLSearchParams({ of: this.box.dataset.of, text });
    const answer = await fetch(`/suggest?${query}`).catch(() => null);
    const found = answer?.ok ? await answer.json() : [];
    const there = new Set([...this.chosen.querySelectorAll("input")].map((one) => one.value));
    const offers = found.filter((one) => !there.has(one.id));
    const same = offers.some((one) => one.text.toLowerCase() === text.toLowerCase());
    if (text && this.box.dataset.quick && !same && !ID.test(text)) {
      offers.push({ id: "", text, note: this.box.dataset.sayNew, made: true });
    }
    return offers.length || !text ? offers : [{ text: this.box.dataset.sayNone }];
  }

  async #take(one) {
    if (!one.made) return this.#add(one);
    const answer = await post(`/records/${this.box.dataset.quick}/quick`, { title: one.text });
    const made = await answer.json();
    if (answer.ok) this.#add(made);
    return undefined;
  }

  #add(one) {
    const line = document.createElement("li");
    line.className = "picked";
    const value = document.createElement("input");
    value.type = "hidden";
    value.name = this.box.dataset.name;
    value.value = one.id;
    const name = document.createElement("bdi");
    name.textContent = one.text;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "quiet";
    drop.dataset.drop = "";
    drop.textContent = "×";
    drop.setAttribute("aria-label", this.box.dataset.sayDrop.replace("{}", one.text));
    line.append(value, name, " ", drop);
    if (!this.many) this.chosen.replaceChildren();
    this.chosen.append(line);
    this.input.value = "";
    this.#follow();
    if (this.input.hidden) drop.focus();
    else this.input.focus();
  }

  /** One that takes one shows its input only while it is empty. */
  #follow() {
    this.input.hidden = !this.many && this.chosen.children.length > 0;
  }

  dropped() {
    this.#follow();
    this.input.focus();
  }
}

/** A long plain list: its words are searched by an input before it. */
function searched(select) {
  const input = document.createElement("input");
  input.id = select.id;
  input.autocomplete = "off";
  input.spellcheck = false;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.removeAttribute("id");
  select.hidden = true;
  const box = document.createElement("div");
  box.className = "pick";
  select.before(box);
  box.append(input);
  const all = [...select.options].filter((one) => one.value);
  input.placeholder = select.options[0].text;
  const show = () => { input.value = select.value ? select.selectedOptions[0].text : ""; };
  show();
  new Offered(
    input,
    (text) => {
      const sought = text.toLowerCase();
      const shown = select.value && text === select.selectedOptions[0].text ? "" : sought;
      return all
        .filter((one) => one.text.toLowerCase().includes(shown))
        .slice(0, MOST)
        .map((one) => ({ id: one.value, text: one.text }));
    },
    (one) => { select.value = one.id; show(); select.dispatchEvent(new Event("change", { bubbles: true })); },
  );
  input.addEventListener("focus", () => input.select());
  input.addEventListener("change", () => {
    const typed = input.value.trim().toLowerCase();
    const same = all.find((one) => one.text.toLowerCase() === typed);
    if (!typed || same) select.value = same ? same.value : "";
    show();
  });
}

/** An input that narrows a long list of boxes to tick. */
function filtered(box) {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = box.dataset.filtered;
  input.setAttribute("aria-label", box.dataset.filtered);
  box.before(input);
  input.addEventListener("input", () => {
    const sought = input.value.trim().toLowerCase();
    for (const line of box.children) {
      const kept = line.querySelector("input").checked;
      line.hidden = !kept && !line.textContent.toLowerCase().includes(sought);
    }
  });
}

const picks = new Map();
for (const box of document.querySelectorAll("[data-pick]")) picks.set(box, new Pick(box));
for (const select of document.querySelectorAll("[data-searched]")) searched(select);
for (const box of document.querySelectorAll("[data-filtered]")) filtered(box);
document.addEventListener("click", (event) => {
  const drop = event.target.closest("[data-drop]");
  if (!drop) return;
  const box = drop.closest("[data-pick]");
  const beside = drop.closest(".marks-of")?.querySelector("input:not([type=hidden])");
  drop.closest("li").remove();
  if (box) picks.get(box).dropped();
  else beside?.focus();
});
