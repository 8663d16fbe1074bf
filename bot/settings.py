"""Every setting, typed and frozen; read from the environment (PROTOCOL_BOT_*) in one place."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, DirectoryPath, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.log import Form, Level

HOME = Path(__file__).resolve().parents[1]


def _written(place: object) -> object:
    """A place as it is typed; a folder may be given as a path."""
    return str(place) if isinstance(place, Path) else place


class Settings(BaseSettings):
    """What can be set; each default works on a fresh machine with no settings at all."""

    model_config = SettingsConfigDict(env_prefix="PROTOCOL_BOT_", frozen=True, extra="ignore")

    corpus: DirectoryPath = Field(
        HOME / "corpus", description="The folder that holds a folder a council."
    )
    index: Annotated[str, BeforeValidator(_written)] = Field(
        str(HOME / ".index"),
        description="The folder of the index, or the postgresql://... database that replicas "
        "share it in.",
    )
    encoder: str = Field(
        "",
        description="A sentence-transformers model, by name or folder; empty for the packaged "
        "all-MiniLM-L6-v2.",
    )
    allow_download: bool = Field(
        default=False, description="Whether a model named by `encoder` may be fetched."
    )
    council: str = Field("", description="The council asked about when --council is left out.")

    host: str = Field("127.0.0.1", description="The address `serve` listens on.")
    port: int = Field(3000, ge=1, le=65_535, description="The port `serve` listens on.")
    drain_seconds: float = Field(
        0.0,
        ge=0.0,
        le=300.0,
        description="For how many seconds, once told to stop, the bot still listens while /readyz "
        "says no, so that a load balancer takes it out first.",
    )
    log: Form = Field(Form.TEXT, description="What a line of `serve`'s log is: text or json.")
    log_level: Level = Field(
        Level.INFO, description="From where on it is logged: debug, info, warning or error."
    )
    public_url: str = Field("", description="The https address under which a platform reaches us.")
    store: str = Field(
        f"sqlite:///{HOME / '.store' / 'protocol-bot.db'}",
        description="The database: sqlite:///FILE or postgresql://...",
    )
    store_keys: SecretStr = Field(
        SecretStr(""), description="Fernet keys that seal tokens, newest first, comma-separated."
    )
    user_key: SecretStr = Field(
        SecretStr(""),
        description="The secret under which people are known in the store, 32 characters or more; "
        "empty for one that is made beside SQLite's file, needed with PostgreSQL; another one has "
        "everybody forgotten.",
    )
    keep_questions_days: int = Field(
        30, ge=1, le=3650, description="For how many days a person's recent questions are kept."
    )
    keep_feedback_days: int = Field(
        365, ge=1, le=3650, description="For how many days feedback is kept."
    )
    keep_events_hours: int = Field(
        24,
        ge=1,
        le=720,
        description="For how many hours it is remembered which events were answered.",
    )

    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Slack's signing secret; with it the Slack door opens over HTTP."
    )
    slack_bot_token: SecretStr = Field(
        SecretStr(""), description="The bot token of one workspace (xoxb-...)."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""),
        description="The app-level token (xapp-...); with it Slack is reached over Socket Mode.",
    )
    slack_client_id: str = Field("", description="For several workspaces: the OAuth client id.")
    slack_client_secret: SecretStr = Field(
        SecretStr(""), description="For several workspaces: the OAuth client secret."
    )
    slack_councils: str = Field(
        "", description="Slugs for a workspace that is not bound yet, comma-separated."
    )
    slack_admins: str = Field(
        "", description="Slack user ids that may bind and switch off, comma-separated."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Slack's Web API; another one to try things out."
    )
    slack_authorize_url: str = Field(
        "https://slack.com/oauth/v2/authorize", description="Slack's consent page."
    )

    teams_app_id: str = Field("", description="The Microsoft App ID of the Azure Bot.")
    teams_name: str = Field("Protocol Bot", description="What the bot is called in Teams.")
    teams_developer: str = Field(
        "", description="Who runs the bot, as people read it in Teams: the council."
    )
    teams_website_url: str = Field("", description="A page about the bot; Teams links to it.")
    teams_privacy_url: str = Field("", description="The privacy notice; Teams links to it.")
    teams_terms_url: str = Field("", description="The terms of use; Teams links to them.")

    teams_app_type: str = Field(
        "", description="SingleTenant (an app registration) or UserAssignedMSI."
    )
    teams_app_tenant: str = Field(
        "", description="The tenant in which the app is registered, for SingleTenant."
    )
    teams_app_password: SecretStr = Field(
        SecretStr(""), description="The app's client secret, unless it has a certificate."
    )
    teams_certificate: str = Field("", description="A PEM file with the app's certificate.")
    teams_certificate_key: str = Field(
        "", description="A PEM file with the private key of that certificate, not encrypted."
    )
    teams_tenants: str = Field(
        "", description="The ids of the tenants whose people are answered, comma-separated."
    )
    teams_councils: str = Field(
        "", description="Slugs for a tenant that is not bound yet, comma-separated."
    )
    teams_admins: str = Field(
        "", description="Entra object ids of people who may bind and switch off, comma-separated."
    )
    teams_openid_url: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the keys are that sign for Teams; another one to try things out.",
    )
    teams_login_url: str = Field(
        "https://login.microsoftonline.com",
        description="Entra, which gives our tokens; another one to try things out.",
    )

    @property
    def slack_over_socket(self) -> bool:
        """Whether we call Slack, rather than Slack us: Socket Mode, for which there is a token."""
        return bool(self.slack_app_token.get_secret_value())


def listed(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated setting, blanks left out."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
