"""The studio as pages get it: every call is made for whoever opened the page.

The visitor is looked up at each call and not once a page, because fragments and callbacks run later,
in other threads; where there is no visitor nothing is allowed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from components.house import STUDIO as STUDIO
from components.house import opened
from components.visitors import visitor
from core.security.people import acting_as
from core.studio import Studio


def studio() -> Studio:
    """The one studio of this process, for the visitor of this page."""
    return cast("Studio", _ForVisitor())


class _ForVisitor:
    """Has the methods of the studio."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(opened(), name)

        @functools.wraps(method)
        def acting(*args: Any, **kwargs: Any) -> Any:
            with acting_as(visitor()):
                return method(*args, **kwargs)

        return acting
