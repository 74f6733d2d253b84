// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The overview's numbers while a disk is being taken in. Asking is quiet: it
// does not keep a seat alive.

const EVERY_MS = 2_000;
const card = document.getElementById("taking");

function write(answer) {
  for (const [name, text] of Object.entries(answer.numbers)) {
    for (const place of document.querySelectorAll(`[data-number="${CSS.escape(name)}"]`)) {
      if (place.textContent !== text) place.textContent = text;
    }
  }
  for (const run of answer.running) {
    const place = card.querySelector(`[data-run="${CSS.escape(run.run)}"]`);
    if (!place) return false;
    place.querySelector("progress").value = run.share;
    for (const name of ["done", "speed", "left", "names"]) {
      place.querySelector(`[data-live="${name}"]`).textContent = run[name] || "…";
    }
  }
  return answer.running.length === Number(card.dataset.running);
}

async function ask() {
  try {
    const answer = await fetch("/progress", { headers: { "x-witnessbox-quiet": "1" } });
    if (answer.status === 403) return location.replace("/sign-in");
    // A run began or ended: the page says other things now.
    if (answer.ok && !write(await answer.json())) return location.reload();
  } catch {
    // The server is away; the next round asks again.
  }
  setTimeout(ask, EVERY_MS);
}
setTimeout(ask, EVERY_MS);
