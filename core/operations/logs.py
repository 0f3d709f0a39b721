"""Logging: one line an event, with the job's id on each, secrets masked.

On a terminal the lines are for people, otherwise JSON as a cloud's logging reads it. A file in the
logs folder always gets plain JSON, so that what happened can be counted afterwards.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from core.operations.cloud_logs import for_cloud
from core.secret_values import MASK, masked

MAX_BYTES = 10_000_000
_SECRET_NAME = re.compile(r"key$|token|secret|password|credential|authorization|cookie", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"AIza[0-9A-Za-z_-]{20,}|ya29\.[0-9A-Za-z_.-]{20,}|://[^/\s:@]+:[^/\s@]+@")
_NOT_SECRET = {"key", "artefact_key"}


def configure_logging(
    logs_dir: Path | None, *, level: str, terminal: bool | None = None, project: str = ""
) -> None:
    """Route structlog and the standard library into stderr (from `level` on) and a JSON file.

    With Google Cloud's `project` the lines of a job are one trace of it.
    """
    terminal = sys.stderr.isatty() if terminal is None else terminal
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(level.upper())
    _attach(root, console, [structlog.dev.ConsoleRenderer()] if terminal else [for_cloud(project), as_json])
    if logs_dir is not None:
        _attach(root, _file(logs_dir), [as_json])
    root.setLevel(min(logging.INFO, console.level))
    for talkative in ("alembic", "asyncio", "dbos", "filelock", "httpx", "PIL", "watchdog"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def adopt_loggers(*names: str) -> None:
    """Send the lines of these libraries where all others go, in place of stderr handlers of their own.

    A logger without any was silenced on purpose, such as the one of addresses asked for, and stays so.
    """
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger) and name.split(".")[0] in names and logger.handlers:
            logger.handlers.clear()
            logger.propagate = True


def report_bug(error: BaseException) -> str:
    """Log an error nobody should see, with its traceback; the id under which to find it."""
    number = uuid.uuid4().hex[:8]
    structlog.get_logger(__name__).error("bug", bug_id=number, exc_info=error)
    return number


def mask_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank known secrets, values whose name says secret, and what looks like a key or a password."""
    return {name: _masked(name, value) for name, value in event.items()}


def _masked(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _masked(str(inner), held) for inner, held in value.items()}
    if value and _SECRET_NAME.search(name) and name not in _NOT_SECRET:
        return MASK
    if isinstance(value, (list, tuple)):
        return [_masked("", held) for held in value]
    return _SECRET_VALUE.sub(MASK, masked(value)) if isinstance(value, str) else value


def _shared() -> list[Processor]:
    """What every event goes through, wherever it comes from and goes to."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_secrets,
    ]


def _file(logs_dir: Path) -> logging.Handler:
    logs_dir.mkdir(parents=True, exist_ok=True)
    name = logs_dir / "app.jsonl"
    file = logging.handlers.RotatingFileHandler(name, maxBytes=MAX_BYTES, backupCount=5, encoding="utf-8")
    file.setLevel(logging.INFO)
    return file


def _attach(root: logging.Logger, handler: logging.Handler, renderers: Sequence[Processor]) -> None:
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root.addHandler(handler)
