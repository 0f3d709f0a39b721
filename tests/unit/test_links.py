"""Signed links: what opens, for how long, and what never does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote

import pytest

from core.security.links import STEP_S, Links, link_secret

PATH = "/app/static/media/v/final_video.mp4"


ANA = "ana@acme.com"


def opens(links: Links, address: str, path: str | None = None, person_id: str = ANA) -> bool:
    asked, _, query = address.partition("?")
    given = {name: values[-1] for name, values in parse_qs(query).items()}
    return links.allow(path or unquote(asked), given.get("until", ""), given.get("key", ""), person_id)


@pytest.mark.parametrize("address", [PATH, f"{PATH}?17", f"/x/{quote('é b.mp4')}?a=1"])
def test_a_signed_address_opens_its_own_file_alone(address: str) -> None:
    links = Links("secret")
    signed = links.signed(address, ANA)
    assert opens(links, signed)
    assert not opens(links, signed, "/app/static/media/w/final_video.mp4")
    assert not opens(Links("another"), signed)


def test_an_address_that_is_passed_on_opens_nothing() -> None:
    links = Links("secret")
    signed = links.signed(PATH, ANA)
    for stranger in ("bo@acme.com", "", "local", f"{ANA} ", ANA.upper()):
        assert not opens(links, signed, person_id=stranger)
    assert not opens(links, links.signed("/b", "ana 1"), path="1 /b", person_id="ana"), "read in one way only"


def test_an_address_stays_the_same_for_hours_and_then_ends() -> None:
    now = [10.0 * STEP_S]
    links = Links("secret", clock=lambda: now[0])
    signed = links.signed(PATH, ANA)
    now[0] += STEP_S - 1
    assert links.signed(PATH, ANA) == signed
    assert opens(links, signed)
    now[0] += STEP_S + 1
    assert links.signed(PATH, ANA) != signed
    assert not opens(links, signed)


@pytest.mark.parametrize("until", ["", "-1", "1e99", "9" * 400, "²", "٣", "nan", "0x10"])
@pytest.mark.parametrize("key", ["", "x", "é", "\0", "k" * 10_000])
def test_nonsense_opens_nothing(until: str, key: str) -> None:
    assert not Links("secret").allow(PATH, until, key, ANA)


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: link_secret(tmp_path), range(16)))
    assert len(made) == 1
    assert len(made.pop()) == 64
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
