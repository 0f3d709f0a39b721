"""FakeGoogle: a web server on a free local port that speaks the routes of the product.

    with FakeGoogle() as google:
        google.fail_next(":generateContent", quota_exceeded(retry_after_s=2))
        ...                                 # the real SDK, with google.url as its base address
        assert google.calls[-1].body["contents"]

It runs in a thread of its own, remembers every call, and needs credentials as Google does:
an API key or any bearer token. Set as the proxy for https (`keeps_in`) it also turns away what
would leave this machine: google-auth asks at a fixed address in which regions an account may work.
"""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from tests.fakes.google import credentials, speech, text, video
from tests.fakes.google.faults import NO_WAY_OUT, Fault
from tests.fakes.google.wire import Call, Gate, Wire


class FakeGoogle:
    """Google on 127.0.0.1; `calls` are all requests in their order, faulty ones included.

    `turned_away` are the hosts that somebody wanted to reach through it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="fake-google", daemon=True
        )

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def keeps_in(self) -> dict[str, str]:
        """Environment variables with which nothing of a process reaches another machine by https."""
        here = "127.0.0.1,localhost"
        return {"HTTPS_PROXY": self.url, "https_proxy": self.url, "NO_PROXY": here, "no_proxy": here}

    def __enter__(self) -> FakeGoogle:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def forget(self) -> None:
        """As new: no calls, no faults, and routes without a memory."""
        with self._lock:
            self.calls: list[Call] = []
            self.turned_away: list[str] = []
            self._faults: list[tuple[str, Fault]] = []
            self._app = Starlette(
                routes=[
                    credentials.token_route(),
                    *video.routes(self),
                    *speech.routes(self),
                    *text.routes(self),
                ]
            )

    def fail_next(self, path_part: str, *faults: Fault) -> None:
        """The next requests whose path holds `path_part` get these faults, one each, in order."""
        with self._lock:
            self._faults += [(path_part, fault) for fault in faults]

    def calls_to(self, path_part: str) -> list[Call]:
        """The calls whose path holds `path_part`, in their order."""
        with self._lock:
            return [call for call in self.calls if path_part in call.path]

    def service_account_file(self, folder: Path) -> Path:
        """Write a service-account file whose tokens come from this fake."""
        return credentials.service_account_file(folder, f"{self.url}/token")

    def _note(self, call: Call) -> Fault | None:
        with self._lock:
            if call.method == "CONNECT":
                self.turned_away.append(call.path)
                return NO_WAY_OUT
            self.calls.append(call)
            for index, (part, fault) in enumerate(self._faults):
                if part in call.path:
                    del self._faults[index]
                    return fault
        return None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            Gate(self._answer, self._note),
            http=Wire,
            ws="none",
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            headers=[("connection", "close")],  # a client that is garbage leaves no open socket behind
        )
