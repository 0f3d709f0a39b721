"""One typed object for everything that can be set from outside.

Read once from the environment and `.env`, never changed afterwards. It refuses to
exist when its values are unsafe together, and says which one to change.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_serializer, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from core.errors import InvalidInput
from core.login import Login, LoginSettings
from core.secret_files import check_private
from core.secret_values import keep_password_of, keep_secret, masked


class Environment(StrEnum):
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class Role(StrEnum):
    ALL = "all"
    WEB = "web"
    WORKER = "worker"


class Fallback(StrEnum):
    """What may stand in when a model cannot; each allows what stands before it, too."""

    NONE = "none"
    MODELS = "models"
    """Other models of Google that do the same."""
    PICTURES = "pictures"
    """In place of a clip the camera moves over a picture that Gemini draws."""
    ALL = "all"
    """Also what is made on this machine."""

    def allows(self, needed: Fallback) -> bool:
        levels = list(Fallback)
        return levels.index(self) >= levels.index(needed)


class AtLimit(StrEnum):
    """What happens where a limit has no room: wait for it, a cheaper model, drawn clips, stop and ask."""

    WAIT = "wait"
    CHEAPER = "cheaper"
    ANIMATIC = "animatic"
    STOP = "stop"


SHORTEST_SECRET = 32
"""Characters; fewer might be guessed."""
_FALLBACK = {Environment.PRODUCTION: Fallback.MODELS}
_CONCURRENT = {Environment.DEVELOPMENT: 1, Environment.STAGING: 2, Environment.PRODUCTION: 3}


class Settings(LoginSettings):
    """See docs/settings.md; each field's variable is `VVG_` plus its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="VVG_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        populate_by_name=True,
    )

    environment: Environment = Environment.DEVELOPMENT
    role: Role = Role.ALL
    data_dir: Path = Path("data")
    database_url: str = Field(default="", repr=False)
    storage_url: str = Field(default="", pattern=r"^((gs|s3|file)://[^/?#]*(/[^?#]*)?)?$")
    max_concurrent: int = Field(default=0, ge=0, le=64)
    max_concurrent_in_all: int = Field(default=0, ge=0)
    clips_at_once: int = Field(default=0, ge=0)
    clips_per_minute: int = Field(default=0, ge=0)
    daily_budget_usd: float = Field(default=25.0, ge=0)
    monthly_budget_usd: float | None = Field(default=None, ge=0)
    user_budget_usd: float | None = Field(default=None, ge=0)
    video_budget_usd: float | None = Field(default=None, ge=0)
    approval_above_usd: float | None = Field(default=None, ge=0)
    at_budget: AtLimit = AtLimit.STOP
    at_quota: AtLimit = AtLimit.WAIT
    webhook_url: SecretStr | None = None
    webhook_secret: SecretStr | None = None
    webhook_events: str = ""
    webhook_allow_private: bool = False
    database_connections: int = Field(default=16, ge=8, le=200)
    keep_jobs_days: int = Field(default=7, ge=1)
    link_secret: SecretStr | None = None
    retention_days: int = Field(default=0, ge=0)
    purge_deleted_days: int = Field(default=30, ge=0)
    cache_limit_gb: float = Field(default=10.0, gt=0)
    garbage_days: int = Field(default=30, ge=0)
    min_free_memory_gb: float = Field(default=1.5, ge=0)
    min_free_disk_gb: float = Field(default=5.0, ge=0)
    max_load: float = Field(default=8.0, ge=0)
    metrics_key: SecretStr | None = None
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    otlp_endpoint: str = Field(default="", pattern=r"^(https?://\S+)?$")
    ffmpeg: str = ""
    log_level: str = ""
    google_api_key: SecretStr | None = Field(default=None, validation_alias="GOOGLE_API_KEY")
    google_cloud_project: str = Field(default="", validation_alias="GOOGLE_CLOUD_PROJECT")
    google_cloud_location: str = Field(default="global", validation_alias="GOOGLE_CLOUD_LOCATION")
    google_credentials: Path | None = Field(default=None, validation_alias="GOOGLE_APPLICATION_CREDENTIALS")
    gemini_base_url: str = Field(default="", validation_alias="GOOGLE_GEMINI_BASE_URL")
    vertex_base_url: str = Field(default="", validation_alias="GOOGLE_VERTEX_BASE_URL")
    tts_endpoint: str = ""
    catalogue: Path | None = None
    script_model: str = ""
    refine_model: str = ""
    video_model: str = ""
    voice: str = ""
    video_resolution: str = ""
    clips_bucket: str = Field(default="", pattern=r"^(gs://[a-z0-9][a-z0-9._-]+(/.*)?)?$")
    fallback: Fallback | None = None
    proxies: int = Field(default=0, ge=0, le=9)
    requests_per_minute: int | None = Field(default=None, ge=0)
    actions_per_hour: int | None = Field(default=None, ge=0)
    jobs_per_person: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _keep_secrets(self) -> Settings:
        """From here on no text that leaves the process holds them."""
        for name in type(self).model_fields:
            if isinstance(value := getattr(self, name), SecretStr):
                keep_secret(value.get_secret_value())
        keep_password_of(self.database_url)
        return self

    @field_serializer("database_url")
    def _without_password(self, database_url: str) -> str:
        return masked(database_url)

    @field_validator("link_secret")
    @classmethod
    def _refuse_what_can_be_guessed(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(
                f"VVG_LINK_SECRET must have at least {SHORTEST_SECRET} characters; "
                "`openssl rand -hex 32` makes one"
            )
        return secret

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> Settings:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError(
                "VVG_WEBHOOK_URL needs VVG_WEBHOOK_SECRET, with which its messages are signed; make one "
                "with: openssl rand -base64 32"
            )
        if not self.uses_google:
            return self
        if not (self.google_api_key or self.google_cloud_project):
            raise ValueError(
                f"VVG_ENVIRONMENT={self.environment} needs Google: set GOOGLE_API_KEY or "
                "GOOGLE_CLOUD_PROJECT, or use development"
            )
        shows_pages = self.role is not Role.WORKER
        if self.environment is Environment.PRODUCTION and shows_pages and not self.has_said_who_comes_in:
            raise ValueError(
                "VVG_ENVIRONMENT=production needs a login: set VVG_LOGIN to oidc or iap; where nobody else "
                "can reach the program, set VVG_WITHOUT_LOGIN=1"
            )
        return self

    @property
    def has_said_who_comes_in(self) -> bool:
        """A login, or the word that none is needed."""
        return self.login is not Login.NONE or self.without_login

    @property
    def uses_google(self) -> bool:
        """Whether Google's models are used; in development everything is made on this machine."""
        return self.environment is not Environment.DEVELOPMENT

    @property
    def fallback_allowed(self) -> Fallback:
        """What may stand in: as set, else all but in production."""
        return self.fallback or _FALLBACK.get(self.environment, Fallback.ALL)

    @property
    def jobs_at_once(self) -> int:
        """How many videos are made at the same time."""
        return self.max_concurrent or _CONCURRENT[self.environment]

    @property
    def requests_at_most(self) -> int:
        """Requests in a minute from one address or person; 0 for no limit."""
        return self._limit(self.requests_per_minute, 1_200)

    @property
    def actions_at_most(self) -> int:
        """What costs money or much work, done by one person in an hour; 0 for no limit."""
        return self._limit(self.actions_per_hour, 120)

    @property
    def jobs_at_most(self) -> int:
        """Videos of one person that are made or wait at the same time; 0 for no limit."""
        return self._limit(self.jobs_per_person, 10)

    def _limit(self, given: int | None, usual: int) -> int:
        """As set; else none in development."""
        return given if given is not None else 0 if self.environment is Environment.DEVELOPMENT else usual

    @property
    def database(self) -> str:
        """SQLAlchemy's address of the product's own database."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'app.sqlite'}"

    @property
    def job_database(self) -> str:
        """The address of the jobs: the product's own server, or else a file beside its database."""
        return self.database if self.is_shared else f"sqlite:///{self.data_dir.absolute() / 'jobs.sqlite'}"

    @property
    def is_shared(self) -> bool:
        """Whether several machines may work on one database."""
        return self.database.startswith(("postgres:", "postgresql:", "postgresql+psycopg:"))

    @property
    def outputs_dir(self) -> Path:
        return self.data_dir / "outputs"

    @property
    def uploads_dir(self) -> Path:
        return self.data_dir / "uploads"

    @property
    def cache_dir(self) -> Path:
        return self.data_dir / "cache"

    @property
    def temp_dir(self) -> Path:
        return self.data_dir / "temp"

    @property
    def logs_dir(self) -> Path:
        return self.data_dir / "logs"


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, `.env`, and a folder of secrets if `VVG_SECRETS_DIR` names one.

    Each file in it holds the value of the variable that it is named after. Raises InvalidInput naming
    the variable that is wrong, or the file that others can read.
    """
    folder = _secrets_dir()
    try:
        settings = Settings(**overrides, _secrets_dir=folder)
        if settings.uses_google:
            for file in (Path(".env"), settings.google_credentials):
                if file is not None:
                    check_private(file)
        return settings
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        where = f"The setting {name}: " if name else ""
        raise InvalidInput(f"{where}{message}", "Change it in the environment or in .env.") from error


def _secrets_dir() -> Path | None:
    if not (named := os.environ.get("VVG_SECRETS_DIR")):
        return None
    folder = Path(named)
    if not folder.is_dir():
        raise InvalidInput(
            f"VVG_SECRETS_DIR names no folder: {folder.name}.", "Name the folder of the secrets."
        )
    for file in folder.iterdir():
        if file.is_file():
            check_private(file)
    return folder
