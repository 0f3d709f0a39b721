"""A child module whose behaviour a test chooses by the payload."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from core.errors import ContentRefused
from core.operations.children import OnFraction
from core.operations.helpers import serve


def behave(payload: dict[str, Any], on_fraction: OnFraction) -> dict[str, Any]:
    match payload["do"]:
        case "count":
            for step in range(3):
                on_fraction(step / 2)
            sys.stdout.write("a library that prints\n")
            return {"nice": os.nice(0), "echo": payload.get("text", "")}
        case "refuse":
            raise ContentRefused("No.", "Say it differently.")
        case "pid":
            on_fraction(1.0)
            return {"pid": os.getpid()}
        case "crash":
            os.abort()
        case "bug":
            raise ZeroDivisionError("planted")
        case "chatter":
            sys.stderr.write("x" * 1_000_000)
            return {}
    time.sleep(60)
    return {}


if __name__ == "__main__":
    serve(behave)
