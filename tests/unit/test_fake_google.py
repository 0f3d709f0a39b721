"""The fake Google keeps its word: it records, asks for credentials, and breaks on demand."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.auth.transport.requests import Request as TokenRequest
from google.oauth2 import service_account

from core.providers.google.client import cloud_credentials
from tests.fakes.google.credentials import ACCESS_TOKEN
from tests.fakes.google.faults import cut, cut_midway, html, quota_exceeded, retired_model, slow, unavailable
from tests.fakes.google.routing import camel
from tests.fakes.google.server import FakeGoogle

MODEL = "/models/gemini-3.8-flash:generateContent"
ASKED = {"contents": [{"parts": [{"text": "hello"}]}], "generationConfig": {"max_output_tokens": 5}}


@pytest.fixture
def client(fake_google: FakeGoogle) -> httpx2.Client:
    return httpx2.Client(base_url=fake_google.url, headers={"x-goog-api-key": "k"}, timeout=10)


@pytest.mark.parametrize(
    "path",
    [
        f"/v1{MODEL}",
        f"/v1beta{MODEL}",
        f"/v1beta1/projects/p/locations/global/publishers/google{MODEL}",
        f"/v1/publishers/google{MODEL}",
    ],
)
def test_every_address_of_a_model_is_answered(client: httpx2.Client, path: str) -> None:
    with client:
        answer = client.post(path, json=ASKED)
    assert answer.json()["candidates"][0]["finishReason"] == "STOP"


def test_every_call_is_remembered_with_its_keys_in_camel_case(
    client: httpx2.Client, fake_google: FakeGoogle
) -> None:
    with client:
        client.post(f"/v1{MODEL}?alt=json", json=ASKED)
    (call,) = fake_google.calls
    assert (call.method, call.path, call.query) == ("POST", f"/v1{MODEL}", {"alt": "json"})
    assert call.headers["x-goog-api-key"] == "k"
    assert call.body["generationConfig"] == {"maxOutputTokens": 5}


def test_names_that_a_schema_gives_its_fields_are_left_alone() -> None:
    schema = {"response_schema": {"properties": {"visual_prompt": {"max_length": 3}}}}
    assert camel(schema) == {"responseSchema": {"properties": {"visual_prompt": {"maxLength": 3}}}}


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"authorization": "Basic x"}, 401), ({"authorization": "Bearer t"}, 200)],
)
def test_a_call_without_credentials_is_turned_away(
    fake_google: FakeGoogle, headers: dict[str, str], status: int
) -> None:
    answer = httpx2.post(f"{fake_google.url}/v1{MODEL}", json=ASKED, headers=headers)
    assert answer.status_code == status


def test_faults_are_played_once_in_their_order_to_matching_paths_only(
    client: httpx2.Client, fake_google: FakeGoogle
) -> None:
    fake_google.fail_next(":generateContent", unavailable(), retired_model("m"))
    fake_google.fail_next("/nowhere", html())
    with client:
        statuses = [client.post(f"/v1{MODEL}", json=ASKED).status_code for _ in range(3)]
    assert statuses == [503, 404, 200]
    assert len(fake_google.calls_to("generateContent")) == 3


def test_a_used_up_quota_tells_when_to_come_back(client: httpx2.Client, fake_google: FakeGoogle) -> None:
    fake_google.fail_next(MODEL, quota_exceeded(31, "PerDay"), quota_exceeded())
    with client:
        long, short = (client.post(f"/v1{MODEL}", json=ASKED).json()["error"] for _ in range(2))
    assert [detail["@type"].rsplit(".", 1)[1] for detail in long["details"]] == ["QuotaFailure", "RetryInfo"]
    assert long["details"][1]["retryDelay"] == "31s"
    assert "details" not in short


@pytest.mark.parametrize("fault", [cut(), cut_midway()])
def test_a_cut_connection_is_an_error_at_the_client_and_a_call_at_the_fake(
    client: httpx2.Client, fake_google: FakeGoogle, fault: object
) -> None:
    fake_google.fail_next(MODEL, fault)  # type: ignore[arg-type]
    with client:
        with pytest.raises(httpx2.TransportError):
            client.post(f"/v1{MODEL}", json=ASKED)
        assert client.post(f"/v1{MODEL}", json=ASKED).status_code == 200
    assert len(fake_google.calls) == 2


def test_a_slow_answer_runs_into_the_clients_time_limit_and_holds_nobody_up(
    client: httpx2.Client, fake_google: FakeGoogle
) -> None:
    fake_google.fail_next(MODEL, slow(600))
    with client:
        with pytest.raises(httpx2.ReadTimeout):
            client.post(f"/v1{MODEL}", json=ASKED, timeout=0.1)
        assert client.post(f"/v1{MODEL}", json=ASKED).status_code == 200


def test_a_page_can_stand_where_json_was_due(client: httpx2.Client, fake_google: FakeGoogle) -> None:
    fake_google.fail_next(MODEL, html())
    with client:
        answer = client.post(f"/v1{MODEL}", json=ASKED)
    assert answer.text.startswith("<!doctype html>")


def test_an_answer_fits_the_schema_that_was_asked_for(client: httpx2.Client) -> None:
    schema = {"type": "OBJECT", "properties": {"lines": {"type": "ARRAY", "items": {"type": "STRING"}}}}
    with client:
        answer = client.post(f"/v1{MODEL}", json={**ASKED, "generationConfig": {"responseSchema": schema}})
    text = answer.json()["candidates"][0]["content"]["parts"][0]["text"]
    assert json.loads(text) == {"lines": ["words"]}


def test_a_request_without_words_is_a_bad_request(client: httpx2.Client) -> None:
    with client:
        assert [client.post(f"/v1{MODEL}", json=body).status_code for body in ({}, {"contents": []})] == [
            400
        ] * 2


def test_a_service_account_gets_its_token_from_the_fake(fake_google: FakeGoogle, tmp_path: Path) -> None:
    file = fake_google.service_account_file(tmp_path)
    account = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]
        file, scopes=["https://www.googleapis.com/auth/cloud-platform"]
    )
    account.refresh(TokenRequest())
    assert account.token == ACCESS_TOKEN


def test_nothing_leaves_this_machine_by_https_not_even_the_question_for_an_accounts_regions(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    account = cloud_credentials(fake_google.service_account_file(tmp_path))
    with AuthorizedSession(account) as session:  # type: ignore[no-untyped-call]
        assert session.get(f"{fake_google.url}/v1/voices").ok
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://example.com", timeout=5)
    assert "example.com:443" in fake_google.turned_away
    assert [call.path for call in fake_google.calls] == ["/token", "/v1/voices"]
