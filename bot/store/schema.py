"""The tables. To change one: change it here, write the next file in `migrations/versions`.

tests/store/test_migrations.py holds the two to each other, on SQLite and on PostgreSQL.
"""

from datetime import datetime

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import JSON, Column, Index, MetaData, Named, Table, Text, TypedColumns

from bot.store.columns import Digest, Moment, Names, Words

metadata = MetaData()


class TenantColumns(TypedColumns):
    """A workspace or a tenant: which councils it asks about, and whether the bot is off there."""

    platform = Column(Words, primary_key=True)
    tenant = Column(Words, primary_key=True)
    councils = Column(Names, nullable=False)
    off: Named[bool]


class PersonColumns(TypedColumns):
    """A person's role, as they chose it. Here as elsewhere `user` is an alias, and no user id."""

    platform = Column(Words, primary_key=True)
    tenant = Column(Words, primary_key=True)
    user = Column(Words, primary_key=True)
    asker = Column(Words, nullable=False)
    chosen_at = Column(Moment, nullable=False)


class EventColumns(TypedColumns):
    """An event that was taken up, and whether it was answered."""

    key = Column(Digest, primary_key=True)
    claimed_at = Column(Moment, nullable=False)
    finished_at: Named[datetime | None] = Column(Moment)


class RateColumns(TypedColumns):
    """When a person asked within the last minute: seconds since 1970, oldest first."""

    platform = Column(Words, primary_key=True)
    tenant = Column(Words, primary_key=True)
    user = Column(Words, primary_key=True)
    asked: Named[list[float]] = Column(JSON)
    last_at = Column(Moment, nullable=False)


class QuestionColumns(TypedColumns):
    """A person's recent question."""

    id: Named[int] = Column(primary_key=True)
    platform = Column(Words, nullable=False)
    tenant = Column(Words, nullable=False)
    user = Column(Words, nullable=False)
    question = Column(Words, nullable=False)
    council = Column(Words, nullable=False)
    asked_at = Column(Moment, nullable=False)


class SaidColumns(TypedColumns):
    """What a person asked in a thread, for follow-ups; `thread` is an alias, too."""

    id: Named[int] = Column(primary_key=True)
    platform = Column(Words, nullable=False)
    tenant = Column(Words, nullable=False)
    thread = Column(Words, nullable=False)
    user = Column(Words, nullable=False)
    text = Column(Words, nullable=False)
    at = Column(Moment, nullable=False)


class FeedbackColumns(TypedColumns):
    """What somebody thought of an answer. Nothing here says who."""

    platform = Column(Words, primary_key=True)
    tenant = Column(Words, primary_key=True)
    id = Column(Words, primary_key=True)
    at = Column(Moment, nullable=False)
    council = Column(Words, nullable=False)
    question = Column(Words, nullable=False)
    shown = Column(Names, nullable=False)
    verdict = Column(Words, nullable=False)
    reason = Column(Words, nullable=False)
    comment = Column(Words, nullable=False)


class AnswerColumns(TypedColumns):
    """What an answer was about, by its message's alias. Nothing here says who asked."""

    platform = Column(Words, primary_key=True)
    tenant = Column(Words, primary_key=True)
    message = Column(Words, primary_key=True)
    at = Column(Moment, nullable=False)
    council = Column(Words, nullable=False)
    question = Column(Words, nullable=False)
    shown = Column(Names, nullable=False)


tenants = Table("tenants", metadata, TenantColumns)
people = Table("people", metadata, PersonColumns)
events = Table("events", metadata, EventColumns)
rates = Table("rates", metadata, RateColumns)
questions = Table("questions", metadata, QuestionColumns)
said = Table("said", metadata, SaidColumns)
feedback = Table("feedback", metadata, FeedbackColumns)
answers = Table("answers", metadata, AnswerColumns)

Index(
    "questions_of_a_person",
    questions.c.platform,
    questions.c.tenant,
    questions.c.user,
    questions.c.asked_at,
)
Index("said_in_a_thread", said.c.platform, said.c.tenant, said.c.thread, said.c.user)
Index("events_claimed_at", events.c.claimed_at)
Index("said_at", said.c.at)
Index("answers_at", answers.c.at)

# What slack_sdk keeps, in its own columns, but for those that `installations` seals: a sealed token
# is longer than the 200 characters that slack_sdk has room for.
SEALED = (
    "bot_token",
    "bot_refresh_token",
    "user_token",
    "user_refresh_token",
    "incoming_webhook_url",  # whoever has it can post
)
slack_bots = AsyncSQLAlchemyInstallationStore.build_bots_table(metadata, "slack_bots")
slack_installations = AsyncSQLAlchemyInstallationStore.build_installations_table(
    metadata, "slack_installations"
)
slack_oauth_states = AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table(
    metadata, "slack_oauth_states"
)
for _table in (slack_bots, slack_installations):
    for _column in _table.c:
        if _column.name in SEALED:
            _column.type = Text()
