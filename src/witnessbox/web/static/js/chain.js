// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The slider of the chain: it writes a day into the date field and asks for it.

const form = document.querySelector("[data-dates]");
const slider = form?.querySelector("[data-slider]");
const DAY_MS = 86_400_000;
// The ordinal of 1970-01-01, of which calendars count the first day as 1.
const EPOCH = 719_163;
const SLID = "#slider";

if (slider) {
  const date = form.querySelector("[name=date]");
  slider.hidden = false;
  slider.addEventListener("input", () => {
    date.value = new Date((Number(slider.value) - EPOCH) * DAY_MS).toISOString().slice(0, 10);
  });
  slider.addEventListener("change", () => {
    location.assign(`/chain?${new URLSearchParams({ date: date.value })}${SLID}`);
  });
  if (location.hash === SLID) slider.focus();
}
