"""The settings of an installation: one typed table, read from the environment or one file.

Each setting is `CLEARHALL_<NAME>` in the environment, or a line `CLEARHALL_<NAME>=value` in the file that `CLEARHALL_SETTINGS_FILE`
names (`<data_dir>/clearhall.env` when it is not set); the environment wins. `docs/reference/settings.md` is made from here.
"""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def settings_file() -> Path:
    data_dir = Path(os.environ.get("CLEARHALL_DATA_DIR", "data"))
    return Path(os.environ.get("CLEARHALL_SETTINGS_FILE", data_dir / "clearhall.env"))


class Options(BaseSettings):
    """What an operator can set. No setting switches a limit of the charter off."""

    model_config = SettingsConfigDict(env_prefix="CLEARHALL_", extra="ignore", frozen=True)

    data_dir: Path = Field(
        Path("data"), description="Folder for the SQLite database, sealed files, keys and the match index."
    )
    database_url: SecretStr | None = Field(
        None, description="`postgresql://user:password@host/name`; SQLite in the data folder when not set."
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Address under which people reach the desk, without a final slash."
    )
    allowed_hosts: str = Field(
        "127.0.0.1,localhost,[::1]", description="Host names the desk answers to, separated by commas."
    )
    debug: bool = Field(False, description="Developer mode. Never on a desk that people use.")
    language: Literal["zh-hans", "zh-hant", "en"] = Field(
        "zh-hans", description="Language when a browser asks for none we speak."
    )
    time_zone: str = Field("Asia/Shanghai", description="Time zone of clocks, calendars and printed times (IANA name).")
    desk_name_zh: str = Field("清朗厅", description="Name of the desk in Chinese.")
    desk_name_en: str = Field("Clearhall", description="Name of the desk in English.")
    emergency_number: str = Field("110", description="Number to call when a crime is in progress.")
    medical_number: str = Field("120", description="Number to call when a life is in danger.")
    fraud_hotline: str = Field("96110", description="Anti-fraud hotline.")
    minors_hotline: str = Field("12355", description="Help line for children and young people.")
    fire_number: str = Field("119", description="Fire brigade.")
    city_hotline: str = Field("12345", description="Line of the city hall, for everything that is not urgent.")
    consumer_hotline: str = Field("12315", description="Consumer protection line.")
    content_hotline: str = Field("12377", description="National line for harmful online content.")
    leave_url: str = Field(
        "about:blank", description="Where the button “Leave this page” leads: a harmless page, as the weather."
    )
    mail_url: SecretStr | None = Field(
        None,
        description="`smtp://user:password@host:port` or `smtps://…`; mail is written to the log (without its text) when not set.",
    )
    mail_from: str = Field("desk@clearhall.example", description="Sender of mail.")
    oidc_issuer: str | None = Field(
        None, description="Issuer of an OpenID Connect sign-in for staff; off when not set."
    )
    oidc_client_id: str | None = Field(None, description="Client id at that issuer.")
    oidc_client_secret: SecretStr | None = Field(None, description="Client secret at that issuer.")
    oidc_username_claim: str = Field(
        "preferred_username",
        description="Claim that holds the user name here; used once, to link the sign-in to a person already invited.",
    )
    oidc_name: str = Field("Single sign-on", description="What the button of that sign-in says.")
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="Reverse proxies in front that add to X-Forwarded-For; 0 for none."
    )
    web_workers: int = Field(
        1, ge=1, le=64, description="Web processes; keep 1 on SQLite, one or two per core on PostgreSQL."
    )
    web_threads: int = Field(8, ge=1, le=128, description="Threads of each web process.")
    ledger_origin: str = Field(
        "clearhall.example/log", description="Name of the log in its checkpoints; never change it later."
    )
    retention_days: int = Field(
        1095,
        ge=30,
        description="Days after closing until what people wrote and sent is erased; the log and the figures stay.",
    )
    second_factor_required: bool = Field(
        True, description="Staff must have a second factor; only an example desk should turn it off."
    )
    example_desk: bool = Field(False, description="This desk shows the invented city; a banner says so on every page.")

    @property
    def database_url_text(self) -> str:
        given = self.database_url.get_secret_value() if self.database_url else ""
        return given or f"sqlite:///{(self.data_dir / 'clearhall.sqlite3').absolute()}"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def load_options() -> Options:
    """The settings in force. Raises pydantic.ValidationError that names each wrong setting."""
    return Options(_env_file=settings_file())  # type: ignore[call-arg]


def single_sign_on(options: Options) -> dict[str, Any]:
    """django-allauth's table of providers: the one issuer that is set, or none."""
    if not options.oidc_issuer:
        return {}
    secret = options.oidc_client_secret
    app = {
        "provider_id": "desk",
        "name": options.oidc_name,
        "client_id": options.oidc_client_id or "",
        "secret": secret.get_secret_value() if secret else "",
        "settings": {"server_url": options.oidc_issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
