"""Every storage that machines share: a folder, Google's protocol, Amazon's. Real servers of both."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.artifacts.incoming import KEPT_FOR, Incoming
from core.artifacts.vault import Blob, UploadLink, Vault
from core.errors import InvalidInput, StorageError
from tests.fakes.object_storage import amazon_endpoint as amazon_endpoint
from tests.fakes.object_storage import google_endpoint as google_endpoint

Open = Callable[[], Vault]
OLD = "0" * 64
CLIP = b"moving pictures" * 100_000


@pytest.fixture(params=["folder", "google", "amazon"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    """An empty one."""
    prefix = tmp_path.name
    if request.param == "folder":
        return Vault(f"file://{tmp_path}/vault")
    if request.param == "google":
        endpoint = request.getfixturevalue("google_endpoint")
        return Vault(f"gs://bucket/{prefix}", token="anon", endpoint_url=endpoint, project="p")
    endpoint = request.getfixturevalue("amazon_endpoint")
    vault = Vault(
        f"s3://bucket/{prefix}", key="key", secret="secret", client_kwargs={"endpoint_url": endpoint}
    )
    if not vault._files.exists("bucket"):
        vault._files.mkdir("bucket")
    return vault


def file_of(folder: Path, content: bytes, name: str = "clip.mp4") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_comes_back_as_it_was(vault: Vault, tmp_path: Path) -> None:
    blob = vault.keep(file_of(tmp_path, b"moving pictures" * 1000))
    assert (blob.size_bytes, blob.suffix) == (15_000, ".mp4")
    assert vault.fetch(blob, tmp_path / "again.mp4")
    assert (tmp_path / "again.mp4").read_bytes() == b"moving pictures" * 1000
    assert vault.keep(tmp_path / "again.mp4") == blob, "kept once"
    assert [stored.name for stored in vault.stored("blobs")] == [blob.name]


def test_what_is_not_there_is_no_error(vault: Vault, tmp_path: Path) -> None:
    assert not vault.fetch(Blob(sha256=OLD, size_bytes=1, suffix=".mp4"), tmp_path / "nothing")
    assert vault.read_note("nobody/wrote/this") is None
    assert list(vault.stored("blobs")) == []
    vault.remove("blobs/00/nothing")


def test_a_damaged_file_is_refused_and_removed(vault: Vault, tmp_path: Path) -> None:
    blob = vault.keep(file_of(tmp_path, b"moving pictures"))
    vault._files.pipe_file(vault._place(blob.name), b"moving pixtures")
    assert not vault.fetch(blob, tmp_path / "again.mp4")
    assert not (tmp_path / "again.mp4").exists()
    assert list(vault.stored("blobs")) == []


def test_a_cut_short_file_is_stored_anew(vault: Vault, tmp_path: Path) -> None:
    path = file_of(tmp_path, b"moving pictures")
    blob = vault.keep(path)
    vault._files.pipe_file(vault._place(blob.name), b"mov")
    vault.keep(path)
    assert vault.fetch(blob, tmp_path / "again.mp4")


def test_a_note_stands_for_its_name_until_it_is_replaced(vault: Vault) -> None:
    for number in (1, 2):
        vault.write_note("outputs/münchen", {"number": number, "words": "שלום"})
        assert vault.read_note("outputs/münchen") == {"number": number, "words": "שלום"}
    (stored,) = vault.stored("notes")
    assert (stored.name, stored.size_bytes > 0) == ("notes/outputs/münchen.json", True)
    vault.remove(stored.name)
    assert vault.read_note("outputs/münchen") is None


def test_a_note_that_cannot_be_read_is_none(vault: Vault) -> None:
    vault.write_note("x", {})
    for content in (b"half a no", b"[1]", b"\xff\xfe"):
        vault._files.pipe_file(vault._place("notes/x.json"), content)
        assert vault.read_note("x") is None


def test_an_address_gives_the_file_to_whoever_has_it(amazon_endpoint: str, tmp_path: Path) -> None:
    vault = Vault("s3://linked", key="key", secret="secret", client_kwargs={"endpoint_url": amazon_endpoint})
    vault._files.mkdir("linked")
    blob = vault.keep(file_of(tmp_path, b"moving pictures"))
    address = vault.link(blob, file_name="Plumber at 3 am.mp4")
    assert address is not None
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"moving pictures"
        assert answer.headers["Content-Type"] == "video/mp4"
        assert (
            answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Plumber%20at%203%20am.mp4"
        )


def test_googles_addresses_are_signed_with_the_accounts_key(
    fake_google: Any, google_endpoint: str, tmp_path: Path
) -> None:
    account = str(fake_google.service_account_file(tmp_path))
    vault = Vault("gs://bucket/linked", token=account, endpoint_url=google_endpoint, project="p")
    blob = Blob(sha256=OLD, size_bytes=1, suffix=".mp4")
    address = vault.link(blob) or ""
    assert address.startswith(google_endpoint) and "X-Goog-Signature=" in address
    assert f"/bucket/linked/{blob.name}?" in address
    email = json.loads(Path(account).read_text())["client_email"]
    assert email.replace("@", "%40") in address


def test_a_folder_has_no_addresses(tmp_path: Path) -> None:
    vault = Vault(f"file://{tmp_path}/vault")
    assert vault.link(vault.keep(file_of(tmp_path, b"x"))) is None


def test_a_service_that_is_away_is_a_clear_error(tmp_path: Path) -> None:
    vault = Vault(
        "s3://bucket", key="k", secret="s", max_retries=0,
        client_kwargs={"endpoint_url": "http://127.0.0.1:1"}, config_kwargs={"retries": {"max_attempts": 0}},
    )  # fmt: skip
    with pytest.raises(StorageError, match="failed"):
        vault.keep(file_of(tmp_path, b"x"))


def test_an_address_of_no_known_kind_is_a_clear_error() -> None:
    with pytest.raises(StorageError, match="Opening the storage"):
        Vault("carrier-pigeon://bucket")


def amazon(endpoint: str, bucket: str) -> Vault:
    vault = Vault(f"s3://{bucket}/p", key="key", secret="secret", client_kwargs={"endpoint_url": endpoint})
    vault._files.mkdir(bucket)
    return vault


def send(link: UploadLink, content: bytes) -> None:
    """As a browser does."""
    request = urllib.request.Request(link.url, data=content, headers=link.headers, method="PUT")
    urllib.request.urlopen(request).close()


def test_a_browser_sends_a_file_straight_to_the_storage(
    fake_google: Any, google_endpoint: str, amazon_endpoint: str, tmp_path: Path
) -> None:
    account = str(fake_google.service_account_file(tmp_path))
    google = Vault("gs://bucket/p", token=account, endpoint_url=google_endpoint, project="p")
    for vault in (amazon(amazon_endpoint, "sent"), google):
        incoming = Incoming(vault)
        ticket, link = incoming.admit(len(CLIP), "video/mp4") or pytest.fail("no leave")
        send(link, CLIP)
        with incoming.arrived(ticket, zlib.crc32(CLIP)) as file:
            assert file.read() == CLIP
        assert list(vault.stored("incoming")) == [], "taken over once"


def test_the_address_for_sending_is_bound_to_size_type_and_time(
    fake_google: Any, google_endpoint: str, amazon_endpoint: str, tmp_path: Path
) -> None:
    account = str(fake_google.service_account_file(tmp_path))
    google = Vault("gs://bucket/p", token=account, endpoint_url=google_endpoint, project="p")
    ranged = "content-type;host;x-goog-content-length-range;x-goog-if-generation-match"
    for vault, signed, ends in (
        (amazon(amazon_endpoint, "bound"), "content-length;content-type;host", "X-Amz-Expires=900"),
        (google, ranged, "X-Goog-Expires=900"),
    ):
        link = vault.upload_link("incoming/x", 7, "video/mp4")
        assert link is not None and ends in link.url
        assert f"SignedHeaders={signed}" in urllib.parse.unquote(link.url)
        assert link.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("announced", [(3, b"abcd"), (5, b"abcd"), (4, b"abce")])
def test_what_is_not_what_was_announced_is_refused_and_removed(
    amazon_endpoint: str, announced: tuple[int, bytes]
) -> None:
    size, content = announced
    vault = amazon(amazon_endpoint, f"refused-{size}-{content.decode()}")
    ticket, _ = Incoming(vault).admit(size, "video/mp4") or pytest.fail("no leave")
    vault._files.pipe_file(vault._place(ticket.name), b"abcd")
    arrived = Incoming(vault).arrived(ticket, zlib.crc32(content))
    with pytest.raises(InvalidInput, match="did not arrive"), arrived as file:
        file.read()
    assert list(vault.stored("incoming")) == []


def test_what_nobody_took_over_is_swept_after_a_day(amazon_endpoint: str) -> None:
    vault = amazon(amazon_endpoint, "swept")
    vault._files.pipe_file(vault._place("incoming/old"), b"x")
    now = datetime.now(UTC)
    assert Incoming(vault).sweep(now) == 0
    assert Incoming(vault).sweep(now + KEPT_FOR + timedelta(minutes=1)) == 1
    assert list(vault.stored("incoming")) == []


def test_what_never_arrived_is_a_clear_error(amazon_endpoint: str) -> None:
    vault = amazon(amazon_endpoint, "never")
    ticket, _ = Incoming(vault).admit(1, "video/mp4") or pytest.fail("no leave")
    arrived = Incoming(vault).arrived(ticket, 0)
    with pytest.raises(StorageError, match="Fetching a file failed"), arrived as file:
        file.read()


def test_a_folder_takes_nothing_from_browsers(tmp_path: Path) -> None:
    incoming = Incoming(Vault(f"file://{tmp_path}/vault"))
    assert not incoming.is_open and incoming.admit(1, "video/mp4") is None
