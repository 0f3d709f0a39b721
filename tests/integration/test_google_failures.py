"""Google's failures, from the real SDKs over the wire, as a person gets to see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from google import genai
from google.api_core.client_options import ClientOptions
from google.cloud import texttospeech
from google.genai import errors
from pydantic import SecretStr

from core.errors import (
    AppError,
    ContentRefused,
    InvalidInput,
    OutcomeUnknown,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.client import cloud_credentials, genai_client
from core.providers.google.failures import google_failures
from tests.fakes.google import faults
from tests.fakes.google.faults import Fault
from tests.fakes.google.server import FakeGoogle

Ask = Callable[[], object]
ANY_CALL = "/v1"


def _access(google: FakeGoogle, **more: Any) -> GoogleAccess:
    return GoogleAccess(
        api_key=SecretStr("key-1"), gemini_base_url=google.url, vertex_base_url=google.url, **more
    )


@pytest.fixture
def client(fake_google: FakeGoogle) -> genai.Client:
    return genai_client(_access(fake_google), Route.KEY, timeout_s=5)


def _ask_text(client: genai.Client) -> Ask:
    return lambda: client.models.generate_content(model="gemini-3.8-flash", contents="hi")


def _ask_interaction(client: genai.Client) -> Ask:
    return lambda: client.interactions.create(model="gemini-omni-1.2-flash", input="hi")


def _ask_voice(google: FakeGoogle) -> Ask:
    speaker = texttospeech.TextToSpeechClient(
        client_options=ClientOptions(api_key="key-1", api_endpoint=google.url), transport="rest"
    )
    return lambda: speaker.synthesize_speech(
        input=texttospeech.SynthesisInput(text="hi"),
        voice=texttospeech.VoiceSelectionParams(language_code="en-US"),
        audio_config=texttospeech.AudioConfig(audio_encoding=texttospeech.AudioEncoding.LINEAR16),
        retry=None,
        timeout=5,
    )


@pytest.fixture(params=["text", "interaction", "voice"])
def ask(request: pytest.FixtureRequest, fake_google: FakeGoogle, client: genai.Client) -> Ask:
    if request.param == "voice":
        return _ask_voice(fake_google)
    return _ask_text(client) if request.param == "text" else _ask_interaction(client)


def _failure(ask: Ask, *, paid: bool = False) -> AppError:
    with pytest.raises(AppError) as caught, google_failures("trying", paid=paid):
        ask()
    assert caught.value.__cause__ is not None
    return caught.value


OUTCOMES: list[tuple[Fault, type[AppError]]] = [
    (faults.quota_exceeded(31, "GenerateRequestsPerDayPerProjectPerModel"), QuotaExceeded),
    (faults.quota_exceeded(), QuotaExceeded),
    (faults.server_error(), ProviderUnavailable),
    (faults.unavailable(), ProviderUnavailable),
    (faults.error(504, "Deadline exceeded."), ProviderUnavailable),
    (faults.forbidden(), ProviderRejected),
    (faults.invalid_key(), ProviderRejected),
    (faults.retired_model("gemini-2.5-flash"), ProviderRejected),
    (faults.bad_request(), ProviderRejected),
    (faults.bad_request("The prompt could not be submitted: it might violate our policies."), ContentRefused),
    (faults.cut(), ProviderUnavailable),
    (faults.html(), ProviderUnavailable),
    (faults.html(502), ProviderUnavailable),
    (faults.html(403), ProviderRejected),
    (Fault(status=200, content="{"), ProviderUnavailable),
]


@pytest.mark.parametrize(("fault", "kind"), OUTCOMES)
def test_every_failure_becomes_one_plain_error_after_one_call(
    fake_google: FakeGoogle, ask: Ask, fault: Fault, kind: type[AppError]
) -> None:
    fake_google.fail_next(ANY_CALL, fault)
    error = _failure(ask)
    assert type(error) is kind
    assert "trying" in error.message
    assert "<" not in error.message
    assert error.hint
    assert len(fake_google.calls) == 1


def test_a_used_up_quota_says_which_window_and_when_it_comes_back(fake_google: FakeGoogle, ask: Ask) -> None:
    fake_google.fail_next(ANY_CALL, faults.quota_exceeded(31.5, "RequestsPerMinute"), faults.quota_exceeded())
    told, untold = _failure(ask), _failure(ask)
    assert "RequestsPerMinute" in told.message
    assert (told.retry_after_s, untold.retry_after_s) == (31.5, None)
    assert "32 s" in told.hint


def test_credentials_that_are_not_known_are_named(fake_google: FakeGoogle, ask: Ask) -> None:
    """The login library may ask twice more after a 401 with the same request; nothing is charged for it."""
    fake_google.fail_next(ANY_CALL, *[faults.error(401, "Who are you?")] * 3)
    error = _failure(ask)
    assert type(error) is ProviderRejected
    assert "GOOGLE_API_KEY" in error.hint


@pytest.mark.parametrize("delay", ["soon", "-3s", "1e9s", "NaNs", None, {"seconds": 3}, "9999999999s"])
def test_a_senseless_delay_is_no_delay(fake_google: FakeGoogle, ask: Ask, delay: object) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}, {}]
    fake_google.fail_next(ANY_CALL, faults.error(429, "No more.", details=details))
    assert _failure(ask).retry_after_s is None


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.cut(), OutcomeUnknown),
        (faults.cut_midway(), OutcomeUnknown),
        (faults.slow(60), OutcomeUnknown),
        (faults.html(), OutcomeUnknown),
        (faults.error(504, "Deadline exceeded."), OutcomeUnknown),
        (faults.unavailable(), ProviderUnavailable),
        (faults.quota_exceeded(1), QuotaExceeded),
    ],
)
def test_a_paid_call_that_may_have_been_carried_out_has_an_unknown_outcome(
    fake_google: FakeGoogle, fault: Fault, kind: type[AppError]
) -> None:
    client = genai_client(_access(fake_google), Route.KEY, timeout_s=0.3)
    fake_google.fail_next(ANY_CALL, fault)
    assert type(_failure(_ask_interaction(client), paid=True)) is kind
    assert len(fake_google.calls) == 1


def test_nothing_is_spent_when_nobody_listens(client: genai.Client) -> None:
    with FakeGoogle() as gone:
        access = _access(gone)
    client = genai_client(access, Route.KEY)
    for ask in (_ask_text(client), _ask_interaction(client)):
        assert type(_failure(ask, paid=True)) is ProviderUnavailable


@pytest.mark.parametrize("body", [[], [1], None, "text", 7, {}, {"candidates": "x"}, {"candidates": [7]}])
def test_json_of_another_shape_is_an_empty_answer_or_a_plain_error(
    fake_google: FakeGoogle, client: genai.Client, body: object
) -> None:
    fake_google.fail_next(ANY_CALL, faults.answer(body))
    try:
        with google_failures("trying"):
            answer = client.models.generate_content(model="gemini-3.8-flash", contents="hi")
    except ProviderUnavailable as error:
        assert error.hint
    else:
        assert answer.text is None


@pytest.mark.parametrize("details", ["x", 7, ["x", None, 7], {"a": 1}, [{"violations": "x"}]])
def test_details_of_another_shape_are_no_details(
    fake_google: FakeGoogle, client: genai.Client, details: Any
) -> None:
    fake_google.fail_next(ANY_CALL, *[faults.error(429, "No more.", details=details)] * 2)
    for one in (_ask_text(client), _ask_interaction(client)):
        assert type(_failure(one)) is QuotaExceeded


@pytest.mark.parametrize("url", ["not a url", "ftp://example.org", "http://[broken", "http://", "http://h:x"])
def test_an_address_that_is_none_names_its_setting(url: str) -> None:
    with pytest.raises(InvalidInput, match="GOOGLE_GEMINI_BASE_URL"):
        genai_client(GoogleAccess(api_key=SecretStr("k"), gemini_base_url=url), Route.KEY)


def test_an_answer_that_broke_off_between_its_parts_was_paid() -> None:
    """The SDK raises this from the error of a later part; the first parts were answered and billed."""

    def ask() -> None:
        raise errors.ContinuationInterruptedError("broken off") from httpx2.ConnectError("refused")

    assert type(_failure(ask, paid=True)) is OutcomeUnknown
    assert type(_failure(ask)) is ProviderUnavailable


def test_errors_that_are_not_googles_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), google_failures("trying"):
        _ = 1 // 0
    with pytest.raises(InvalidInput), google_failures("trying"):
        raise InvalidInput("mine")


def test_the_key_route_sends_the_key_and_the_cloud_route_a_token(
    fake_google: FakeGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "another-key")
    file = fake_google.service_account_file(tmp_path)
    access = _access(fake_google, project="p-1", location="europe-west4", credentials_file=file)
    clients = [
        genai_client(access, Route.KEY),
        genai_client(access, Route.CLOUD),
        genai_client(access, Route.CLOUD, location="us-central1"),
    ]
    for one in clients:
        one.models.generate_content(model="gemini-3.8-flash", contents="hi")
    by_key, cloud, elsewhere = fake_google.calls_to(":generateContent")
    assert (by_key.path, by_key.headers["x-goog-api-key"]) == (
        "/v1/models/gemini-3.8-flash:generateContent",
        "key-1",
    )
    assert "/projects/p-1/locations/europe-west4/" in cloud.path
    assert "/locations/us-central1/" in elsewhere.path
    assert cloud.headers["authorization"] == "Bearer fake-access-token"
    assert "x-goog-api-key" not in cloud.headers


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.answer({"error": "invalid_grant"}, 400), ProviderRejected),
        (faults.cut(), ProviderUnavailable),
        (faults.html(), ProviderUnavailable),
    ],
)
def test_a_login_that_fails_is_a_plain_error(
    fake_google: FakeGoogle, tmp_path: Path, fault: Fault, kind: type[AppError]
) -> None:
    access = _access(fake_google, project="p", credentials_file=fake_google.service_account_file(tmp_path))
    client = genai_client(access, Route.CLOUD)
    fake_google.fail_next("/token", *[fault] * 4)
    error = _failure(_ask_text(client))
    assert type(error) is kind
    assert ("GOOGLE_APPLICATION_CREDENTIALS" in error.hint) is (kind is ProviderRejected)


@pytest.mark.parametrize("route", Route)
def test_a_route_without_settings_says_which_one_is_missing(route: Route) -> None:
    access = GoogleAccess(api_key=SecretStr("  "), project=" ")
    assert access.routes == ()
    with pytest.raises(InvalidInput, match="There is no Google") as caught:
        genai_client(access, route)
    assert "GOOGLE_" in caught.value.hint


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type": "nobody"}', b'{"type": "service_account"}',
                b'{"type": "authorized_user"}', b'{"type": ["x"]}'],
)  # fmt: skip
def test_a_damaged_account_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "account.json"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"account\.json"):
        cloud_credentials(file)
    with pytest.raises(InvalidInput, match=r"cannot be read"):
        cloud_credentials(tmp_path / "nowhere.json")


def test_without_a_file_the_default_credentials_serve_and_their_absence_is_told(
    fake_google: FakeGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(fake_google.service_account_file(tmp_path)))
    client = genai_client(_access(fake_google, project="p"), Route.CLOUD)
    client.models.generate_content(model="gemini-3.8-flash", contents="hi")
    assert fake_google.calls_to("/token")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "nowhere"))
    with pytest.raises(ProviderRejected, match="did not accept") as caught:
        cloud_credentials(None)
    assert "gcloud auth application-default login" in caught.value.hint


def test_a_key_is_never_printed() -> None:
    access = GoogleAccess(api_key=SecretStr("very-secret"))
    assert "very-secret" not in f"{access!r} {access} {access.model_dump_json()}"
