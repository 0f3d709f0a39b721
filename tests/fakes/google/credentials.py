"""Accounts at the fake: a service-account file, and the token that it is traded for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ACCESS_TOKEN = "fake-access-token"


def token_route() -> Route:
    """`POST /token`: an OAuth token for a signed assertion, 400 for anything else."""
    return Route("/token", _token, methods=["POST"])


async def _token(request: Request) -> Response:
    form = (await request.body()).decode()
    if "assertion=" not in form:
        return JSONResponse({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
    return JSONResponse({"access_token": ACCESS_TOKEN, "expires_in": 3600, "token_type": "Bearer"})


def service_account_file(folder: Path, token_uri: str, project: str = "fake-project") -> Path:
    """Write a service account's JSON that trades its assertions at `token_uri`."""
    path = folder / "service-account.json"
    email = f"video@{project}.iam.gserviceaccount.com"
    account = {
        "type": "service_account",
        "project_id": project,
        "private_key_id": "1",
        "private_key": _private_key(),
        "client_email": email,
        "client_id": "1",
        "token_uri": token_uri,
    }
    path.write_text(json.dumps(account), encoding="utf-8")
    path.chmod(0o600)
    return path


@cache
def _private_key() -> str:
    """One RSA key a process: making one takes longer than a test should."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()
