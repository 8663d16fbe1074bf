"""`python -m tests.deploy.env_example`: deploy/env.example, every setting with what it is for."""

import textwrap
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import HOME, Settings

EXAMPLE = HOME / "deploy" / "env.example"
WIDTH = 98  # columns of a description
HEAD = """\
# Every setting of Protocol Bot, as an environment variable, with its default; take the # away from
# what you set. Containers, Kubernetes and systemd read the copy that you make of this file: keep it
# out of every repository, since it holds secrets. Folders are those of the installation.
# Written by `make env-example`.
"""


def text() -> str:
    """The whole file."""
    prefix = Settings.model_config["env_prefix"]
    fields = Settings.model_fields.items()
    return "\n".join([HEAD, *(_entry(f"{prefix}{name.upper()}", one) for name, one in fields)])


def _entry(variable: str, field: FieldInfo) -> str:
    """What a setting is for, and the line that sets it to its default."""
    sentence = textwrap.fill(field.description or "", WIDTH)
    return f"{textwrap.indent(sentence, '# ')}\n#{variable}={_written(field.default)}\n"


def _written(default: object) -> str:
    """A default as it is typed; a path inside the installation by its own part."""
    match default:
        case SecretStr():
            return default.get_secret_value()
        case bool():
            return str(default).lower()
        case _:
            return str(default).replace(f"{HOME}/", "")


def write(file: Path = EXAMPLE) -> None:
    """Write the file anew."""
    file.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write()
