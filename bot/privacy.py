"""Whether a text holds personal data: such a question is answered, but not kept.

It looks for what can be known by its form: e-mail addresses, telephone numbers, National Insurance
numbers and payment card numbers. Names and addresses have no form of their own and are not found.
Where a number may be one or may not, it counts: the price of a wrong yes is one question forgotten.
"""

import re
import unicodedata

from phonenumbers import Leniency, PhoneNumberMatcher

HOME = "GB"  # a telephone number without a country's code is a British one
HYPHENS = str.maketrans(dict.fromkeys("‐‒–—―−", "-"))

# The last part begins with two letters, so that "me@3.30pm" is a time.
EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+@(?:[\w-]+\.)+[^\W\d_]{2}")

# Two letters, six digits, A to D. Neither letter is D, F, I, Q, U or V, the second is not O, and
# seven pairs are never given out (HMRC, National Insurance Manual, NIM39110).
NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d\d){3}[ -]?[A-D]\b",
    re.IGNORECASE,
)

# 13 to 19 digits in one run, or in the groups that are printed on cards. Payment cards begin with
# 2 to 6; dates in a row ("2026-11-20 2026-12-04") are in other groups.
CARD = re.compile(
    r"(?<![\d-])(?:[2-6]\d{12,18}|[2-6]\d{3}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{1,4}"
    r"(?:(?P=gap)\d{3})?|3\d{3}(?P<mark>[ -])\d{6}(?P=mark)\d{4,5})(?![\d-])"
)

# Ten digits or more, the first of them 0 or after a plus, with any marks between.
DIALLED = re.compile(r"\(?[+0](?:\D*\d){9}")


def personal_data(text: str) -> bool:
    """True when `text` holds an e-mail address, a telephone, National Insurance or card number."""
    line = _plain(text)
    return (
        EMAIL.search(line) is not None
        or NATIONAL_INSURANCE.search(line) is not None
        or any(_is_card(match[0]) for match in CARD.finditer(line))
        or _telephones(line)
    )


def _telephones(line: str) -> bool:
    """True for a number written to be dialled from anywhere, allotted or not.

    The library finds what could be one, and is not asked whether it was ever given out: its lists
    leave out ranges such as 07700 900. Its beginning and its length tell it from a reference.
    """
    found = PhoneNumberMatcher(line, HOME, Leniency.POSSIBLE)
    return any(DIALLED.match(match.raw_string) for match in found)


def _is_card(number: str) -> bool:
    """The check digit of ISO/IEC 7812 (Luhn): every second digit from the right is doubled."""
    digits = [int(digit) for digit in number if digit.isdecimal()][::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _plain(text: str) -> str:
    """The text as it is read: one form of each digit and hyphen, single spaces, nothing unseen."""
    seen = (char for char in unicodedata.normalize("NFKC", text) if not _is_unseen(char))
    return " ".join("".join(seen).translate(HYPHENS).split())


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf"
