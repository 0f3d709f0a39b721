"""Signing in for real: a provider of OpenID Connect and a pretended IAP, in a browser, over HTTP."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.intake import read_request
from core.security.iap import HEADER
from core.security.people import Person, Role, acting_as
from tests.browser.server import Server
from tests.browser.steps import rested
from tests.browser.tabs import Tabs
from tests.fakes.iap import AUDIENCE, Iap
from tests.fakes.oidc import CLIENT_ID, CLIENT_SECRET, Provider
from tests.studios import studio_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ANA, BO, CY, EVE = "ana@acme.com", "bo@acme.com", "cy@acme.com", "eve@evil.example"
TITLE = "A warm spot for a bakery"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider().running() as running:
        for email in (ANA, BO, CY, EVE):
            running.accounts[email] = {"email_verified": True, "name": email.partition("@")[0].title()}
        yield running


@pytest.fixture(scope="module")
def server(
    browser: Browser, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    assert browser.is_connected()
    made = Server(tmp_path_factory.mktemp("server"))
    made.environment = {
        "VVG_LOGIN": "oidc",
        "VVG_OIDC_METADATA_URL": provider.metadata_url,
        "VVG_OIDC_CLIENT_ID": CLIENT_ID,
        "VVG_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "VVG_COOKIE_SECRET": "c" * 32,
        "VVG_PUBLIC_URL": made.url,
        "VVG_ALLOWED_DOMAINS": "acme.com",
        "VVG_ADMINS": ANA,
        "VVG_VIEWERS": CY,
    }
    provider.redirect_uris = {f"{made.url}/oauth2callback"}
    with ThreadPoolExecutor() as aside:  # the browser has an event loop in this thread, the studio wants none
        aside.submit(_furnish, made.folder).result()
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _furnish(folder: Path) -> str:
    with studio_in(folder) as studio, acting_as(Person(person_id=BO, role=Role.CREATOR)):
        video_id = studio.create(read_request({"prompt": TITLE}))
        studio.write_script(video_id)
        return video_id


def sign_in(page: Page, email: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=email).click()
    rested(page)


def status_of(url: str, method: str = "GET", **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, method=method, headers=named)
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_stranger_sees_a_sign_in_page_and_nothing_else(server: Server, tabs: Tabs) -> None:
    for address in ("", "history", "people", "status"):
        page = tabs.open(f"{server.url}/{address}")
        page.get_by_role("button", name="Sign in").wait_for()
        assert TITLE not in page.content()
        assert page.locator("[data-testid=stSidebarNav]").count() == 0
    assert status_of(f"{server.url}/_stcore/upload_file/a/b", "PUT") == 403
    assert status_of(f"{server.url}/app/static/samples/music/calm.wav") == 404
    assert status_of(f"{server.url}/health") == 200


def test_signing_in_opens_the_pages_of_ones_role_and_signing_out_closes_them(
    server: Server, tabs: Tabs
) -> None:
    page = tabs.open(server.url)
    sign_in(page, BO)
    page.get_by_label("What is your video about?").wait_for()
    page.get_by_text(f"{BO} · creator").wait_for()
    assert page.get_by_role("link", name="People").count() == 0
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()


def test_an_address_of_another_domain_is_told_so(server: Server, tabs: Tabs) -> None:
    page = tabs.open(server.url)
    sign_in(page, EVE)
    page.get_by_text("is not let in here").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()


def test_a_viewer_has_history_alone_and_a_link_that_is_passed_on_opens_nothing(
    server: Server, tabs: Tabs
) -> None:
    viewer, owner = tabs.open(server.url), tabs.open(server.url)
    sign_in(viewer, CY)
    viewer.get_by_role("heading", name="History").wait_for()
    assert TITLE not in viewer.content(), "it is not finished"
    sign_in(owner, BO)
    owner.get_by_role("link", name="History").first.click()
    picture = owner.locator("img[src*='/app/static/media/']").first
    picture.wait_for()
    link = picture.get_attribute("src") or ""
    link = link if link.startswith("http") else f"{server.url}{link}"
    assert owner.context.request.get(link).status == 200
    assert viewer.context.request.get(link).status == 404
    assert status_of(link) == 404


def test_an_admin_gives_a_role_and_it_holds_for_who_is_signed_in(server: Server, tabs: Tabs) -> None:
    bo, admin = tabs.open(server.url), tabs.open(server.url)
    sign_in(bo, BO)
    bo.get_by_label("What is your video about?").wait_for()
    sign_in(admin, ANA)
    admin.get_by_role("link", name="People").click()
    admin.locator("[class*='st-key-role_bo']").wait_for()
    admin.locator("[class*='st-key-role_bo']").get_by_role("combobox").click()
    admin.get_by_role("option", name="Shut out").click()
    admin.get_by_text(": Shut out.").wait_for()
    bo.wait_for_timeout(5_500)  # what a role lives in memory
    bo.reload()
    bo.get_by_text("has no role here").wait_for()


def test_behind_iap_the_signed_header_alone_opens_the_door(
    browser: Browser, tabs: Tabs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert browser.is_connected()
    server = Server(tmp_path_factory.mktemp("iap"))
    with Iap(server.port).running() as iap:
        server.environment = {
            "VVG_LOGIN": "iap",
            "VVG_IAP_AUDIENCE": AUDIENCE,
            "VVG_IAP_KEYS_URL": iap.keys_url,
        }
        server.start()
        try:
            iap.email = ANA
            page = tabs.open(iap.url)
            page.get_by_text(f"{ANA} · creator").wait_for()
            page.get_by_role("link", name="History").first.click()
            page.get_by_role("heading", name="History").wait_for()
            _without_a_good_header(server, iap)
            page.close()  # or what it still loads would be refused as well
            iap.email = ""
            tabs.excused = re.compile("403")
            stranger = tabs.open(iap.url)
            assert "Sign in first" in stranger.content()
        finally:
            server.stop()


def _without_a_good_header(server: Server, iap: Iap) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Origin": server.url,
    }
    for path in ("/", "/_stcore/host-config", "/app/static/samples/music/calm.wav", "/oauth2callback"):
        assert status_of(server.url + path) == 403
    assert status_of(f"{server.url}/_stcore/stream", **upgrade) == 403
    expired = iap.header(ANA, lives_s=-60)
    assert status_of(server.url, **{HEADER: expired}) == 403
    assert status_of(server.url, **{HEADER: iap.header(ANA)}) == 200
    assert status_of(f"{server.url}/health") == 200
