// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Esc. In this order: cover everything in this very event, silence and empty
// every player, tell the other tabs, tell the server, and leave for the page
// that says nothing. Nothing here waits for an answer before it covers.

const NEUTRAL = "/blank";
const cleaners = new Set();
const channel = new BroadcastChannel("witnessbox");
let going = false;

/** Called when everything must go; revoke what was revealed here. */
export function onGone(cleaner) {
  cleaners.add(cleaner);
}

export function token() {
  return document.querySelector('meta[name="witnessbox-token"]').content;
}

const ITEM = /^\/item\/(i-[0-9a-f]{32})\//;
const UNSURE = 428;
const DESCRIBED = 412;
const sure = new Set();

/** Remember that this item is to be revealed although it is labelled as the worst. */
export function isSure(item) {
  sure.add(item);
}

/** A POST of this page's own, with its token; tells the page where it is asked first. */
export async function post(address, fields = {}, signal = undefined) {
  const item = ITEM.exec(address)?.[1];
  const answer = await send(address, fields, signal, item && sure.has(item));
  if (item && answer.status === UNSURE) dispatchEvent(new CustomEvent("unsure", { detail: item }));
  // Its own page asks what is still needed from it, before any picture.
  if (item && answer.status === DESCRIBED) location.assign(`/item/${item}`);
  return answer;
}

function send(address, fields, signal, confirmed) {
  return fetch(address, {
    method: "POST",
    headers: { "x-witnessbox-token": token(), ...(confirmed ? { "x-witnessbox-sure": "1" } : {}) },
    body: new URLSearchParams(fields),
    keepalive: true,
    signal,
  });
}

/** Cover, mute and empty this page, now. */
export function cover() {
  document.documentElement.classList.add("gone");
  document.title = document.documentElement.dataset.untitled;
  for (const cleaner of cleaners) cleaner();
  for (const media of document.querySelectorAll("video, audio")) {
    media.muted = true;
    media.pause();
    media.removeAttribute("src");
    media.load();
  }
  for (const image of document.querySelectorAll("img")) image.removeAttribute("src");
}

/** Put the seat away and show the neutral page. */
export function hide(tell = true) {
  cover();
  if (going) return;
  going = true;
  if (tell) {
    channel.postMessage("gone");
    post("/away", { page: location.pathname + location.search }).catch(() => {});
  }
  location.replace(NEUTRAL);
}

/** The 30 minutes are over: cover, lock, and ask for the passphrase. */
export function lock() {
  cover();
  channel.postMessage("locked");
  post("/lock").catch(() => {}).finally(() => location.replace("/sign-in"));
}

channel.addEventListener("message", (event) => {
  cover();
  location.replace(event.data === "locked" ? "/sign-in" : NEUTRAL);
});

// A page that the browser kept for its Back button shows nothing before the
// server has said that it may.
addEventListener("pagehide", cover);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
