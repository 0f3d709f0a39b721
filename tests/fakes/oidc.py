"""A small OpenID Connect provider that runs over HTTP: discovery, keys, sign-in page, tokens, sign-out.

It checks what a provider checks (client, redirect address, one use a code, PKCE) and signs with RS256.
Who may sign in is `accounts`, by address, with the claims their ID token gets.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, CLIENT_SECRET = "videos", "a secret of the test"
_PAGE = "<title>Provider</title><h1>Who are you?</h1>{}"


class Provider:
    """Accounts, codes that were given out, and the key."""

    def __init__(self) -> None:
        self.accounts: dict[str, dict[str, Any]] = {}
        self.redirect_uris: set[str] = set()
        self._codes: dict[str, dict[str, str]] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "p1", "alg": "RS256", "use": "sig"})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://localhost:{self._server.server_port}"

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"

    @contextmanager
    def running(self) -> Iterator[Provider]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/sign_out",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self._key]).as_dict(private=False))

    def page(self, query: dict[str, str]) -> str:
        """The accounts to choose from, each a link that goes back with a code."""
        assert query["client_id"] == CLIENT_ID
        assert query["redirect_uri"] in self.redirect_uris
        assert "openid" in query["scope"].split()
        links = []
        for email in self.accounts:
            code = secrets.token_urlsafe(16)
            self._codes[code] = query | {"email": email}
            back = urlencode({"code": code, "state": query["state"]})
            links.append(f'<p><a href="{query["redirect_uri"]}?{back}">{email}</a></p>')
        return _PAGE.format("".join(links))

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens of a code; None for a wrong client, code or proof."""
        wanted = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or authorization != f"Basic {wanted}" or not _proves(asked, form):
            return None
        now = int(time.time())
        email = asked["email"]
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": hashlib.sha256(email.encode()).hexdigest()[:16],
            "iat": now,
            "exp": now + 3600,
            "nonce": asked.get("nonce"),
            "email": email,
        }
        id_token = jwt.encode({"alg": "RS256", "kid": "p1"}, claims | self.accounts[email], self._key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token}


def _proves(asked: dict[str, str], form: dict[str, str]) -> bool:
    """PKCE with S256, RFC 7636."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
            match asked.path:
                case "/.well-known/openid-configuration":
                    self._answer(json.dumps(provider.metadata()), "application/json")
                case "/favicon.ico":
                    self._answer("", "image/x-icon")
                case "/keys":
                    self._answer(json.dumps(provider.keys()), "application/json")
                case "/authorize":
                    self._answer(provider.page(query), "text/html")
                case "/sign_out":
                    self.send_response(302)
                    self.send_header("Location", query["post_logout_redirect_uri"])
                    self.end_headers()
                case _:
                    self._answer("nothing here", "text/plain", 404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[-1] for name, values in parse_qs(body).items()}
            tokens = provider.token(form, self.headers.get("Authorization", ""))
            self._answer(
                json.dumps(tokens or {"error": "invalid_grant"}), "application/json", 200 if tokens else 400
            )

        def _answer(self, body: str, kind: str, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    return Handler
