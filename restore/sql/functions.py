"""Which functions a definition may call.

A DEFAULT, a CHECK, an index or a generated column runs while the backup is loaded.
The backup's own functions are never created, so only PostgreSQL's can be called. Of
those, only the listed ones are allowed: they do not wait, read files, run other SQL,
or make gigabytes out of nothing.
"""

from collections.abc import Sequence

from files.sql.tokens import Kind, Token, shorten
from restore.sql.refusals import UnsafeDefinition


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTIONS = _words("""
    abs age array_length array_lower array_position array_remove array_to_string
    array_upper ascii btrim bit_length cardinality ceil ceiling char_length
    character_length chr clock_timestamp coalesce concat concat_ws convert_from
    convert_to current_database current_schema current_user currval
    date date_bin date_part date_trunc decode div encode exp extract family floor
    gen_random_uuid get_byte greatest host hashtext initcap int4range
    int8range isfinite json_array_length json_build_array json_build_object
    json_extract_path json_extract_path_text json_typeof jsonb_array_length
    jsonb_build_array jsonb_build_object jsonb_extract_path jsonb_extract_path_text
    jsonb_typeof justify_hours justify_interval least left length ln localtime
    localtimestamp log lower lower_inc ltrim make_date make_interval make_timestamp
    masklen md5 min_scale mod network nextval normalize now nullif num_nonnulls
    num_nulls numrange octet_length overlay position power quote_ident random
    range_merge regexp_match regexp_replace replace reverse right round row
    row_to_json rtrim scale session_user setweight sha224 sha256 sha384 sha512 sign
    split_part sqrt starts_with statement_timestamp strpos substr substring
    text timeofday timestamp timezone to_char to_date to_hex
    to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector
    transaction_timestamp translate trim trunc tsrange tstzrange
    uuidv4 uuidv7 upper upper_inc width_bucket
""")

# May stand before a bracket without being called.
_TYPES = _words("""
    bit bpchar char character dec decimal float interval numeric time timestamp
    timestamptz timetz varbit varchar varying nchar
""")
_KEYWORDS = _words("""
    all and any array as asc between by case check collate default desc distinct
    else exclude first from ilike in include is key last like not null nulls on or
    over references similar some then to unique using when where with zone
    constraint generated identity primary stored symmetric values
""")
_METHODS = frozenset({"btree", "hash", "gin", "gist", "brin", "spgist"})
# None of these belongs in a definition.
_QUERIES = _words("""
    select table into do grant window
""")


def check_expressions(tokens: Sequence[Token]) -> None:
    """Refuse a definition that calls a function outside the list."""
    for position, token in enumerate(tokens):
        if token.is_word(*_QUERIES) or token.kind is Kind.PARAM:
            raise _refused(token.value)
        if token.is_word("operator"):
            _check_operator(tokens[position + 1 : position + 4])
        if token.is_symbol("(") and position:
            _check_call(tokens, position - 1)


def _check_call(tokens: Sequence[Token], position: int) -> None:
    """The name before a bracket: `name (` or `schema . name (`."""
    name = tokens[position]
    if not name.is_name:
        return
    qualified = position >= 2 and tokens[position - 1].is_symbol(".")
    if qualified:
        schema = tokens[position - 2]
        ours = schema.is_name and schema.value == "pg_catalog"
        if ours and name.value in FUNCTIONS | _TYPES:
            return
        raise _refused(f"{schema.value}.{name.value}")
    if name.value in FUNCTIONS or name.value == "operator":
        return
    if name.kind is Kind.WORD and name.value in _TYPES | _KEYWORDS | _METHODS:
        return
    raise _refused(name.value)


def _check_operator(after: Sequence[Token]) -> None:
    """OPERATOR(pg_catalog.=), and only PostgreSQL's own."""
    right = len(after) == 3 and after[0].is_symbol("(") and after[2].is_symbol(".")
    if not (right and after[1].is_name and after[1].value == "pg_catalog"):
        raise _refused("its own operator")


def _refused(name: str) -> UnsafeDefinition:
    return UnsafeDefinition(shorten(name))
