"""A specimen of each form and of each card that greets, helps or offers, by name."""

from dataclasses import replace

from bot import card_forms
from bot.asker import Asker
from bot.card_elements import Element
from bot.rulebook import Library, Rulebook
from tests.little import SLUG
from tests.specimens import MATTERS, TODAY


def all_forms(library: Library) -> dict[str, Element]:
    """Every kind of card of `bot.card_forms`, of the small council."""
    book = library.rulebooks[SLUG]
    names, council = [book.council.name], book.council
    books = [book, neighbour(book)]
    councils = [one.council for one in books]
    return {
        "protocol": card_forms.protocol_form(),
        "protocol_in_public": card_forms.protocol_form(question="who pays?", public=True),
        "deadline": card_forms.deadline_form(book),
        "deadline_chosen": card_forms.deadline_form(book, rule="enquiry-reply", start=TODAY),
        "route": card_forms.route_form(MATTERS),
        "route_chosen": card_forms.route_form(MATTERS, asker=Asker.HUB, matter="press"),
        "clause": card_forms.clause_form([book], label="2.9"),
        "protocol_of_several": card_forms.protocol_form(councils),
        "deadline_of_several": card_forms.whose_rules_form(books, public=True),
        "deadline_of_one_among_several": card_forms.deadline_form(books[1], among=books),
        "route_of_several": card_forms.route_form(MATTERS, councils),
        "clause_of_several": card_forms.clause_form(books),
        "complaint": card_forms.complaint_form(),
        "help": card_forms.help_card(),
        "welcome": card_forms.welcome_card(names),
        "welcome_without_council": card_forms.welcome_card(()),
        "councils": card_forms.council_card([council], [SLUG]),
        "councils_switched_off": card_forms.council_card([council], (), off=True),
    }


def neighbour(book: Rulebook) -> Rulebook:
    """A council that has the same rules under another name."""
    named = {
        "slug": "great-marling",
        "name": "Great Marling Council",
        "short_name": "Great Marling",
    }
    council = book.council.model_copy(update=named)
    return replace(book, protocol=replace(book.protocol, council=council))
