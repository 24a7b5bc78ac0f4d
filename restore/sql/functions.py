"""What a definition may call, and how much.

A CHECK, an index or a generated column runs for each row while the backup is loaded.
The backup's own functions are never created, so only PostgreSQL's can be called. Of
those, only the listed ones are allowed: they do not wait, read files or run other SQL,
and their result is about as long as what they are given. For a definition may be as
long as its author likes, and functions within functions multiply.
"""

from collections.abc import Sequence

from files.sql.tokens import Kind, Token, shorten
from restore.sql.refusals import UnsafeDefinition


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTIONS = _words("""
    abs age array_length array_lower array_position array_remove
    array_upper ascii btrim bit_length cardinality ceil ceiling char_length
    character_length chr clock_timestamp coalesce current_database current_schema
    current_user currval
    date date_bin date_part date_trunc decode div extract family floor
    gen_random_uuid get_byte greatest host hashtext initcap int4range
    int8range isfinite json_array_length
    json_extract_path json_extract_path_text json_typeof jsonb_array_length
    jsonb_extract_path jsonb_extract_path_text
    jsonb_typeof justify_hours justify_interval least left length ln localtime
    localtimestamp log lower lower_inc ltrim make_date make_interval make_timestamp
    masklen md5 min_scale mod network nextval now nullif num_nonnulls
    num_nulls numrange octet_length position random
    range_merge regexp_match reverse right round
    rtrim scale session_user setweight sha224 sha256 sha384 sha512 sign
    split_part sqrt starts_with statement_timestamp strpos substr substring
    text timeofday timestamp timezone to_char to_date to_hex
    to_number to_timestamp to_tsquery
    transaction_timestamp trim trunc tsrange tstzrange
    uuidv4 uuidv7 upper upper_inc width_bucket
""")
# Their result is a few times as long: these are few in one definition.
SWELLING = _words("""
    convert_from convert_to encode normalize quote_ident to_json to_jsonb to_tsvector
""")
MOST_SWELLING = 2
# Each makes the sum of its operands. MOST_LENGTH is for characters and bits: shorter
# values are filled up to it.
JOINING = _words("|| * ^")
MOST_JOINING = 8
MOST_LENGTH = 65_536
MOST_DEFAULT = 10_000
CLOCK = _words("""
    clock_timestamp current_date current_time current_timestamp current_user
    gen_random_uuid localtime localtimestamp nextval now session_user
    statement_timestamp timeofday timezone transaction_timestamp uuidv4 uuidv7
""")
PADDED = _words("bpchar char character nchar bit")

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
    select table into do grant window row
""")
_FIXED = _words("null true false array")


def check_expressions(tokens: Sequence[Token]) -> None:
    """Refuse a definition that calls a function outside the list, or grows a value."""
    _check_growth(tokens)
    for position, token in enumerate(tokens):
        if token.is_word(*_QUERIES) or token.kind is Kind.PARAM:
            raise _refused(token.value)
        if token.is_word("operator"):
            _check_operator(tokens[position + 1 : position + 4])
        if token.is_symbol("(") and position:
            _check_call(tokens, position - 1)


def _check_growth(tokens: Sequence[Token]) -> None:
    joining = [t for t in tokens if t.kind is Kind.OPERATOR and t.value in JOINING]
    swelling = [token for token in tokens if token.value in SWELLING]
    if len(joining) > MOST_JOINING:
        raise _refused(f"“{joining[0].value}” many times")
    if len(swelling) > MOST_SWELLING:
        raise _refused(f"{swelling[0].value} many times")
    for position, token in enumerate(tokens):
        if token.is_word("array"):
            _check_array(tokens[position + 1 :])
    _check_rows(tokens)
    check_lengths(tokens)


def check_lengths(tokens: Sequence[Token]) -> None:
    """character(10000000) makes ten million bytes of one."""
    for position, token in enumerate(tokens[:-2]):
        length = tokens[position + 2]
        if (
            token.is_name
            and token.value in PADDED
            and tokens[position + 1].is_symbol("(")
            and length.kind is Kind.NUMBER
            and not (length.value.isdecimal() and int(length.value) <= MOST_LENGTH)
        ):
            raise _refused(f"{token.value}({length.value})")


def _check_array(after: Sequence[Token]) -> None:
    """ARRAY[…] of constants only: of columns it could be any number of copies."""
    depth, begins = 0, True
    for token in after:
        if token.is_symbol("["):
            depth, begins = depth + 1, True
        elif token.is_symbol(","):
            begins = True
        elif token.is_symbol("]"):
            depth, begins = depth - 1, False
        elif begins and not token.is_symbol("("):
            sign = token.kind is Kind.OPERATOR and token.value in ("-", "+")
            if not (sign or is_constant(token)):
                raise _refused("an array of columns")
            begins = sign
        if depth == 0:
            return


def _check_rows(tokens: Sequence[Token]) -> None:
    """(a, a, a) without a name before it is a row of any number of copies, too."""
    opened: list[bool] = []  # whether a comma in these brackets would make a row
    for position, token in enumerate(tokens):
        if token.is_symbol("("):
            before = tokens[position - 1] if position else token
            opened.append(before.kind in (Kind.OPERATOR, Kind.SYMBOL) or _joins(before))
        elif token.is_symbol("["):
            opened.append(False)
        elif token.is_symbol(")", "]") and opened:
            opened.pop()
        elif token.is_symbol(",") and opened and opened[-1]:
            raise _refused("a row of columns")


def _joins(word: Token) -> bool:
    return word.is_word("and", "or", "not", "check", "when", "then", "else", "case")


def is_harmless_default(tokens: Sequence[Token]) -> bool:
    """A constant, a sequence, or what the clock says: no bigger than it is written."""
    if len(tokens) > MOST_DEFAULT or sum(len(t.value) for t in tokens) > MOST_DEFAULT:
        return False
    is_type = False
    for token in tokens:
        if token.is_symbol("::"):
            is_type = True
        elif token.is_name:
            ours = token.is_word("pg_catalog", *_FIXED) or token.value in CLOCK
            if not (is_type or ours):
                return False
        elif token.kind is Kind.OPERATOR:
            is_type = False
            if token.value not in ("-", "+"):
                return False
        elif token.is_symbol(","):
            is_type = False
    try:
        check_lengths(tokens)
    except UnsafeDefinition:
        return False
    return True


def is_constant(token: Token) -> bool:
    literal = token.kind in (Kind.STRING, Kind.NUMBER, Kind.BITS)
    return literal or token.is_word(*_FIXED)


def _check_call(tokens: Sequence[Token], position: int) -> None:
    """The name before a bracket: `name (` or `schema . name (`."""
    name = tokens[position]
    if not name.is_name:
        return
    qualified = position >= 2 and tokens[position - 1].is_symbol(".")
    if qualified:
        schema = tokens[position - 2]
        ours = schema.is_name and schema.value == "pg_catalog"
        if ours and name.value in FUNCTIONS | SWELLING | _TYPES:
            return
        raise _refused(f"{schema.value}.{name.value}")
    if name.value in FUNCTIONS | SWELLING or name.value == "operator":
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
