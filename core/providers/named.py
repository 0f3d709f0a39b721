"""What every model has: a name, and for voices, pictures and films somebody who provides it."""

from __future__ import annotations

from typing import Protocol


class Named(Protocol):
    """`model_id` is stable and carries a version."""

    @property
    def model_id(self) -> str: ...


class Provided(Named, Protocol):
    """`provider` as results name it, such as `veo` or `google-tts`."""

    @property
    def provider(self) -> str: ...
