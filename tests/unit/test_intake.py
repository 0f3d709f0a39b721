"""Briefs from outside: right ones become requests, wrong ones one plain sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidInput
from core.intake import MAX_BATCH_ROWS, read_batch, read_request


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "The prompt is missing."),
        ({"prompt": "  "}, "The prompt is empty; say in a sentence what the video is about."),
        ({"prompt": "x" * 5000}, "The prompt is too long: at most 4000 characters."),
        (
            {"prompt": "hi", "duration_s": "soon"},
            "The duration must be a number from 8 to 60 seconds, not 'soon'.",
        ),
        (
            {"prompt": "hi", "duration_s": "61"},
            "The duration must be a number from 8 to 60 seconds, not '61'.",
        ),
        (
            {"prompt": "hi", "duration_s": "nan"},
            "The duration must be a number from 8 to 60 seconds, not 'nan'.",
        ),
        (
            {"prompt": "hi", "creativity_level": 2},
            "The creativity level must be a number from 0 to 1, not 2.",
        ),
        (
            {"prompt": "hi", "aspect_ratio": "3:2"},
            "The aspect ratio cannot be '3:2'; choose one of 9:16, 16:9, 1:1, 4:5.",
        ),
        ({"prompt": "hi", "zzz": 1}, "There is no field called 'zzz'."),
        ({"prompt": 7}, "The prompt is wrong: Input should be a valid string."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_request(fields)
    assert caught.value.message == sentence


@pytest.mark.parametrize(
    ("prompt", "duration_s"),
    [
        ("A calm 25 second spot for a plumber", 25),
        ("30s TikTok for our bottle", 30),
        ("Ein 15-Sekunden Spot", 15),
        ("Un anuncio de 45 segundos", 45),
        ("A 90 second spot", 20),
        ("a plumber who answers at 3 am", 20),
        ("our 1:30 s delivery, 2.12 s faster", 20),
        ("20 sheep", 20),
    ],
)
def test_a_length_named_in_the_prompt_counts_unless_another_is_given(prompt: str, duration_s: float) -> None:
    assert read_request({"prompt": prompt}).duration_s == duration_s
    assert read_request({"prompt": prompt, "duration_s": "12"}).duration_s == 12


def test_an_enormous_wrong_value_is_quoted_short() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_request({"prompt": "hi", "platform": "x" * 10_000})
    assert len(caught.value.message) < 250


def test_a_csv_of_briefs_is_read_with_its_ids(tmp_path: Path) -> None:
    file = tmp_path / "briefs.csv"
    file.write_text(
        '\ufeffvideo_id,prompt,duration_s\nspring,"A bottle, ""green""",12\n,A plumber,\n', encoding="utf-8"
    )
    (first_id, first), (second_id, second) = read_batch(file)
    assert (first_id, first.prompt, first.duration_s) == ("spring", 'A bottle, "green"', 12)
    assert (second_id, second.duration_s) == (None, 20)


def test_jsonl_of_briefs_is_read(tmp_path: Path) -> None:
    file = tmp_path / "briefs.jsonl"
    file.write_text(
        '{"prompt": "A bottle\u2028with a separator"}\n\n{"prompt": "Zwei", "language": "de"}\n', "utf-8"
    )
    assert [request.language for _, request in read_batch(file)] == [None, "de"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"prompt\n", "holds no briefs"),
        ("a.csv", b"", "holds no briefs"),
        ("a.csv", b"prompt,price\nx,1\n", "a column 'price'"),
        ("a.csv", b"prompt\nx,y\n", "more fields than columns"),
        ("a.csv", b'prompt\n"x\n', "not a readable CSV"),
        ("a.csv", b"prompt\nok\n\xff\xfe\n", "not UTF-8"),
        ("a.csv", b"prompt,duration_s\nok,10\nbad,99\n", "line 3: The duration"),
        ("a.jsonl", b"{\n", "line 1: not JSON"),
        ("a.jsonl", b"[" * 100_000, "not JSON"),
        ("a.jsonl", b"[1]\n", "a brief is a JSON object"),
        ("a.jsonl", b'{"prompt": null}\n', "The prompt is missing"),
        ("a.xlsx", b"PK", "neither .csv nor .jsonl"),
    ],
)
def test_a_bad_file_is_refused_before_anything_starts(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidInput, match=words):
        read_batch(tmp_path / name)


def test_a_file_that_is_not_there_or_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_batch(tmp_path / "nothing.csv")
    long = tmp_path / "long.jsonl"
    long.write_text("\n".join([json.dumps({"prompt": "x"})] * (MAX_BATCH_ROWS + 1)))
    with pytest.raises(InvalidInput, match="at most 500"):
        read_batch(long)
