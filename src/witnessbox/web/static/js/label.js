// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Labelling by keys: E opens, a digit is the severity, a letter a category, 6 to 9
// go through the answers, 5 says none of these, Enter says so.

import { letter, typing } from "/static/js/shell.js";

const form = document.querySelector("[data-label]");
const box = form?.closest("details");

function open() {
  box.open = true;
  (form.querySelector("input[type=radio]:checked") ?? form.querySelector("input[type=radio]")).focus();
}

function none() {
  for (const one of form.querySelectorAll("select[data-key]")) one.value = "no";
}

/** What one key does in the form; true if it did anything. */
function answered(key) {
  const one = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!one) return false;
  if (one.matches("[data-none]")) none();
  else if (one.matches("select")) one.selectedIndex = (one.selectedIndex + 1) % one.options.length;
  else if (one.type === "radio") {
    one.checked = true;
    one.focus();
  } else one.checked = !one.checked;
  return true;
}

if (form) {
  form.querySelector("[data-none]").addEventListener("click", none);
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Escape") return;
    // A list of answers takes letters for itself; ours come first there too.
    if (event.target.matches("input:not([type=radio], [type=checkbox])")) return;
    const key = letter(event);
    if (event.key === "Enter" && !event.target.matches("button")) {
      event.preventDefault();
      form.requestSubmit();
    } else if (!event.shiftKey && answered(key)) event.preventDefault();
    if (event.key.length === 1) event.stopPropagation();
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (letter(event) === "e" && !event.target.closest("[data-keys]")) {
      event.preventDefault();
      open();
    }
  });
}

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
