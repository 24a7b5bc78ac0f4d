"""What a definition may call, and how much.

A CHECK, an index or a generated column runs for each row while the backup is loaded.
The backup's own functions are never created, so only PostgreSQL's can be called. Of
those, only the listed ones are allowed: they do not wait, read files or run other SQL,
and their result is about as long as what they are given. For a definition may be as
long as its author likes, and functions within functions multiply.
"""

from collections.abc import Sequence

from files.sql.tokens import Kind, Token, shorten
from restore.sql.refusals import GROWING, UnsafeDefinition


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
    range_merge reverse right round
    rtrim scale session_user setweight sha224 sha256 sha384 sha512 sign
    split_part sqrt starts_with statement_timestamp strpos substr substring
    text timeofday timestamp timezone to_char to_date to_hex
    to_number to_timestamp
    transaction_timestamp trim trunc tsrange tstzrange
    uuidv4 uuidv7 upper upper_inc width_bucket
""")
# Their result is a few times as long: these are few in one definition.
SWELLING = _words("""
    bytea convert_from convert_to encode normalize normalized quote_ident to_json
    to_jsonb to_tsquery to_tsvector
""")
MOST_SWELLING = 2
# Each makes the sum of its operands, + that of paths.
JOINING = _words("|| * ^ && <->")
MOST_JOINING = 8
MOST_ADDING = 16
# Each column, function and cast may leave a copy of a value, and PostgreSQL keeps all
# copies of a row until the row is stored.
MOST_COPIES = 200
# Of characters and bits: shorter values are filled up to it.
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
_COPY_NOTHING = _KEYWORDS | _TYPES | _FIXED


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
    operators = [token.value for token in tokens if token.kind is Kind.OPERATOR]
    names = [token.value for token in tokens if token.is_name]
    _check_number([f"“{sign}”" for sign in operators if sign in JOINING], MOST_JOINING)
    _check_number(["“+”" for sign in operators if sign == "+"], MOST_ADDING)
    _check_number([name for name in names if name in SWELLING], MOST_SWELLING)
    check_copies(count_copies(tokens))
    for position, token in enumerate(tokens):
        if token.is_word("array"):
            _check_array(tokens[position + 1 :])
    _check_rows(tokens)
    check_lengths(tokens)


def _check_number(uses: Sequence[str], most: int) -> None:
    if len(uses) > most:
        raise _growing(f"{uses[0]} many times")


def check_copies(copies: int) -> None:
    if copies > MOST_COPIES:
        raise _growing(f"more than {MOST_COPIES} columns and functions")


def count_copies(tokens: Sequence[Token]) -> int:
    """Names that are no keywords; of a qualified one the first part."""
    return sum(_may_copy(tokens, position) for position in range(len(tokens)))


def _may_copy(tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    if not token.is_name or (token.kind is Kind.WORD and token.value in _COPY_NOTHING):
        return False
    before = tokens[position - 1] if position else token
    is_cast = before.is_symbol("::") and position > 1
    return not (
        before.is_symbol(".") or (is_cast and is_constant(tokens[position - 2]))
    )


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
            raise _growing(f"{token.value}({length.value})")


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
                raise _growing("an array of columns")
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
            raise _growing("a row of columns")


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


def _growing(use: str) -> UnsafeDefinition:
    return UnsafeDefinition(shorten(use), GROWING)
