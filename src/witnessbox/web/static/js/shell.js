// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// What every page behind the door has: Esc, the idle lock, and the keys.

import { hide, isSure, lock, post } from "/static/js/away.js";

const PLACES = { 1: "/", 2: "/footage", 3: "/contents", 4: "/accessions", 5: "/members", 6: "/box", 7: "/case", 8: "/next", 9: "/work", 0: "/when" };
const HERE_EVERY_MS = 60_000;
const idleMs = Number(document.documentElement.dataset.idle) * 1000;
const keys = document.getElementById("keys");
let last = Date.now();
let told = Date.now();

/** True where a letter is text that somebody types. */
export function typing(target) {
  if (target.matches("textarea, select")) return true;
  return target.matches("input") && !["range", "checkbox", "button"].includes(target.type);
}

/** The key that is meant, whatever layout is on: к on a Russian one is r. */
export function letter(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(event.code ?? "");
  if (place && event.key.length === 1) return place[1].toLowerCase();
  if (/^[^\x00-\x7f]$/.test(event.key)) return { BracketLeft: "[", BracketRight: "]" }[event.code] ?? event.key;
  if (event.code === "Slash") return { ".": "/", ",": "?" }[event.key] ?? event.key;
  return event.key;
}

function moved() {
  last = Date.now();
  if (last - told < HERE_EVERY_MS) return;
  told = last;
  post("/here").then((answer) => { if (!answer.ok) location.replace("/sign-in"); }).catch(() => {});
}

function pressed(event) {
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopImmediatePropagation();
    hide();
    return;
  }
  moved();
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  // A form with keys of its own has the focus: digits and letters are its answers.
  if (event.target.closest("[data-keys]")) return;
  const key = letter(event);
  if (key === "q" && event.shiftKey) {
    const dialog = document.getElementById("quarantine");
    if (dialog && !dialog.open) {
      event.preventDefault();
      dialog.showModal();
    }
  } else if (key === "/") {
    event.preventDefault();
    document.getElementById("find").focus();
  } else if (key === "?") {
    if (!keys.open) keys.showModal();
  } else if (key === "n") {
    document.querySelector("[data-next]")?.click();
  } else if (PLACES[event.key] && !keys.open) {
    location.assign(PLACES[event.key]);
  }
}

// Capturing, on the window: no dialog, field or player sees Esc before this.
addEventListener("keydown", pressed, { capture: true });
keys.addEventListener("cancel", (event) => { event.preventDefault(); hide(); });
for (const name of ["pointerdown", "pointermove", "wheel"]) {
  addEventListener(name, moved, { passive: true });
}
document.querySelector("[data-hide]").addEventListener("click", () => hide());
// Of the highest severity: said in words first, and revealed by the next hold.
addEventListener("unsure", (event) => {
  const dialog = document.getElementById("sure");
  if (dialog.open) return;
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "sure") isSure(event.detail);
  }, { once: true });
  dialog.returnValue = "";
  dialog.showModal();
});
document.querySelector("[data-help]").addEventListener("click", () => keys.showModal());
setInterval(() => { if (Date.now() - last >= idleMs) lock(); }, 5_000);
