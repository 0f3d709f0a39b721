"""Every bad answer of Google's video models: what a person sees, and that nothing is lost or paid twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import (
    AppError,
    ContentRefused,
    InvalidInput,
    MediaError,
    OutcomeUnknown,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
    StorageError,
)
from core.providers.google.access import GoogleAccess, Route
from core.providers.video.base import VideoModel
from core.providers.video.google import Veo
from tests.fakes.google import faults
from tests.fakes.google.film import mp4
from tests.fakes.google.filming import REQUEST, access_to, cloud_access, collect, omni, submits, veo
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import (
    Ending,
    FakeCamera,
    Spoil,
    failed,
    filtered,
    interaction_failed,
    interaction_said,
)

SUBMIT = {"veo": ":predictLongRunning", "omni": "/interactions"}
POLL = {"veo": ":fetchPredictOperation", "omni": "/interactions/"}


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(autouse=True)
def camera(fake_google: FakeGoogle) -> FakeCamera:
    return FakeCamera.fresh(fake_google)


@pytest.fixture
def access(fake_google: FakeGoogle, tmp_path_factory: pytest.TempPathFactory) -> GoogleAccess:
    return cloud_access(fake_google, tmp_path_factory.mktemp("account"))


@pytest.fixture(params=["veo", "omni by key", "omni by cloud"])
def model(request: pytest.FixtureRequest, access: GoogleAccess) -> VideoModel:
    if request.param == "veo":
        return veo(access)
    return omni(access, Route.KEY if request.param == "omni by key" else Route.CLOUD, resolution="360p")


def has_only(folder: Path, *names: str) -> bool:
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


# ---- bad answers while submitting -------------------------------------------------------------

NOT_PAID: list[tuple[str, faults.Fault, type[AppError], str]] = [
    ("429 with RetryInfo", faults.quota_exceeded(31, "PerMinute"), QuotaExceeded, "PerMinute"),
    ("429 without", faults.quota_exceeded(), QuotaExceeded, "quota is used up"),
    ("500", faults.server_error(), ProviderUnavailable, "out of order"),
    ("503", faults.unavailable(), ProviderUnavailable, "overloaded"),
    ("403", faults.forbidden(), ProviderRejected, "credentials"),
    ("404", faults.retired_model("m"), ProviderRejected, "not found"),
    ("400", faults.bad_request(), ProviderRejected, "invalid argument"),
]


@pytest.mark.parametrize(
    ("fault", "error", "said"), [case[1:] for case in NOT_PAID], ids=[c[0] for c in NOT_PAID]
)
def test_a_refused_order_is_not_paid_and_not_repeated(
    fake_google: FakeGoogle, model: VideoModel, fault: faults.Fault, error: type[AppError], said: str
) -> None:
    fake_google.fail_next(SUBMIT[model.provider], fault)
    with pytest.raises(error, match=said) as caught:
        model.submit(REQUEST)
    assert caught.value.hint
    assert submits(fake_google) == 1


def test_when_to_ask_again_is_passed_on(fake_google: FakeGoogle, model: VideoModel) -> None:
    fake_google.fail_next(SUBMIT[model.provider], faults.quota_exceeded(31))
    with pytest.raises(QuotaExceeded) as caught:
        model.submit(REQUEST)
    assert caught.value.retry_after_s == 31


@pytest.mark.parametrize(
    "fault", [faults.cut(), faults.cut_midway(), faults.html()], ids=["cut", "cut midway", "html"]
)
def test_an_order_whose_answer_is_lost_is_an_unknown_outcome(
    fake_google: FakeGoogle, model: VideoModel, fault: faults.Fault
) -> None:
    fake_google.fail_next(SUBMIT[model.provider], fault)
    with pytest.raises(OutcomeUnknown) as caught:
        model.submit(REQUEST)
    assert "spent" in caught.value.hint
    assert submits(fake_google) == 1


def test_an_order_without_a_name_is_an_unknown_outcome(fake_google: FakeGoogle, model: VideoModel) -> None:
    fake_google.fail_next(SUBMIT[model.provider], faults.answer({"status": "in_progress"}))
    with pytest.raises(OutcomeUnknown):
        model.submit(REQUEST)


def test_nobody_at_the_address_is_unavailable_and_not_paid(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        account = cloud_access(google, tmp_path)
        model = omni(account, Route.KEY)
    with pytest.raises(ProviderUnavailable, match="could not be reached"):
        model.submit(REQUEST)


def test_an_order_against_the_rules_is_a_refusal(fake_google: FakeGoogle, model: VideoModel) -> None:
    words = "The prompt couldn't be submitted or it might violate our policies. Support codes: 29310472"
    fake_google.fail_next(SUBMIT[model.provider], faults.bad_request(words))
    with pytest.raises(ContentRefused, match=r"real, known person.*29310472") as caught:
        model.submit(REQUEST)
    assert not caught.value.may_reword


# ---- bad answers while collecting -------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.quota_exceeded(5), QuotaExceeded),
        (faults.server_error(), ProviderUnavailable),
        (faults.unavailable(), ProviderUnavailable),
        (faults.cut(), ProviderUnavailable),
        (faults.html(), ProviderUnavailable),
    ],
    ids=["429", "500", "503", "cut", "html"],
)
def test_a_bad_answer_while_waiting_loses_nothing(
    fake_google: FakeGoogle, model: VideoModel, tmp_path: Path, fault: faults.Fault, error: type[AppError]
) -> None:
    operation = model.submit(REQUEST)
    fake_google.fail_next(POLL[model.provider], fault)
    with pytest.raises(error):
        model.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None)
    assert has_only(tmp_path)
    collect(model, operation, tmp_path / "clip.mp4")
    assert submits(fake_google) == 1


def test_a_download_that_breaks_is_fetched_again(
    fake_google: FakeGoogle, access: GoogleAccess, tmp_path: Path
) -> None:
    model = omni(access, Route.KEY, resolution="360p")
    operation = model.submit(REQUEST)
    fake_google.fail_next("/delivered/", faults.cut_midway(), faults.cut(), faults.server_error())
    for _ in range(3):
        with pytest.raises(ProviderUnavailable):
            model.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None)
        assert has_only(tmp_path)
    collect(model, operation, tmp_path / "clip.mp4")
    assert submits(fake_google) == 1


def test_an_operation_that_never_finishes_is_given_up_and_keeps_its_name(
    access: GoogleAccess, camera: FakeCamera, tmp_path: Path
) -> None:
    clock = Clock()
    options = {"clock": clock, "give_up_after_s": 600}
    for model in (veo(access, **options), omni(access, Route.KEY, resolution="360p", **options)):
        camera.polls_needed = 10_000
        operation = model.submit(REQUEST)
        clock.now_s += 599
        assert model.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None) is None
        clock.now_s += 2
        with pytest.raises(ProviderUnavailable, match="10 minutes") as caught:
            model.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None)
        assert operation.partition("@")[0] in caught.value.hint
        camera.polls_needed = 0  # a late clip is still taken
        collect(model, operation, tmp_path / "clip.mp4")


def test_a_bare_name_of_an_operation_can_be_collected_too(model: VideoModel, tmp_path: Path) -> None:
    name = model.submit(REQUEST).partition("@")[0]
    assert collect(model, name, tmp_path / "clip.mp4").duration_s > 4


def test_an_operation_nobody_knows_is_rejected(model: VideoModel, tmp_path: Path) -> None:
    gone = "projects/p/locations/l/publishers/google/models/m/operations/gone@5"
    with pytest.raises(ProviderRejected):
        model.collect(
            gone if isinstance(model, Veo) else "gone@5", REQUEST, tmp_path / "c.mp4", lambda _: None
        )


VEO_ENDINGS: list[tuple[str, Ending, type[AppError], str]] = [
    ("code 3", failed(3, "Unsupported duration."), ProviderRejected, "Unsupported duration"),
    ("code 13", failed(13, "Internal error."), ProviderRejected, "Internal error"),
    ("no words", failed(13, ""), ProviderRejected, "no reason"),
    ("policy", failed(3, "It might violate our policies."), ContentRefused, "safety rules"),
    ("no video", Ending({"response": {}}), ProviderRejected, "delivered none"),
    ("no response", Ending({"done": True}), ProviderRejected, "delivered none"),
    ("empty list", Ending({"response": {"videos": []}}), ProviderRejected, "delivered none"),
    ("video without bytes", Ending({"response": {"videos": [{}]}}), ProviderRejected, "delivered none"),
    ("filtered", filtered("Support codes: 62263041"), ContentRefused, "dangerous .support code 62263041"),
    ("filtered, no reasons", filtered(), ContentRefused, "safety rules"),
]
OMNI_ENDINGS: list[tuple[str, Ending, type[AppError], str]] = [
    ("failed", interaction_failed(("13", "Internal error.")), ProviderRejected, "Internal error"),
    ("no words", interaction_failed(), ContentRefused, "safety rules"),
    ("policy", interaction_failed(("3", "Blocked by a safety policy")), ContentRefused, "safety rules"),
    ("cancelled", interaction_failed(status="cancelled"), ProviderRejected, "cancelled"),
    ("incomplete", interaction_failed(status="incomplete"), ProviderRejected, "incomplete"),
    ("a status of the future", interaction_failed(status="paused"), ProviderRejected, "paused"),
    ("words alone", interaction_said("I cannot make videos of that."), ContentRefused, "safety rules"),
    ("nothing", interaction_said(""), ProviderRejected, "delivered none"),
]


@pytest.mark.parametrize(
    ("ending", "error", "said"), [case[1:] for case in VEO_ENDINGS], ids=[case[0] for case in VEO_ENDINGS]
)
def test_veo_ends_in_one_clear_error(
    access: GoogleAccess, camera: FakeCamera, tmp_path: Path, ending: Ending, error: type[AppError], said: str
) -> None:
    model = veo(access)
    _ends_in(model, camera, ending, error, said, tmp_path)


@pytest.mark.parametrize(
    ("ending", "error", "said"), [case[1:] for case in OMNI_ENDINGS], ids=[case[0] for case in OMNI_ENDINGS]
)
def test_omni_ends_in_one_clear_error(
    access: GoogleAccess, camera: FakeCamera, tmp_path: Path, ending: Ending, error: type[AppError], said: str
) -> None:
    _ends_in(omni(access, Route.KEY), camera, ending, error, said, tmp_path)


def _ends_in(
    model: VideoModel, camera: FakeCamera, ending: Ending, error: type[AppError], said: str, tmp_path: Path
) -> None:
    camera.endings.append(ending)
    operation = model.submit(REQUEST)
    for _ in range(2):  # asked again, it says the same
        with pytest.raises(error, match=said) as caught:
            model.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None)
        assert caught.value.hint and not caught.value.retryable
    assert has_only(tmp_path)


def test_an_order_filtered_in_part_gives_the_clip_that_came(
    access: GoogleAccess, camera: FakeCamera, tmp_path: Path
) -> None:
    data = base64.b64encode(mp4(4.0, (180, 320), sound=False)).decode()
    videos = [{"bytesBase64Encoded": data, "mimeType": "video/mp4"}]
    reasons = ["1 video was filtered. Support codes: 62263041"]
    answer = {"response": {"videos": videos, "raiMediaFilteredCount": 1, "raiMediaFilteredReasons": reasons}}
    camera.endings.append(Ending(answer))
    model = veo(access)
    assert collect(model, model.submit(REQUEST), tmp_path / "clip.mp4").duration_s == 4.0


def _end_cut_off(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _a_sound(_: bytes) -> bytes:
    return b"RIFF$\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + b"\x00" * 200


SPOILT: dict[str, tuple[Spoil, str]] = {
    "zero bytes": (lambda _: b"", "is empty|delivered none"),
    "cut short": (_end_cut_off, "ends before its time|damaged"),
    "a web page": (lambda _: b"<!doctype html><p>Please log in", "damaged"),
    "json": (lambda _: json.dumps({"error": {}}).encode(), "damaged"),
    "random": (lambda data: bytes(byte ^ 0x5A for byte in data[:50_000]), "damaged"),
    "a sound": (_a_sound, "no picture|damaged"),
    "a moment": (lambda _: mp4(0.1, (320, 180), sound=False), "0.1 s of 320×180"),
    "a stamp": (lambda _: mp4(2.0, (32, 32), sound=False), "2.0 s of 32×32"),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT)
def test_what_is_no_whole_video_is_never_kept(
    camera: FakeCamera, model: VideoModel, tmp_path: Path, spoil: Spoil, said: str
) -> None:
    camera.endings.append(Ending(spoil=spoil))
    operation = model.submit(REQUEST)
    with pytest.raises((MediaError, ProviderRejected), match=said) as caught:
        model.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None)
    assert caught.value.hint
    assert has_only(tmp_path)


def test_omni_on_google_cloud_says_what_to_do_about_a_clip_it_cannot_fetch(
    access: GoogleAccess, camera: FakeCamera, tmp_path: Path
) -> None:
    content = [{"type": "video", "mime_type": "video/mp4", "uri": "gs://theirs/clip.mp4"}]
    camera.endings.append(
        Ending({"status": "completed", "steps": [{"type": "model_output", "content": content}]})
    )
    model = omni(access, Route.CLOUD)
    with pytest.raises(ProviderRejected, match="cannot be fetched") as caught:
        model.collect(model.submit(REQUEST), REQUEST, tmp_path / "clip.mp4", lambda _: None)
    assert "bucket" in caught.value.hint


def test_a_folder_that_cannot_be_written_is_a_storage_error(model: VideoModel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError):
        collect(model, model.submit(REQUEST), tmp_path / "file" / "clip.mp4")


def test_missing_settings_are_said_when_a_clip_is_asked_for(fake_google: FakeGoogle, tmp_path: Path) -> None:
    models: list[Callable[[], VideoModel]] = [
        lambda: veo(access_to(fake_google, project="")),
        lambda: omni(access_to(fake_google, api_key=None), Route.KEY),
        lambda: veo(access_to(fake_google, credentials_file=tmp_path / "none.json")),
    ]
    for make in models:
        with pytest.raises(InvalidInput, match="Google"):
            make().submit(REQUEST)
