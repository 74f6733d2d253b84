// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// A page about one piece of work, fetched anew until the work is over.

const EVERY_MS = 2_000;
const state = document.querySelector("[data-intake]").dataset.intake;
if (["counting", "copying", "looking", "running"].includes(state)) {
  setTimeout(() => location.reload(), EVERY_MS);
}
