"""Figures for who watches over the product, in Prometheus' format."""

from __future__ import annotations

from core.operations.metrics import exposition
from core.operations.metrics_server import may_read, serve_metrics
from core.studio.gauges import all_gauges, machine_gauges
from core.studio.room import Room


class Figures(Room):
    """What is counted, for machines rather than people: who may read it is a matter of a key."""

    def metrics(self) -> bytes:
        """This process's own figures and the database's. Raises StorageError."""
        return exposition(all_gauges(self._parts))

    def own_metrics(self) -> bytes:
        """This process's and its machine's, without a look at the database. Raises StorageError."""
        return exposition(machine_gauges(self._parts))

    def may_read_metrics(self, authorization: str, address: str, *, is_forwarded: bool) -> bool:
        """Whether a request with that header, from that address, may have the figures."""
        key = self._parts.settings.metrics_key
        return may_read(key, authorization, address, is_forwarded=is_forwarded)

    def serve_own_metrics(self) -> None:
        """Offer this process's figures on the port of the settings, if they name one. Raises InvalidInput."""
        settings = self._parts.settings
        if settings.metrics_port:
            serve_metrics(settings.metrics_port, settings.metrics_key, self.own_metrics)
