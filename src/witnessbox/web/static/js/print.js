// Copyright the Witnessbox authors
// SPDX-License-Identifier: Apache-2.0
// The page that goes on paper: its button opens the browser's own dialogue.

document.querySelector("[data-print]").addEventListener("click", () => print());
