// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Answers by keyboard: down from the box to the first, up from the first to the box.

const box = document.getElementById("find");
const lines = [...document.querySelectorAll(".rows a")];

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const at = lines.indexOf(document.activeElement);
  const free = [document.body, box, document.getElementById("main")];
  if (at < 0 && !free.includes(document.activeElement)) return;
  event.preventDefault();
  const to = at + (event.key === "ArrowDown" ? 1 : -1);
  if (to < 0) box.focus();
  else lines[Math.min(lines.length - 1, to)]?.focus();
});

if (lines.length) lines[0].focus();
else box.focus();
