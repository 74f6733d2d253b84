# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""As much of a browser as a bench needs: signs in, keeps cookies, asks, times."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.program import Program

TOKEN = re.compile(
    rb'name="(?:csrf|token)"[^>]*(?:value|content)="([^"]+)"'
    rb'|(?:value|content)="([^"]+)"[^>]*name="(?:csrf|token)"'
)
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered, in how many seconds, and where it sends one."""

    status: int
    body: bytes
    kind: str
    seconds: float
    place: str = ""


class Browser:
    """One member's seat at a box that is being served."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._host = f"127.0.0.1:{port}"
        self._cookies: dict[str, str] = {}
        self._token = ""

    def ask(self, method: str, path: str, **form: str) -> Answer:
        """One request, as a page of the server itself would make it."""
        headers = {"Host": self._host, "Sec-Fetch-Site": "same-origin"}
        if self._cookies:
            pairs = (f"{name}={value}" for name, value in self._cookies.items())
            headers["Cookie"] = "; ".join(pairs)
        body = None
        if method == "POST":
            body = urlencode({"csrf": self._token, "token": self._token, **form})
            headers["Origin"] = f"http://{self._host}"
            headers["X-Witnessbox-Token"] = self._token
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self._host, timeout=PATIENCE)
        started = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            content = reply.read()
            seconds = time.monotonic() - started
            for line in reply.headers.get_all("set-cookie") or ():
                name, _, rest = line.partition("=")
                self._cookies[name] = rest.split(";")[0].strip('"')
        finally:
            connection.close()
        kind = reply.headers.get("content-type", "")
        found = TOKEN.search(content) if kind.startswith("text/html") else None
        if found:
            self._token = (found[1] or found[2]).decode()
        place = reply.headers.get("location", "")
        return Answer(reply.status, content, kind, seconds, place)

    def sign_in(self, passphrase: str, handle: str = "") -> None:
        """Come in, and read a page, whose token later requests bring."""
        self.ask("GET", "/sign-in")
        came = self.ask("POST", "/sign-in", handle=handle, passphrase=passphrase)
        if came.status != 303:
            raise RuntimeError(f"sign-in: {came.status} {came.body[-300:]!r}")
        page = self.ask("GET", "/")
        if page.status != 200:
            raise RuntimeError(f"the first page: {page.status}")


@contextlib.contextmanager
def served(program: Program) -> Iterator[Browser]:
    """The box, served; a browser that has signed in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [*program.argv("serve")[:-2], "--port", str(port)]
    server = subprocess.Popen(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        browser = Browser(port)
        with open(program.passphrase_file, encoding="utf-8") as secret:
            browser.sign_in(secret.readline().strip())
        yield browser
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def wait_for(port: int) -> None:
    late = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > late:
                raise
            time.sleep(0.05)
        else:
            return
