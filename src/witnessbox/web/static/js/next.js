// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The next item: Enter looks, T goes to its timeline, B hands it back. After 45
// minutes of looking a break is proposed; how long one looked is known to this tab alone, and told to nobody.

import { letter, typing } from "/static/js/shell.js";

const REST_MS = 45 * 60_000;
const PAUSE_MS = 10 * 60_000;
const SINCE = "witnessbox-since";
const LAST = "witnessbox-last";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && !event.target.matches("a, button, summary")) document.querySelector("[data-go]")?.click();
  else if (letter(event) === "t") document.querySelector("[data-timeline]")?.click();
  else if (letter(event) === "b") document.querySelector("[data-hand-back]")?.click();
});

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

const now = Date.now();
const last = Number(sessionStorage.getItem(LAST) ?? 0);
if (!last || now - last > PAUSE_MS) sessionStorage.setItem(SINCE, String(now));
sessionStorage.setItem(LAST, String(now));
if (now - Number(sessionStorage.getItem(SINCE)) >= REST_MS) {
  const place = document.querySelector("[data-rest]");
  place.firstElementChild.textContent = place.dataset.sayRest;
  place.firstElementChild.hidden = false;
}
