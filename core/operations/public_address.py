"""Where an address on the internet leads: to the internet, or into this house.

A server that sends to any address it is given can be made to ask its own network (a database, a cloud's
metadata service). So a name is resolved first, every address it stands for must be public, and
whoever connects uses one of the addresses that were checked, not the name: it may mean another
one a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence

from core.errors import NotAllowed, ProviderUnavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses a name stands for, as text. Raises OSError."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 inside IPv6 (RFC 6052)."""


def resolved(host: str, port: int) -> Sequence[str]:
    """As the system resolves it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def public_address(host: str, port: int, *, allow_private: bool = False, resolve: Resolve = resolved) -> str:
    """An address of the host to connect to.

    Raises NotAllowed where any of its addresses is not public, ProviderUnavailable where it has none.
    """
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise ProviderUnavailable("The name of the address is not known.") from error
    if not found:
        raise ProviderUnavailable("The name of the address is not known.")
    if not allow_private and not all(is_public(address) for address in found):
        raise NotAllowed("The address leads to a private network.")
    return found[0]


def is_public(text: str) -> bool:
    """Whether an address belongs to the internet, whatever other address is wrapped in it."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in _unwrapped(address))


def _unwrapped(address: Address) -> Iterator[Address]:
    yield address
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
