// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The keys of the case's pages: each is named on the button that it presses. Arrows
// go through lists of records.

import { letter, typing } from "/static/js/shell.js";

const lines = [...document.querySelectorAll(".rows a")];

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const pressed = /^[a-z]$/.test(letter(event)) ? letter(event) : "";
  const button = pressed && document.querySelector(`[data-key="${pressed}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && lines.length) {
    const at = lines.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== document.body && document.activeElement.id !== "main") return;
    event.preventDefault();
    const to = at < 0 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1);
    lines[Math.min(lines.length - 1, Math.max(0, to))].focus();
  }
});
