import pytest

from files.errors import Refused
from restore.sql.load import build_indexes
from tests.restore.test_sql.conftest import Target, dump, ignore, look

pytestmark = pytest.mark.slow

NAMES = """
CREATE TABLE public."Größe" ("Länge" text DEFAULT 'ü');
INSERT INTO public."Größe" VALUES ('naïve'), ('ÿ'), (E'\\\\');
CREATE INDEX "Schlüssel" ON public."Größe" ("Länge");
"""
LATIN = "ENCODING 'LATIN1' LOCALE 'C'"


@pytest.mark.parametrize("options", [[], ["--inserts"]], ids=" ".join)
@pytest.mark.parametrize("encoding", ["UTF8", "LATIN1", "WIN1252"])
def test_rows_and_names_in_other_encodings(
    make_source: object, target: Target, encoding: str, options: list[str]
) -> None:
    source = make_source(LATIN if encoding == "LATIN1" else "")  # type: ignore[operator]
    source.run(NAMES)
    data = source.dump(f"--encoding={encoding}", *options)
    surveyed = look(data)
    assert surveyed.contents.encoding == encoding
    assert surveyed.contents.tables[0].full_name == "public.Größe"
    assert target.restore(data).rows == surveyed.rows == {"public.Größe": 3}
    rows = target.read('SELECT * FROM public."Größe" ORDER BY 1')
    assert rows == [("\\",), ("naïve",), ("ÿ",)]


def test_a_changing_encoding_is_followed(target: Target) -> None:
    body = (
        "SET client_encoding = 'LATIN1';\nCREATE TABLE public.ä (\n    a text\n);\n"
        "INSERT INTO public.ä VALUES ('ä');\n".encode("latin-1")
        + "SET client_encoding = 'UTF8';\nINSERT INTO public.ä VALUES ('é');\n".encode()
    )
    target.restore(dump(body))
    assert target.read('SELECT a FROM public."ä"') == [("ä",), ("é",)]


def test_bytes_of_no_encoding_are_refused(target: Target) -> None:
    table = (
        b"SET client_encoding = 'SQL_ASCII';\nCREATE TABLE public.t (\n a text\n);\n"
    )
    data = dump(table + b"COPY public.t (a) FROM stdin;\n\xff\n\\.\n")
    assert look(data).contents.encoding == "SQL_ASCII"
    with pytest.raises(Refused, match="invalid byte sequence") as caught:
        target.load(data)
    assert caught.value.code == "encoding"
    with pytest.raises(Refused, match="is not") as caught:
        look(dump(b"CREATE TABLE public.\xff (\n a text\n);\n"))
    assert caught.value.code == "encoding"


def test_nul_bytes_are_refused(target: Target) -> None:
    table = b"CREATE TABLE public.t (\n    a text\n);\n"
    with pytest.raises(Refused):
        look(dump(table + b"INSERT INTO public.t VALUES ('\0');\n"))
    with pytest.raises(Refused):
        target.load(dump(table + b"COPY public.t (a) FROM stdin;\na\0b\n\\.\n"))


def test_an_index_that_fails_is_one_sentence(target: Target) -> None:
    data = dump(
        b"CREATE TABLE public.t (\n    a integer\n);\n"
        b"COPY public.t (a) FROM stdin;\n1\n1\n\\.\n"
        b"ALTER TABLE ONLY public.t\n    ADD CONSTRAINT t_pkey PRIMARY KEY (a);\n"
    )
    loaded = target.load(data)
    with pytest.raises(Refused, match=r"line \d+ .*could not create unique index"):
        build_indexes(loaded.later, target.staging.connect, tick=ignore, log=ignore)
