// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The neutral page. Shift and Enter, or a finger held for two seconds, bring its
// member back within two minutes; Esc, or the two minutes, lock.

const HOLD_MS = 2_000;
const LOCK_MS = 120_000;
const token = document.querySelector('meta[name="witnessbox-token"]').content;
let holding = 0;

function post(address) {
  return fetch(address, { method: "POST", headers: { "x-witnessbox-token": token }, keepalive: true });
}

async function back() {
  try {
    const answer = token ? await post("/back") : null;
    location.replace(answer && answer.ok ? answer.url : "/sign-in");
  } catch {
    location.replace("/sign-in");
  }
}

function lock() {
  if (token) post("/lock").catch(() => {});
}

addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) back();
  if (event.key === "Escape") lock();
});
addEventListener("pointerdown", () => { holding = setTimeout(back, HOLD_MS); });
for (const name of ["pointerup", "pointercancel", "blur"]) {
  addEventListener(name, () => clearTimeout(holding));
}
setTimeout(lock, LOCK_MS);
