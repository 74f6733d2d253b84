// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Holding: R, or a finger or the mouse on a button. Letting go, leaving the
// window, Esc or a second hand on the keyboard ends it, whichever comes first.

import { onGone } from "/static/js/away.js";
import { letter, typing } from "/static/js/shell.js";

/** Call `begin(signal)` when holding begins and `end()` when it is over.
 * Of several on a page each has its buttons, and the key is the chosen one's. */
export function hold(begin, end, { within = document, chosen = () => true } = {}) {
  let abort = null;

  function start() {
    if (abort || document.documentElement.classList.contains("gone")) return;
    abort = new AbortController();
    begin(abort.signal);
  }

  function stop() {
    if (!abort) return;
    abort.abort();
    abort = null;
    end();
  }

  addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (letter(event) === "r" && !typing(event.target) && chosen()) {
      event.preventDefault();
      start();
    }
  });
  addEventListener("keyup", (event) => {
    if (letter(event) === "r") stop();
  });
  addEventListener("blur", stop);
  document.addEventListener("visibilitychange", stop);
  for (const button of within.querySelectorAll("[data-reveal]")) {
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      if (chosen()) start();
    });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      button.addEventListener(name, stop);
    }
    button.addEventListener("keydown", (event) => {
      if (!event.repeat && [" ", "Enter"].includes(event.key)) { event.preventDefault(); if (chosen()) start(); }
    });
    button.addEventListener("keyup", (event) => { if ([" ", "Enter"].includes(event.key)) stop(); });
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }
  onGone(stop);
}
