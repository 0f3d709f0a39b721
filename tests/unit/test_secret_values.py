"""Secrets: read from the environment, a folder or `.env` that nobody else can read, and shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidInput, StorageError
from core.jobs.serializer import JsonSerializer
from core.operations.logs import mask_secrets
from core.settings import load_settings

PLANTED = "pl4nted/secret+value"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def a_secret(folder: Path, name: str, value: str, mode: int = 0o600) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(value)
    (folder / name).chmod(mode)
    return folder


@pytest.mark.parametrize("name", ["GOOGLE_API_KEY", "google_api_key"])
def test_a_secret_can_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("VVG_SECRETS_DIR", str(a_secret(tmp_path / "secrets", name, PLANTED)))
    key = load_settings().google_api_key
    assert key is not None
    assert key.get_secret_value() == PLANTED


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.setenv(
        "VVG_SECRETS_DIR", str(a_secret(tmp_path / "secrets", "google_api_key", PLANTED, mode))
    )
    with pytest.raises(InvalidInput, match="other users") as caught:
        load_settings()
    assert "chmod 600" in caught.value.hint


def test_a_folder_of_secrets_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VVG_SECRETS_DIR", "nowhere")
    with pytest.raises(InvalidInput, match="VVG_SECRETS_DIR"):
        load_settings()


def test_where_google_is_paid_dotenv_is_for_its_owner_alone(tmp_path: Path) -> None:
    a_secret(tmp_path, ".env", f"VVG_ENVIRONMENT=staging\nGOOGLE_API_KEY={PLANTED}\n", 0o644)
    with pytest.raises(InvalidInput, match=r"\.env"):
        load_settings()
    (tmp_path / ".env").chmod(0o600)
    assert load_settings().uses_google


def test_no_error_no_log_line_and_no_row_holds_a_known_secret() -> None:
    load_settings(google_api_key=PLANTED, database_url="postgresql://me:opensesame@db/vvg")
    said = f"The service says: {PLANTED} and pl4nted%2Fsecret%2Bvalue and opensesame are wrong"
    error = StorageError(said, said)
    row = JsonSerializer().serialize(ValueError(said))
    line = mask_secrets(None, "info", {"event": said, "list": [said, {"deep": (said,)}]})
    for text in (error.message, error.hint, str(error), repr(error), row, str(line)):
        assert "The service says: ***" in text
        assert not {PLANTED, "pl4nted%2F", "opensesame"} & set(text.replace(",", " ").split())
        assert "opensesame" not in text
        assert "pl4nted" not in text


def test_settings_show_no_secret() -> None:
    settings = load_settings(
        google_api_key=PLANTED,
        webhook_url=f"https://hooks.example.org/{PLANTED}",
        webhook_secret=PLANTED,
        database_url="postgresql://me:opensesame@db/vvg",
    )
    for text in (repr(settings), str(settings), str(settings.model_dump(mode="json"))):
        assert "pl4nted" not in text
        assert "opensesame" not in text
    assert settings.database == "postgresql://me:opensesame@db/vvg"


def test_short_values_blank_no_ordinary_words() -> None:
    load_settings(google_api_key="key")
    assert StorageError("The key is wrong.").message == "The key is wrong."


def test_a_wrong_secret_is_not_repeated_by_the_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VVG_DATABASE_URL", f"postgresql://me:{PLANTED}@db/vvg")
    monkeypatch.setenv("VVG_MAX_CONCURRENT", "many")
    with pytest.raises(InvalidInput) as caught:
        load_settings()
    assert "pl4nted" not in f"{caught.value.message} {caught.value.hint}"
