// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// Tiles: arrows move, Enter opens, holding R reveals the chosen one; tiles that
// still wait are asked for quietly until they have something to show.

import { post } from "/static/js/away.js";
import { hold } from "/static/js/reveal.js";
import { typing } from "/static/js/shell.js";

const EVERY_MS = 3_000;
const list = document.querySelector("[data-tiles]");
const all = () => [...list.querySelectorAll(".tile")];
let chosen = null;
let shown = null;

list.addEventListener("focusin", (event) => { chosen = event.target.closest(".tile"); });
list.addEventListener("pointerover", (event) => {
  const tile = event.target.closest(".tile");
  if (tile && !shown) chosen = tile;
});

addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns() }[event.key];
  if (!step || typing(event.target) || event.target.matches("input")) return;
  const tiles = all();
  const at = tiles.indexOf(document.activeElement);
  const next = at < 0 ? tiles[0] : tiles[at + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

function columns() {
  return getComputedStyle(list).gridTemplateColumns.split(" ").length;
}

async function reveal(signal) {
  const tile = chosen;
  if (!tile || !tile.dataset.still) return;
  try {
    const answer = await post(`/item/${tile.dataset.item}/still/0`, {}, signal);
    if (!answer.ok) return;
    const blob = await answer.blob();
    if (signal.aborted) return;
    const image = tile.querySelector("img");
    shown = { tile, image, covered: image.src, blob: URL.createObjectURL(blob) };
    image.src = shown.blob;
    tile.classList.add("bare");
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function coverAgain() {
  if (!shown) return;
  shown.image.src = shown.covered;
  shown.tile.classList.remove("bare");
  URL.revokeObjectURL(shown.blob);
  shown = null;
}
hold(reveal, coverAgain);

for (const choice of document.querySelectorAll("[data-narrow] select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

/** Put what is new into a tile; never anything but text and a covered still. */
function renew(tile, now) {
  if (tile.dataset.state === now.state) return;
  tile.dataset.state = now.state;
  tile.className = `tile ${now.state}`;
  tile.querySelector("[data-kind]").textContent = now.kind;
  tile.querySelector(".at").textContent = now.length;
  tile.querySelector("[data-marks]").textContent = now.marks;
  tile.querySelector("[data-said]").replaceChildren(...now.said.map((text) => {
    const part = document.createElement("bdi");
    part.textContent = text;
    return part;
  }));
  const says = tile.querySelector(".says");
  if (now.still) {
    const image = document.createElement("img");
    image.alt = "";
    image.draggable = false;
    image.src = `/item/${now.item}/still/0`;
    says.replaceWith(image);
    tile.dataset.still = "0";
  } else {
    tile.querySelector("[data-says]").textContent = now.reason || now.kind;
  }
}

async function ask() {
  const tiles = all();
  const waits = tiles.some((tile) => tile.dataset.state === "waiting");
  if (waits || list.dataset.full === "0") {
    try {
      const answer = await fetch(`/tiles${location.search}`, { headers: { "x-witnessbox-quiet": "1" } });
      if (answer.status === 403) return location.replace("/sign-in");
      const rows = (await answer.json()).tiles;
      for (const now of rows) {
        const tile = tiles.find((one) => one.dataset.item === now.item);
        if (tile) renew(tile, now);
      }
      // More came in behind the last tile: show them, unless somebody looks.
      if (rows.length > tiles.length && !shown) return location.reload();
    } catch {
      // The server is away; the next round asks again.
    }
  }
  setTimeout(ask, EVERY_MS);
}
setTimeout(ask, EVERY_MS);
