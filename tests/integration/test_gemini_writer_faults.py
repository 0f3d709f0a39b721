"""Bad answers to the Gemini writer: mended once by saying what was wrong, then one clear error."""

from __future__ import annotations

import pytest

from core.errors import (
    AppError,
    ContentRefused,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.models import Language
from tests.fakes.google import faults
from tests.fakes.google.faults import Fault
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.text import blocked_answer, blocked_prompt, said
from tests.fakes.google.writing import BRIEF, a_scene, a_script, prompt_of, writer, written

USELESS: list[tuple[Fault, str, type[AppError]]] = [
    (blocked_prompt(), "blocked (PROHIBITED_CONTENT)", ContentRefused),
    (blocked_answer(), "blocked (SAFETY)", ContentRefused),
    (blocked_answer("RECITATION"), "blocked (RECITATION)", ContentRefused),
    (said(a_script()[:300], finish="MAX_TOKENS"), "cut off", ProviderRejected),
    (said("<!doctype html><html>Log in</html>"), "Invalid JSON", ProviderRejected),
    (said(""), "Invalid JSON", ProviderRejected),
    (said("[]"), "", ProviderRejected),
    (said("{}"), "language: Field required", ProviderRejected),
    (faults.answer({}), "no answer at all", ProviderRejected),
    (faults.answer({"candidates": []}), "no answer at all", ProviderRejected),
    (faults.answer({"candidates": [{}]}), "Invalid JSON", ProviderRejected),
    (said(a_script(scenes=[])), "0 scenes", ProviderRejected),
    (said(a_script(a_scene())), "1 scenes", ProviderRejected),
    (said(a_script(*[a_scene()] * 200)), "200 scenes", ProviderRejected),
    (said(a_script(a_scene(), a_scene(narration=" \u200b!"))), "scene 2 is empty", ProviderRejected),
    (said(a_script(a_scene(), a_scene(narration="x" * 5_000))), "1000 characters", ProviderRejected),
    (said(a_script(a_scene(visual_prompt=""), a_scene())), "visual prompt of scene 1", ProviderRejected),
    (said(a_script(a_scene(camera="teleport"), a_scene())), "camera", ProviderRejected),
    (said(a_script(a_scene(narration=None), a_scene())), "narration", ProviderRejected),
    (said(a_script(language="xx")), "language", ProviderRejected),
]


@pytest.mark.parametrize(("fault", "says"), [(fault, says) for fault, says, _ in USELESS])
def test_a_useless_answer_is_repaired_once_by_saying_what_was_wrong(
    fake_google: FakeGoogle, fault: Fault, says: str
) -> None:
    fake_google.fail_next(":generateContent", fault)
    assert written(writer(fake_google, refines=False)).scenes
    asked, again = fake_google.calls
    assert prompt_of(again) == prompt_of(asked)
    assert says in prompt_of(again, -1)


@pytest.mark.parametrize(("fault", "says", "kind"), USELESS)
def test_an_answer_that_stays_useless_is_one_clear_error(
    fake_google: FakeGoogle, fault: Fault, says: str, kind: type[AppError]
) -> None:
    fake_google.fail_next(":generateContent", fault, fault)
    with pytest.raises(AppError) as caught:
        written(writer(fake_google, refines=False))
    assert type(caught.value) is kind
    assert says in caught.value.message
    assert caught.value.hint
    assert len(fake_google.calls) == 2


def test_a_script_in_another_language_than_asked_is_asked_for_again(fake_google: FakeGoogle) -> None:
    fake_google.fail_next(":generateContent", said(a_script()))
    script = written(
        writer(fake_google, refines=False), BRIEF.model_copy(update={"language": Language.FRENCH})
    )
    assert script.metadata.language is Language.FRENCH
    assert "The language is English, not French." in prompt_of(fake_google.calls[1], -1)


def test_lesser_faults_of_a_draft_are_left_to_the_refinement(fake_google: FakeGoogle) -> None:
    wordy = a_scene(narration="This is a first sentence that nobody on earth will ever wait for. " * 3)
    fake_google.fail_next(":generateContent", said(a_script(*[wordy] * 4)))
    written(writer(fake_google))
    assert len(fake_google.calls_to("gemini-3.8-flash")) == 1
    told = prompt_of(fake_google.calls[1])
    assert "more than 6" in told
    assert "spoken words, not about" in told


def test_a_script_with_lesser_faults_is_kept_when_mending_does_not_help(fake_google: FakeGoogle) -> None:
    fake_google.fail_next(":generateContent", said(a_script(*[a_scene()] * 3)), blocked_answer())
    assert len(written(writer(fake_google, refines=False)).scenes) == 3
    assert len(fake_google.calls) == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.quota_exceeded(3), QuotaExceeded),
        (faults.unavailable(), ProviderUnavailable),
        (faults.cut(), ProviderUnavailable),
        (faults.html(), ProviderUnavailable),
        (faults.forbidden(), ProviderRejected),
        (faults.retired_model("gemini-3.8-flash"), ProviderRejected),
    ],
)
def test_a_failing_service_is_reported_after_one_call(
    fake_google: FakeGoogle, fault: Fault, kind: type[AppError]
) -> None:
    fake_google.fail_next(":generateContent", fault)
    with pytest.raises(kind, match="drafting the script"):
        written(writer(fake_google))
    assert len(fake_google.calls) == 1
