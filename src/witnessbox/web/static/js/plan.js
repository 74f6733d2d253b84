// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// A plan is a picture like any other: covered, and clear only while it is held.

import { onGone, post } from "/static/js/away.js";
import { hold } from "/static/js/reveal.js";

const plan = document.querySelector("[data-plan]");
const covered = plan.querySelector("[data-covered]");
let clear = "";

function cover() {
  covered.setAttribute("href", `/item/${plan.dataset.plan}/still/0`);
  if (clear) URL.revokeObjectURL(clear);
  clear = "";
}

async function reveal(signal) {
  try {
    const answer = await post(`/item/${plan.dataset.plan}/still/0`, {}, signal);
    if (!answer.ok) return;
    const picture = await answer.blob();
    if (signal.aborted) return;
    clear = URL.createObjectURL(picture);
    covered.setAttribute("href", clear);
  } catch {
    cover();
  }
}

hold(reveal, cover);
onGone(cover);
