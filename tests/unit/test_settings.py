"""Settings: typed, read once, refusing what is unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.settings import load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_defaults_run_offline_on_this_machine() -> None:
    settings = load_settings()
    assert settings.environment == "development"
    assert settings.jobs_at_once == 1
    assert settings.database.startswith("sqlite:///")
    assert settings.outputs_dir == Path("data/outputs")


def test_variables_and_a_dotenv_file_are_read_and_blank_ones_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("VVG_MAX_CONCURRENT=4\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("VVG_DATA_DIR", "elsewhere")
    monkeypatch.setenv("VVG_ROLE", "")
    settings = load_settings()
    assert (settings.jobs_at_once, settings.data_dir, settings.role) == (4, Path("elsewhere"), "all")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VVG_ENVIRONMENT", "moon"),
        ("VVG_MAX_CONCURRENT", "-1"),
        ("VVG_MAX_CONCURRENT", "many"),
        ("VVG_DAILY_BUDGET_USD", "nan"),
        ("VVG_CACHE_LIMIT_GB", "0"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput, match=name.removeprefix("VVG_").lower()):
        load_settings()


def test_an_environment_that_cannot_be_kept_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VVG_ENVIRONMENT", "production")
    with pytest.raises(InvalidInput, match="login"):
        load_settings()


def test_a_secret_is_masked_when_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-planted-secret")
    settings = load_settings()
    assert "planted" not in str(settings.model_dump(mode="json"))
    assert "planted" not in repr(settings)
