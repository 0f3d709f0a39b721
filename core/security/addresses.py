"""Where a request comes from, when proxies stand between.

Anyone can send `X-Forwarded-For`; each proxy adds the address it saw at the end. So only the last
entries are believed, as many as the operator says there are proxies; with none the header counts
for nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

_ONE_NETWORK = 64
"""Bits of an IPv6 address that name a customer's network (RFC 6177); the rest is theirs to change."""


def client_address(peer: str, forwarded_for: Sequence[str], proxies: int) -> str:
    """The client's address; the peer's own where the header does not name a good one."""
    entries = [entry.strip() for line in forwarded_for for entry in line.split(",")]
    if proxies and len(entries) >= proxies and _parsed(entries[-proxies]) is not None:
        return entries[-proxies]
    return peer


def is_https(scheme: str, forwarded_proto: Sequence[str], proxies: int) -> bool:
    """Whether the browser came over https; what a proxy says counts where there is one."""
    said = [entry.strip() for line in forwarded_proto for entry in line.split(",")]
    return scheme in ("https", "wss") or (proxies > 0 and said[-1:] == ["https"])


def network(address: str) -> str:
    """Who to count an address with: itself, or its network for IPv6; any text as it is."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((parsed, _ONE_NETWORK), strict=False))
    return address


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
