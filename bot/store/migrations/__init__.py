"""How the tables came to be, a file a step in `versions`; they run inside the program.

No alembic.ini is read. To add a step: change `bot/store/schema.py`, copy the newest file in
`versions`, give it the next number as `revision` and the last one as `down_revision`. A step that
has been released is never edited.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

LATEST = "head"


def upgrade(connection: Connection, revision: str = LATEST) -> None:
    """Take the steps that the database lacks, inside the connection's transaction.

    Raises alembic's CommandError when the database stands at a step that is not known here.
    """
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Go back to a revision, or to "base": no tables. What stood in dropped columns is lost."""
    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    here = str(Path(__file__).parent)
    config.set_main_option("script_location", here.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
