"""Settings: read from the environment, typed, frozen; a wrong one is told in one line."""

from pathlib import Path
from typing import TypeGuard

import pytest
from pydantic import SecretStr, ValidationError

from bot.__main__ import Wiring, main
from bot.settings import HOME, Settings


@pytest.mark.usefixtures("bare")
def test_a_fresh_machine_needs_no_settings() -> None:
    settings = Settings()
    assert (settings.corpus, settings.index) == (HOME / "corpus", str(HOME / ".index"))
    assert (settings.encoder, settings.allow_download, settings.council) == ("", False, "")


def test_each_setting_is_a_variable(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = {
        "corpus": tmp_path,
        "index": str(tmp_path / "index"),
        "encoder": "a-model",
        "allow_download": True,
        "council": "hastings",
        "port": 8080,
        "drain_seconds": 2.5,
        "log": "json",
        "log_level": "warning",
        "keep_questions_days": 7,
        "keep_feedback_days": 90,
        "keep_events_hours": 2,
    }
    said |= {name: f"a-{name}" for name in Settings.model_fields if name not in said}
    for name, value in said.items():
        bare.setenv(f"PROTOCOL_BOT_{name.upper()}", str(value))
    held = Settings().model_dump()
    secrets = {name: one.get_secret_value() for name, one in held.items() if is_secret(one)}
    assert held | secrets == said


def is_secret(value: object) -> TypeGuard[SecretStr]:
    """Whether a setting's value is masked wherever it is printed."""
    return isinstance(value, SecretStr)


def test_what_nobody_may_read_is_masked(bare: pytest.MonkeyPatch) -> None:
    names = {"slack_bot_token", "slack_app_token", "slack_signing_secret", "store_keys"}
    names |= {"slack_client_secret", "teams_app_password", "user_key"}
    for name in names:
        bare.setenv(f"PROTOCOL_BOT_{name.upper()}", "hush-hush")
    assert "hush-hush" not in repr(Settings())
    assert {name for name, one in Settings().model_dump().items() if is_secret(one)} == names


def test_each_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert (field.description or "").endswith("."), name


def test_settings_do_not_change_while_the_bot_runs(bare: pytest.MonkeyPatch) -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.council = "southend"  # type: ignore[misc] # mypy sees it too
    bare.setenv("PROTOCOL_BOT_COUNCIL", "southend")
    assert settings.council == ""


def test_variables_of_other_programs_are_left_alone(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("COUNCIL", "southend")
    bare.setenv("PROTOCOL_BOTTLE", "green")
    assert Settings().council == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROTOCOL_BOT_ALLOW_DOWNLOAD", "maybe"),
        ("PROTOCOL_BOT_ALLOW_DOWNLOAD", ""),
        ("PROTOCOL_BOT_KEEP_QUESTIONS_DAYS", "0"),
        ("PROTOCOL_BOT_KEEP_FEEDBACK_DAYS", "a year"),
        ("PROTOCOL_BOT_KEEP_EVENTS_HOURS", "0"),
        ("PROTOCOL_BOT_CORPUS", "no/such/folder"),
        ("PROTOCOL_BOT_CORPUS", __file__),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    bare.setenv(name, value)
    assert main(["councils"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"protocol-bot: The setting {name} is wrong: ")
    assert err.endswith("; mend it or unset it.\n")
    assert err.count("\n") == 1


def test_all_wrong_values_are_told_at_once_a_line_each(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"PORT": "0", "LOG": "xml", "LOG_LEVEL": "loud", "DRAIN_SECONDS": "-1"}
    for name, value in wrong.items():
        bare.setenv(f"PROTOCOL_BOT_{name}", value)
    assert main(["councils"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert {line.split()[3].removeprefix("PROTOCOL_BOT_") for line in lines} == set(wrong)


def test_the_council_of_the_settings_is_asked_when_none_is_named(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.setenv("PROTOCOL_BOT_COUNCIL", "hastings")
    assert main(["clause", "126"]) == 0
    assert capsys.readouterr().out.startswith("Hastings Borough Council")


def test_an_encoder_that_is_not_there_is_told_before_anything_is_built(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bare.setenv("PROTOCOL_BOT_ENCODER", str(tmp_path / "no-model"))
    bare.setenv("PROTOCOL_BOT_INDEX", str(tmp_path / "index"))
    assert main(["ask", "may I?", "--council", "southend"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert not (tmp_path / "index").exists()


def test_parts_are_made_only_when_they_are_asked_for(tmp_path: Path) -> None:
    wiring = Wiring(Settings(corpus=tmp_path, index=tmp_path / "index", encoder="no-such-model"))
    assert list(vars(wiring)) == ["settings"]
