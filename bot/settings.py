"""Every setting, typed and frozen; read from the environment (PROTOCOL_BOT_*) in one place."""

from pathlib import Path

from pydantic import DirectoryPath, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

HOME = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What can be set; each default works on a fresh machine with no settings at all."""

    model_config = SettingsConfigDict(env_prefix="PROTOCOL_BOT_", frozen=True, extra="ignore")

    corpus: DirectoryPath = Field(
        HOME / "corpus", description="The folder that holds a folder a council."
    )
    index: Path = Field(HOME / ".index", description="The folder the index is built in.")
    encoder: str = Field(
        "",
        description="A sentence-transformers model, by name or folder; empty for the packaged "
        "all-MiniLM-L6-v2.",
    )
    allow_download: bool = Field(
        default=False, description="Whether a model named by `encoder` may be fetched."
    )
    council: str = Field("", description="The council asked about when --council is left out.")
