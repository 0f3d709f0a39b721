"""The server: Streamlit's pages, our routes, and the worker that starts with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware

from components import media, metrics, probes
from components.errors import unexpected
from components.gate import Gate
from components.headers import SecurityHeaders
from components.house import opened, settings
from components.long_lived import seldom_searched
from components.rate_limit import RateLimit
from components.sign_in import auth_secrets
from core.operations.logs import adopt_loggers


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Jobs go on from the moment the server is up, not from the first visit."""
    studio = await anyio.to_thread.run_sync(opened)
    adopt_loggers("streamlit", "uvicorn", "websockets")
    try:
        with seldom_searched():
            yield {}
    finally:
        await anyio.to_thread.run_sync(studio.leave)


app = st.App(
    "components/router.py",
    lifespan=lifespan,
    routes=[*media.ROUTES, *probes.ROUTES, metrics.ROUTE],
    middleware=[Middleware(SecurityHeaders), Middleware(Gate), Middleware(RateLimit)],
    secrets=auth_secrets(settings()),
    on_script_error=unexpected,
)
