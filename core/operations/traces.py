"""Traces of jobs and their steps for OpenTelemetry, as DBOS makes them; off unless an address is named."""

from __future__ import annotations

from importlib.util import find_spec

from core.errors import InvalidInput
from core.models import JsonDict


def trace_settings(endpoint: str) -> JsonDict:
    """What DBOS must be told to send traces to that OTLP address; nothing without one.

    Raises InvalidInput where the packages for it are not installed.
    """
    if not endpoint:
        return {}
    if find_spec("opentelemetry.sdk") is None or find_spec("opentelemetry.exporter") is None:
        raise InvalidInput(
            "VVG_OTLP_ENDPOINT needs packages that are not installed.",
            'Install them with: .venv/bin/python -m pip install "dbos[otel]"',
        )
    return {
        "enable_otlp": True,
        "otlp_traces_endpoints": [endpoint],
        "otel_attribute_format": "semconv",
    }
