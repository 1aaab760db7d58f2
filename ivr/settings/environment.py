"""The environment variables: their names, defaults and meanings. What they may be: refusals."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SAMPLE_AGENCY = Path(__file__).parents[1] / "agency.toml"
SAMPLE_SECRET = "sample-key-for-development-only"  # noqa: S105


class Environment(BaseSettings):
    """One field per variable; `.env` in the working directory fills in what is not set."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    env: Literal["development", "production"] = Field(
        "development", description="development or production; production refuses samples."
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///instance/takaisinsoitto.db"),
        description="sqlite:///path or postgresql://user:password@host/name.",
    )
    public_url: str = Field(
        "", description="Address at which Twilio and browsers reach us: https://host, no path."
    )
    secret_key: SecretStr = Field(
        SecretStr(SAMPLE_SECRET),
        description="Signs sessions and keys the hashes of numbers: never change it lightly.",
    )
    twilio_account_sid: str = Field("", description="The account: AC and 32 hexadecimal digits.")
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        description="The account's token; during rotation two: the new one, a comma, the old one.",
    )
    twilio_api_url: str = Field(
        "", description="Empty for Twilio itself; else where its stand-in listens."
    )
    twilio_edge: str = Field("", description="Twilio's edge; unset while TWILIO_API_URL is set.")
    twilio_region: str = Field(
        "", description="Twilio's region; unset while TWILIO_API_URL is set."
    )
    phone_number: str = Field(
        "", description="E.164; replaces the number of the agency's default line."
    )
    sms_sender: str = Field(
        "",
        description="Sender of texts: a number, or a name of at most 11 letters, digits and spaces;"
        " empty: the line's number.",
    )
    agency_file: str = Field("", description="The agency's file; empty: the sample agency.")
    recordings: str = Field(
        "", description="Folder of prompts read out by a person; empty: all are spoken by a voice."
    )
    oidc_issuer: str = Field(
        "", description="Single sign-on: the provider's issuer, https://...; empty: none."
    )
    oidc_client_id: str = Field("", description="As whom the provider knows this service.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="What the provider has given this service to prove it."
    )
    oidc_claim: str = Field(
        "preferred_username", description="The claim that holds the login name of the staff."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Lets another machine read /metrics as a bearer token; empty: none may.",
    )
    clock: str = Field(
        "", description="START[@SPEED@EPOCH]: another time than the real one, for simulations."
    )

    @field_validator("public_url", "twilio_api_url", "oidc_issuer")
    @classmethod
    def _without_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """Tokens a webhook may be signed with; the first signs our own requests."""
        tokens = self.twilio_auth_token.get_secret_value().split(",")
        return tuple(token.strip() for token in tokens if token.strip())

    @property
    def agency_path(self) -> Path:
        return Path(self.agency_file) if self.agency_file else SAMPLE_AGENCY

    @property
    def recordings_folder(self) -> Path | None:
        return Path(self.recordings) if self.recordings else None

    @property
    def production(self) -> bool:
        return self.env == "production"
