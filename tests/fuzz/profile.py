"""How many examples are tried: a moderate number that never changes, or many new ones."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

DEEP = "deep"
TIMES = 20  # as many examples where the profile is deep

Test = TypeVar("Test", bound=Callable[..., Any])

# A door's fixtures are the same for all examples, as a door in the world outlives its requests.
UNDISTURBED = (
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
)


def fuzzed(examples: int) -> Callable[[Test], Test]:
    """Settings for a test of so many examples; `bounds` stands in for Hypothesis' own deadline."""
    deep = os.environ.get("HYPOTHESIS_PROFILE") == DEEP
    return settings(
        max_examples=examples * (TIMES if deep else 1),
        derandomize=not deep,
        deadline=None,
        database=None,
        suppress_health_check=UNDISTURBED,
    )
