"""deploy/compose.yaml: a bot and a database that compose takes and that may do little."""

from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from bot.serve import GRACE
from bot.settings import HOME, Settings
from tests.deploy.image import DOCKERFILE

COMPOSE = HOME / "deploy" / "compose.yaml"
BOTS = ("bot-1", "bot-2")
Json = dict[str, Any]


def services() -> dict[str, Json]:
    """The services by name."""
    held: dict[str, Json] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return held


def test_it_is_what_compose_expects() -> None:
    merged = yaml.safe_dump(yaml.safe_load(COMPOSE.read_text("utf-8")))  # the checker merges none
    names = PyCompose.from_yaml(merged).service_names()
    assert names == [*BOTS, "database"]


@pytest.mark.parametrize("name", services())
def test_no_service_may_do_what_it_need_not(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", BOTS)
def test_a_bot_is_built_from_the_dockerfile_and_waits_for_the_database(name: str) -> None:
    bot = services()[name]
    build = bot["build"]
    assert (COMPOSE.parent / build["context"] / build["dockerfile"]).resolve() == DOCKERFILE
    assert bot["depends_on"]["database"]["condition"] == "service_healthy"
    assert int(bot["stop_grace_period"].removesuffix("s")) > GRACE


def test_nothing_is_open_to_other_machines_and_no_password_stands_in_it() -> None:
    held = services()
    ports = [port for name in BOTS for port in held[name]["ports"]]
    assert len(set(ports)) == len(BOTS)
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "ports" not in held["database"]
    passwords = [
        said
        for one in held.values()
        for key, said in one["environment"].items()
        if key.endswith("PASSWORD")
    ]
    assert passwords
    assert all(said.startswith("${POSTGRES_PASSWORD:?") for said in passwords)


def test_its_settings_are_settings() -> None:
    named = [key for key in services()["bot-1"]["environment"] if key.startswith("PROTOCOL_BOT_")]
    assert {name.removeprefix("PROTOCOL_BOT_").lower() for name in named} <= set(
        Settings.model_fields
    )
