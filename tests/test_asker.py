"""Who is asking, as far as a question says so itself."""

import pytest

from bot.asker import Asker, Side, said_asker


@pytest.mark.parametrize(
    ("question", "asker"),
    [
        ("Director here. Do I have to go?", Asker.OFFICER),
        ("I'm a senior housing officer and they want me to come", Asker.OFFICER),
        ("my line manager says no", Asker.OFFICER),
        ("as a councillor, can I see it?", Asker.COUNCILLOR),
        ("I am a ward member and need the file", Asker.COUNCILLOR),
        ("I'm a resident, who do I tell", Asker.PUBLIC),
        ("as a member of the public can I see it", Asker.PUBLIC),
        ("I'm a member of staff", None),
        ("who do I complain to about a councillor", None),
        ("as a councillor my line manager at work objects", None),
    ],
)
def test_only_plain_words_tell_who_asks(question: str, asker: Asker | None) -> None:
    assert said_asker(question) is asker


@pytest.mark.parametrize(
    ("asker", "side"),
    [
        (Asker.OFFICER, Side.OFFICER),
        (Asker.HUB, Side.OFFICER),
        (Asker.CLERK, Side.OFFICER),
        (Asker.COUNCILLOR, Side.COUNCILLOR),
        (Asker.PUBLIC, None),
    ],
)
def test_a_hub_and_a_clerk_are_officers_and_the_public_has_no_side(
    asker: Asker, side: Side | None
) -> None:
    assert asker.side is side
