"""Settings: read from the environment, typed, frozen; a wrong one is told in one line."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.__main__ import Wiring, main
from bot.settings import HOME, Settings


@pytest.mark.usefixtures("bare")
def test_a_fresh_machine_needs_no_settings() -> None:
    settings = Settings()
    assert (settings.corpus, settings.index) == (HOME / "corpus", HOME / ".index")
    assert (settings.encoder, settings.allow_download, settings.council) == ("", False, "")


def test_each_setting_is_a_variable(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = {
        "corpus": tmp_path,
        "index": tmp_path / "index",
        "encoder": "a-model",
        "allow_download": True,
        "council": "hastings",
    }
    assert set(said) == set(Settings.model_fields)
    for name, value in said.items():
        bare.setenv(f"PROTOCOL_BOT_{name.upper()}", str(value))
    assert Settings().model_dump() == said


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
