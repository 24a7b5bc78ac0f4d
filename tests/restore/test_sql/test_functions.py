import pytest

from files.errors import Refused
from files.sql.tokens import tokenize
from restore.sql.functions import check_expressions


@pytest.mark.parametrize(
    "text",
    [
        "DEFAULT nextval('public.a_id_seq'::regclass) NOT NULL",
        "DEFAULT now()",
        "DEFAULT pg_catalog.now()",
        "CHECK (((state)::text = ANY ((ARRAY['A'::character varying, 'B'::character"
        " varying])::text[])))",
        "CHECK ((a > 0) AND (b IN (1, 2)) OR NOT (c ~ '^x'))",
        'btree (lower((name)::text) varchar_pattern_ops, "left"(a, 3))',
        "numeric(10,2) DEFAULT (0)::numeric(10,2)",
        "timestamp(3) without time zone DEFAULT timezone('utc'::text, now())",
        "DEFAULT 'NEW'::public.state",
        "a OPERATOR(pg_catalog.=) 1",
        "REFERENCES x ON DELETE CASCADE ON UPDATE SET NULL",
        "REFERENCES x ON UPDATE SET DEFAULT ON DELETE SET NULL (b)",
    ],
)
def test_usual_definitions_pass(text: str) -> None:
    check_expressions(list(tokenize(text)))


@pytest.mark.parametrize(
    "text",
    [
        "DEFAULT pg_sleep(1)",
        'DEFAULT "pg_sleep"(1)',
        "DEFAULT pg_catalog.pg_read_file('/etc/passwd')",
        "DEFAULT public.now()",
        "DEFAULT public /* */ . lower ('A')",
        "CHECK ((SELECT true))",
        "CHECK (true) AS SELECT 1",
        "DEFAULT query_to_xml ('select 1', true, true, '')",
        "DEFAULT repeat('x', 1000000000)",
        "a OPERATOR(public.=) 1",
        "a OPERATOR(=) 1",
        '"check"(1)',
        "$1",
    ],
)
def test_what_is_not_listed_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        check_expressions(list(tokenize(text)))
    assert caught.value.code == "unsafe_definition"
