// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// A form of a record: Ctrl and Enter states it, Enter alone goes on to the next
// field; dates are read back while they are typed; what is wrong has the focus.

import "/static/js/pick.js";

const WAIT_MS = 200;
const form = document.querySelector("[data-stating]");
const FIELDS = "input:not([type=hidden]):not([hidden]), select:not([hidden]), textarea, button";

function visible() {
  return [...form.querySelectorAll(FIELDS)].filter((one) => one.offsetParent && one.tabIndex >= 0);
}

function next(from) {
  const fields = visible();
  fields[fields.indexOf(from) + 1]?.focus();
}

function nobody(box) {
  const entry = box.closest("[data-entry]");
  entry.classList.toggle("unknown", box.checked);
  for (const one of entry.querySelectorAll(".control :is(input, select, textarea)")) {
    if (one.type !== "hidden") one.disabled = box.checked;
  }
}

function grow(area) {
  area.rows = Math.min(24, Math.max(3, area.value.split("\n").length + 1));
}

function dated(input) {
  const said = document.getElementById(`${input.id}-hint`).querySelector("[data-said]");
  const usual = said.textContent;
  let timer = 0;
  let asked = 0;
  async function check() {
    const mine = (asked += 1);
    const text = input.value.trim();
    if (!text) {
      said.textContent = usual;
      input.removeAttribute("aria-invalid");
      return;
    }
    const answer = await fetch(`/dated?${new URLSearchParams({ text })}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const read = await answer.json();
    said.textContent = read.said;
    said.className = read.holds ? "reads" : "bad";
    if (read.holds) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, WAIT_MS); });
}

for (const box of form.querySelectorAll("[data-unknown]")) {
  // One Tab a field: Alt and N does it from within the field.
  box.tabIndex = -1;
  nobody(box);
  box.addEventListener("change", () => nobody(box));
}
for (const area of form.querySelectorAll("[data-grows]")) {
  grow(area);
  area.addEventListener("input", () => grow(area));
}
for (const input of form.querySelectorAll("[data-date]")) dated(input);

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.primary"));
  } else if (event.key === "Enter" && event.target.matches("input, select")) {
    event.preventDefault();
    next(event.target);
  } else if (event.altKey && event.code === "KeyN") {
    const box = event.target.closest("[data-entry]")?.querySelector("[data-unknown]");
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    nobody(box);
    const control = box.closest("[data-entry]").querySelector(".control :is(input, select, textarea):not([type=hidden])");
    if (box.checked) box.focus();
    else control?.focus();
  }
});
// Twice pressed is not twice stated.
form.addEventListener("submit", () => {
  setTimeout(() => { for (const one of form.querySelectorAll("button")) one.disabled = true; });
});

const wrong = form.querySelector(".wrong .control :is(input, select, textarea, [role=group]):not([type=hidden]):not([hidden])");
const problems = document.querySelector("[data-problems]");
const empty = visible().find((one) => one.matches("input, textarea, select") && !one.value);
const asked = /^#f-[a-z_]+$/.test(location.hash) ? form.querySelector(location.hash) : null;
(wrong ?? problems ?? asked ?? empty ?? visible()[0])?.focus();
