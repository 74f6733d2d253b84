// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The door: hold the button back until the next try would be looked at.

const wait = document.querySelector("[data-wait]");
const button = document.querySelector("button.primary");
const form = document.querySelector("form");
if (wait) {
  button.disabled = true;
  setTimeout(() => {
    button.disabled = false;
    wait.hidden = true;
  }, Number(wait.dataset.wait) * 1000);
}
form.addEventListener("submit", () => { button.disabled = true; });
