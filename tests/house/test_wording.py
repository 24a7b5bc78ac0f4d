"""What `make lint` says of sentences that are hard to read."""

import pytest

from tests.house.wording import main, problems, texts_of


@pytest.mark.parametrize(
    "text",
    [
        "It was put away.",
        "They are counted.",
        "The file can not be read.",
        "Choose what is there.",
        "Somebody else changed this.",
        "The phase exists already.",
    ],
)
def test_a_sentence_to_write_better(text: str) -> None:
    assert [*problems(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The file was discarded.",
        "Italy is a customer.",
        "The file cannot be read.",
        "Someone else changed this.",
        "A phase of that name already exists.",
    ],
)
def test_a_good_sentence(text: str) -> None:
    assert [*problems(text)] == []


def test_code_shows_its_strings_and_not_its_docstrings(tmp_path) -> None:
    (file := tmp_path / "views.py").write_text(
        '"""It explains."""\nname = f"{file} is not there."\nkey = "it"\n'
    )
    assert [*texts_of(file)] == [(2, "{} is not there.")]


def test_a_template_shows_its_text_and_its_labels(tmp_path) -> None:
    (file := tmp_path / "list.html").write_text(
        '{# It explains. #}\n<p title="A tip">{% if x %}\nText</p>\n'
    )
    assert sorted(texts_of(file)) == [(2, "A tip"), (3, "Text")]


def test_a_part_of_the_house_can_be_looked_at(capsys) -> None:
    assert main(["tests/house"]) == 0
    assert capsys.readouterr().out == "0 texts to write better.\n"
