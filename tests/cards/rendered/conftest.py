"""One browser for every card that is drawn."""

from collections.abc import Iterator

import pytest

from tests.cards.rendered import browser as chromium
from tests.cards.rendered.browser import Browser


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser that draws cards; without one the tests are skipped, and in CI they fail."""
    if reason := chromium.missing():
        leave_out = pytest.fail if chromium.must_draw() else pytest.skip
        leave_out(reason)
    with chromium.opened(tmp_path_factory.mktemp("chromium")) as page:
        yield page
