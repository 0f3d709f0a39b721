"""Settings: typed, read once, refusing what is unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cast import offline_cast
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
        ("VVG_FALLBACK", "perhaps"),
        ("VVG_LINK_SECRET", "short"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput, match=name.removeprefix("VVG_").lower()):
        load_settings()


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_googles_models_need_an_account(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    monkeypatch.setenv("VVG_ENVIRONMENT", environment)
    with pytest.raises(InvalidInput, match="GOOGLE_API_KEY or GOOGLE_CLOUD_PROJECT"):
        load_settings()


def test_production_without_a_login_must_be_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VVG_ENVIRONMENT", "production")
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza")
    with pytest.raises(InvalidInput, match="login"):
        load_settings()
    monkeypatch.setenv("VVG_WITHOUT_LOGIN", "1")
    assert load_settings().uses_google


LOGIN = {
    "VVG_LOGIN": "oidc",
    "VVG_OIDC_METADATA_URL": "https://login.example/.well-known/openid-configuration",
    "VVG_OIDC_CLIENT_ID": "id",
    "VVG_OIDC_CLIENT_SECRET": "planted-secret",
    "VVG_COOKIE_SECRET": "planted" * 5,
    "VVG_PUBLIC_URL": "https://videos.example",
    "VVG_ALLOWED_DOMAINS": "acme.com",
}


def given(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    "login", [LOGIN, {"VVG_LOGIN": "iap", "VVG_IAP_AUDIENCE": "/projects/1/x"}, {"VVG_ROLE": "worker"}]
)
def test_production_starts_with_a_login_and_a_worker_shows_no_pages(
    monkeypatch: pytest.MonkeyPatch, login: dict[str, str]
) -> None:
    given(monkeypatch, {"VVG_ENVIRONMENT": "production", "GOOGLE_API_KEY": "AIza"} | login)
    assert load_settings().uses_google


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        *(({name: ""}, name) for name in LOGIN if name not in ("VVG_LOGIN", "VVG_ALLOWED_DOMAINS")),
        ({"VVG_ALLOWED_DOMAINS": ""}, "VVG_ALLOWED_DOMAINS or VVG_ALLOWED_EMAILS"),
        ({"VVG_COOKIE_SECRET": "short"}, "cookie_secret"),
        ({"VVG_PUBLIC_URL": "http://videos.example"}, "https"),
        ({"VVG_PUBLIC_URL": "https://videos.example/app"}, "public_url"),
        ({"VVG_PUBLIC_URL": "videos.example"}, "public_url"),
        ({"VVG_OIDC_METADATA_URL": "http://login.example/x"}, "https"),
        ({"VVG_LOGIN": "password"}, "login"),
        ({"VVG_LOGIN": "iap"}, "VVG_IAP_AUDIENCE"),
        ({"VVG_WITHOUT_LOGIN": "1"}, "contradict"),
        ({"VVG_ADMINS": "ana"}, "no e-mail address"),
        ({"VVG_DEFAULT_ROLE": "king"}, "default_role"),
        ({"VVG_SESSION_HOURS": "0"}, "session_hours"),
    ],
)
@pytest.mark.parametrize("environment", ["development", "production"])
def test_half_a_login_is_refused_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, environment: str, wrong: dict[str, str], said: str
) -> None:
    given(monkeypatch, {"VVG_ENVIRONMENT": environment, "GOOGLE_API_KEY": "AIza"} | LOGIN | wrong)
    with pytest.raises(InvalidInput, match=said) as caught:
        load_settings()
    assert "planted" not in caught.value.message


def test_a_login_on_this_machine_may_be_tried_without_https(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"VVG_PUBLIC_URL": "http://localhost:8501/", "VVG_OIDC_METADATA_URL": "http://127.0.0.1:9/x"}
    given(monkeypatch, LOGIN | here)
    assert load_settings().redirect_uri == "http://localhost:8501/oauth2callback"
    assert "planted" not in repr(load_settings())


def test_in_production_nothing_made_here_stands_in_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza")
    monkeypatch.setenv("VVG_WITHOUT_LOGIN", "1")
    for environment, allowed in (("staging", "all"), ("production", "models")):
        monkeypatch.setenv("VVG_ENVIRONMENT", environment)
        assert load_settings().fallback_allowed == allowed
    monkeypatch.setenv("VVG_FALLBACK", "none")
    assert load_settings().fallback_allowed == "none"


def test_a_secret_is_masked_when_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-planted-secret")
    settings = load_settings()
    assert "planted" not in str(settings.model_dump(mode="json"))
    assert "planted" not in repr(settings)


def test_a_voice_that_does_not_exist_is_refused_with_some_that_do() -> None:
    with pytest.raises(InvalidInput, match="VVG_VOICE") as caught:
        offline_cast("en-gb-man")
    assert caught.value.hint.startswith("Name one of the list on Create, such as en-")
    assert offline_cast().usual_voice is None
