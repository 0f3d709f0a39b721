"""Where a request comes from: proxies are believed as far as there are any."""

from __future__ import annotations

import pytest

from core.security.addresses import client_address, is_https, network

PEER = "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "address"),
    [
        ([], 0, PEER),
        (["1.2.3.4"], 0, PEER),  # nobody but a proxy may say so
        ([], 1, PEER),
        (["1.2.3.4"], 1, "1.2.3.4"),
        (["6.6.6.6, 1.2.3.4"], 1, "1.2.3.4"),  # what the client wrote itself
        (["6.6.6.6", "1.2.3.4"], 1, "1.2.3.4"),
        (["6.6.6.6, 1.2.3.4, 10.9.9.9"], 2, "1.2.3.4"),
        (["1.2.3.4"], 2, PEER),
        (["2001:db8::1"], 1, "2001:db8::1"),
        (["unknown"], 1, PEER),
        (["1.2.3.4:55"], 1, PEER),
        (["<script>"], 1, PEER),
        ([""], 1, PEER),
        ([","], 2, PEER),
    ],
)
def test_only_the_entries_of_known_proxies_count(
    forwarded_for: list[str], proxies: int, address: str
) -> None:
    assert client_address(PEER, forwarded_for, proxies) == address


@pytest.mark.parametrize(
    ("scheme", "proto", "proxies", "safe"),
    [
        ("https", [], 0, True),
        ("wss", [], 0, True),
        ("http", [], 1, False),
        ("http", ["https"], 0, False),
        ("http", ["https"], 1, True),
        ("http", ["https, http"], 1, False),
    ],
)
def test_https_is_what_the_browser_used(scheme: str, proto: list[str], proxies: int, safe: bool) -> None:
    assert is_https(scheme, proto, proxies) is safe


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_network_counts_as_one(address: str, who: str) -> None:
    assert network(address) == who
