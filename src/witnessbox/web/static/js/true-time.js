// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The form for what the true time was on one picture: it comes with the picture's
// exact stamp; the time itself is a person's to say.

/** One picture of an item, as records hold it. */
export const spanOf = (item, frame) => ({
  item, stream: frame.stream, start: frame.start.split("/").map(Number), end: null, region: null,
});

/** Open the form for a picture; afterwards one is back at `from`. */
export function stateTime(item, frame, from, more = {}) {
  const asked = new URLSearchParams({ "f.spans": JSON.stringify(spanOf(item, frame)), ...more, from });
  location.assign(`/records/clock-reading/new?${asked}`);
}
