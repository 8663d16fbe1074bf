"""App Home: protocol, role, limits, questions, reminders; council and switch for admins.

The Messages tab of the same app gets prompts that fit the council.
"""

import json
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import views, wording
from bot.answer import NoAnswer
from bot.asker import Asker
from bot.blocks import said
from bot.front import LONDON, Person
from bot.slack.front import PLATFORM, SlackFront
from bot.slack.once import once
from bot.slack.replies import direct, person_of, post
from bot.store import people, recent, tenants
from bot.views import Reminder, Seen, home


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to the Home being opened and to what can be done there."""

    async def opened(args: AsyncArgs) -> None:
        if (args.event or {}).get("tab") == "messages":
            await _suggest(args, front)
        else:
            await _publish(args, front)

    async def apologise(args: AsyncArgs, words: str) -> None:
        await post(args.client, [said(words)], await direct(args), None)

    app.event("app_home_opened")(once(front, opened, apologise))
    for name, act in (
        (views.ROLE, _keep_role),
        (views.FORGET, _forget),
        (views.CANCEL, _cancel),
        (views.COUNCIL, _bind),
        (views.SWITCH, _switch),
    ):

        async def acted(args: AsyncArgs, act=act) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            await act(args, front)
            await _publish(args, front)

        app.action(name)(once(front, acted, apologise))
    app.action(views.PUBLISHED)(_followed)


async def _followed(ack: AsyncAck) -> None:
    """The document opens in a browser by itself; Slack still wants its press acknowledged."""
    await ack()


async def _publish(args: AsyncArgs, front: SlackFront) -> None:
    person = person_of(args)
    view = home(await seen(args, front, person))
    await args.client.views_publish(user_id=person.user, view=view)


async def seen(args: AsyncArgs, front: SlackFront, person: Person) -> Seen:
    """What a person sees in the App Home of their workspace."""
    tenant = await front.tenant(person.tenant)
    books = front.desk.library.rulebooks
    read = recent.recent(front.store, PLATFORM, person.tenant, front.alias(person))
    asked = await front.visit("settings", read)
    admin = await _is_admin(args, front)
    return Seen(
        books=tuple(books[slug] for slug in tenant.councils),
        asker=await front.role(person),
        recent=tuple(one.question for one in asked),
        reminders=await _reminders(args),
        off=tenant.off,
        choices=tuple(book.council for book in books.values()) if admin else (),
    )


async def _reminders(args: AsyncArgs) -> tuple[Reminder, ...]:
    """The person's reminders, soonest first: Slack itself keeps them."""
    channel = await direct(args)
    listed = await args.client.chat_scheduledMessages_list(channel=channel)
    messages = sorted(listed["scheduled_messages"], key=lambda one: int(one["post_at"]))
    return tuple(
        Reminder(
            id=one["id"],
            channel=channel,
            day=datetime.fromtimestamp(int(one["post_at"]), UTC).astimezone(LONDON).date(),
            title=(one.get("text") or "").partition("\n")[0],
        )
        for one in messages
    )


async def _suggest(args: AsyncArgs, front: SlackFront) -> None:
    """Prompts for the Messages tab that this council's protocol can answer."""
    person = person_of(args)
    tenant = await front.tenant(person.tenant)
    if not tenant.councils:
        return
    council = tenant.councils[0]
    fit = [
        one
        for one in wording.PROMPTS
        if not isinstance(await front.answer(council, one, None), NoAnswer)
    ]
    if not fit:
        return
    prompts = [{"title": one, "message": one} for one in fit]
    channel = (args.event or {})["channel"]
    await args.client.api_call(
        "assistant.threads.setSuggestedPrompts",
        json={"channel_id": channel, "prompts": prompts, "title": wording.PROMPTS_TITLE},
    )


async def _keep_role(args: AsyncArgs, front: SlackFront) -> None:
    person = person_of(args)
    chosen = args.body["actions"][0]["selected_option"]["value"]
    if chosen == views.NO_ROLE:
        whose = (PLATFORM, person.tenant, front.alias(person))
        await front.visit("role", people.forget_role(front.store, *whose))
    else:
        await front.keep_role(person, Asker(chosen))


async def _forget(args: AsyncArgs, front: SlackFront) -> None:
    person = person_of(args)
    whose = (PLATFORM, person.tenant, front.alias(person))
    await front.visit("settings", recent.forget(front.store, *whose))


async def _cancel(args: AsyncArgs, _front: SlackFront) -> None:
    """Cancel one of the person's own reminders; one that was sent meanwhile is gone anyway."""
    value = json.loads(args.body["actions"][0]["value"])
    try:
        await args.client.chat_deleteScheduledMessage(
            channel=await direct(args), scheduled_message_id=value["id"]
        )
    except SlackApiError as error:
        if error.response.get("error") != "invalid_scheduled_message_id":
            raise


async def _bind(args: AsyncArgs, front: SlackFront) -> None:
    """Bind the workspace to what was chosen: councils that stay keep their places, others follow.

    So the first stays first, whatever is added: it answers what names no council.
    """
    person = person_of(args)
    if await _is_admin(args, front):
        options = args.body["actions"][0]["selected_options"]
        chosen = [front.desk.rulebook(one["value"]).protocol.slug for one in options]
        before = (await front.tenant(person.tenant)).councils
        kept = [slug for slug in before if slug in chosen]
        councils = tuple(dict.fromkeys([*kept, *chosen]))
        binding = tenants.bind(front.store, PLATFORM, person.tenant, councils)
        await front.visit("settings", binding)


async def _switch(args: AsyncArgs, front: SlackFront) -> None:
    person = person_of(args)
    if await _is_admin(args, front):
        tenant = await front.tenant(person.tenant)
        off = args.body["actions"][0]["value"] == views.OFF
        binding = tenants.bind(front.store, PLATFORM, person.tenant, tenant.councils)
        await front.visit("settings", binding)
        await front.visit("settings", tenants.switch(front.store, PLATFORM, person.tenant, off))


async def _is_admin(args: AsyncArgs, front: SlackFront) -> bool:
    """Whether this is an admin of the settings, or installed the app: here, or org-wide."""
    person, organisation = person_of(args), args.context.enterprise_id or ""
    if await front.is_admin(person):
        return True
    return bool(organisation) and await front.is_admin(Person(organisation, person.user))
