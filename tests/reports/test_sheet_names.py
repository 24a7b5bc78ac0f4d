from hypothesis import given
from hypothesis import strategies as st

from reports.formats.sheetnames import FORBIDDEN, SheetNames

NAMES = st.lists(
    st.text(max_size=60) | st.sampled_from(["a" * 40, "A" * 40, "🎬" * 20, "'x'", ""]),
    max_size=30,
)


def units(name: str) -> int:
    return len(name.encode("utf-16-le", "surrogatepass")) // 2


@given(NAMES)
def test_any_names_become_sheets(names):
    given_out = SheetNames("Totals")
    found = [given_out.of(name) for name in [*names, "totals", "history"]]
    assert len({name.casefold() for name in found} | {"totals", "history"}) == (
        len(found) + 2
    )
    for name in found:
        assert 0 < units(name) <= 31
        assert not FORBIDDEN.search(name)
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_a_plain_name_stays():
    assert SheetNames().of("News 2019 – second copy") == "News 2019 – second copy"


def test_the_second_of_a_name_is_numbered():
    names = SheetNames()
    assert [names.of("News"), names.of("news")] == ["News", "news (2)"]
