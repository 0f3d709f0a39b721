"""VVG_VOICE: the voice of every video in its language that names none itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.bootstrap import make_parts
from core.cast import offline_cast
from core.errors import InvalidInput
from core.models import Language
from core.parts import Parts
from core.stages.voice import voice_for
from tests.fakes.google import faults
from tests.fakes.google.server import FakeGoogle
from tests.integration.test_google_jobs import google_studio
from tests.studios import settings_in, studio_in

CHIRP = "en-US-Chirp3-HD-Puck"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    made = make_parts(settings_in(tmp_path).model_copy(update={"voice": "en-gb-m"}))
    yield made
    made.history.close()


def test_it_speaks_its_own_language_unless_a_brief_names_another(parts: Parts) -> None:
    assert voice_for(parts, None, Language.ENGLISH) == "en-gb-m"
    assert voice_for(parts, "en-us-f", Language.ENGLISH) == "en-us-f"
    assert voice_for(parts, None, Language.GERMAN) is None


def test_it_is_offered_first(tmp_path: Path) -> None:
    with studio_in(tmp_path, usual_voice=offline_cast("en-us-f2").usual_voice) as studio:
        assert [voice.voice_id for voice in studio.voices(Language.ENGLISH)][:2] == ["en-us-f2", "en-us-m"]


def test_one_of_googles_speaks_also_while_the_list_of_them_cannot_be_asked(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    for fault in (faults.slow(0), faults.unavailable()):
        fake_google.fail_next("/voices", fault)
        with google_studio(fake_google, tmp_path, voice=CHIRP) as studio:
            assert studio.voices(Language.ENGLISH)[0].voice_id == CHIRP


def test_one_that_nobody_has_is_refused_at_the_start(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with (
        pytest.raises(InvalidInput, match="VVG_VOICE"),
        google_studio(fake_google, tmp_path, voice="en-US-Chirp3-HD-Nobody"),
    ):
        pass
