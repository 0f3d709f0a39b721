"""Links to a video's files, for the very person who was shown them."""

from __future__ import annotations

from core.security.links import Links
from core.security.people import acting_person
from core.studio.room import Room


class FileLinks(Room):
    """Signed addresses that end by themselves."""

    def signed(self, address: str) -> str:
        """The address with its end and the acting person's key."""
        return self._links().signed(address, acting_person().person_id)

    def may_see(self, path: str, until: str, key: str) -> bool:
        """Whether the acting person was given this address, not too long ago."""
        return self._links().allow(path, until, key, acting_person().person_id)

    def _links(self) -> Links:
        return Links(self._parts.link_secret)
