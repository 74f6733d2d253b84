# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A member who walks through the demo by keyboard alone, in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.e2e import web_world

FOCUSED = "document.activeElement"
MOST_TABS = 200


@dataclass(frozen=True, slots=True)
class Walker:
    """A page, and hands that have no mouse.

    Attributes:
        at: The server's address.
    """

    page: Any
    at: str

    def enter(self, passphrase: str, handle: str) -> None:
        """Through the door."""
        self.page.goto(f"{self.at}/sign-in")
        self.page.keyboard.type(passphrase)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(handle)
        self.page.press("#handle", "Enter")
        self.page.wait_for_url(f"{self.at}/")
        self.page.wait_for_load_state()

    def go(self, key: str, address: str) -> None:
        """Press a key of the page, and be where it leads."""
        self.page.keyboard.press(key)
        self.arrive(address)

    def arrive(self, address: str) -> None:
        """Wait for a page whose path begins so."""
        wanted = re.compile(re.escape(self.at + address) + "([/?#].*)?$")
        self.page.wait_for_url(wanted)
        self.page.wait_for_load_state()

    def path(self) -> str:
        """Of the page, without the server and the question."""
        address: str = self.page.url
        return address.removeprefix(self.at).partition("?")[0]

    def tab_to(self, selector: str) -> None:
        """Tab until what has the focus is of this selector.

        Raises:
            AssertionError: The keyboard does not get there.
        """
        for _ in range(MOST_TABS):
            if self.page.evaluate(f"{FOCUSED}.matches({selector!r})"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not get to {selector}")

    def follow(self, selector: str, address: str) -> None:
        """Tab to a link and press it."""
        self.tab_to(selector)
        self.go("Enter", address)

    def said(self) -> str:
        """The text of the page."""
        text: str = self.page.inner_text("main")
        return text

    def holds(self, expression: str) -> None:
        """Wait until it is true in the page."""
        web_world.until(lambda: bool(self.page.evaluate(expression)))
