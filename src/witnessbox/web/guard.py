# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every request passes before any route, and every answer on its way out.

What holds, in this order: the Host is one of this server's own loopback names,
else 421; nothing but HTTP is spoken, so a WebSocket is refused; a body has at
most 64 KiB, a record's form of somebody who is signed in at most 2 MiB; a
request that a foreign site caused is refused unless it is a plain navigation to
a page; an unsafe method needs our own Origin and a Fetch Metadata header that
says same-origin. Every answer, errors included, carries the headers below. The
token is checked after this (`gate`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from witnessbox.web.tongue import N_, gettext

MAX_BODY = 64 << 10
MAX_RECORD = 2 << 20
"""For forms of records: an account has up to 200 000 letters, each six bytes here."""

RECORDS = ("/record/", "/records/")
SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST")
STATIC = "/static/"
LENGTH = re.compile(r"[0-9]{1,15}")

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": (
        "camera=(), microphone=(), geolocation=(), display-capture=(),"
        " clipboard-read=(), payment=(), usb=()"
    ),
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
    "x-dns-prefetch-control": "off",
}
NO_STORE = "no-store"
STATIC_CACHE = "private, max-age=3600"


Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further: a status and a plain sentence."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a request that the decision needs; absent headers are empty.

    Attributes:
        seated: Whether it comes from a seat: only then may a body be large.
    """

    method: str
    host: str
    origin: str
    site: str
    mode: str
    length: str
    path: str = ""
    seated: bool = False

    @property
    def most(self) -> int:
        """How many bytes its body may have."""
        large = self.seated and self.path.startswith(RECORDS)
        return MAX_RECORD if large else MAX_BODY

    @property
    def unsafe(self) -> bool:
        """True for a method that may change something."""
        return self.method not in SAFE_METHODS


def hosts_of(port: int) -> frozenset[str]:
    """The Host headers under which this server answers."""
    names = ("127.0.0.1", "localhost", "[::1]")
    return frozenset(f"{name}:{port}" for name in names)


def refusal(asked: Asked, hosts: frozenset[str]) -> Refusal | None:
    """Why a request is refused, or None: pure, so that a table can test it."""
    if asked.host not in hosts:
        return Refusal(421, N_("This server has another name."))
    if asked.method not in METHODS:
        return Refusal(405, N_("This method is not used here."))
    if asked.length and not (
        LENGTH.fullmatch(asked.length) and int(asked.length) <= asked.most
    ):
        return Refusal(413, N_("That is too much at once."))
    if asked.unsafe:
        # Browsers of the last years send both. Under `no-referrer` a form's Origin
        # is the word null; a foreign or sandboxed page's is too, but its Fetch
        # Metadata, which no page can set, says cross-site.
        own = [f"http://{asked.host}"] + ["null"] * (asked.mode == "navigate")
        if asked.origin not in own or asked.site != "same-origin":
            return Refusal(403, N_("This request did not come from this page."))
        return None
    if asked.site in ("cross-site", "same-site") and asked.mode != "navigate":
        return Refusal(403, N_("This request did not come from this page."))
    return None


class Guard:
    """The layer before every route; only the choice of language stands before it."""

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], seats: tuple[str, Known]
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._cookie, self._known = seats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's event."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        asked = _asked(scope, self._seated)
        no = refusal(asked, self._hosts)
        if no is not None:
            await _answer(no, _dressed(send, scope["path"]))
            return
        await self._app(
            scope, _bounded(receive, asked.most), _dressed(send, scope["path"])
        )

    def _seated(self, cookies: str) -> bool:
        return self._known(cookie_parser(cookies).get(self._cookie, ""))


def _asked(scope: Scope, seated: Known) -> Asked:
    found: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name, []).append(value)

    def one(name: bytes) -> str:
        values = found.get(name, [])
        # Two of a kind is somebody's trick; it equals nothing that is allowed.
        return values[0].decode("latin-1") if len(values) == 1 else "," * len(values)

    return Asked(
        scope["method"],
        one(b"host"),
        one(b"origin"),
        one(b"sec-fetch-site"),
        one(b"sec-fetch-mode"),
        one(b"content-length"),
        scope["path"],
        scope["path"].startswith(RECORDS) and seated(one(b"cookie")),
    )


def _bounded(receive: Receive, most: int) -> Receive:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            return {"type": "http.disconnect"}
        return message

    return bounded


def _dressed(send: Send, path: str) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            cached = path.startswith(STATIC) and message["status"] in (200, 304)
            message["headers"] = [
                *_kept(message.get("headers", ())),
                *((k.encode(), v.encode()) for k, v in HEADERS.items()),
                (b"cache-control", (STATIC_CACHE if cached else NO_STORE).encode()),
            ]
        await send(message)

    return dressed


def _kept(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name != b"cache-control"]


async def _answer(no: Refusal, send: Send) -> None:
    body = gettext(no.sentence).encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": no.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
