"""Text as a search compares it: without accents and case, here and in the database."""

from unicodedata import normalize

from django.db.models import Case, Expression, F, Func, TextField, Value, When
from django.db.models.functions import Concat, Length, Lower
from django.db.models.lookups import Exact

MARKS = "".join(map(chr, range(0x300, 0x370)))  # what NFKD makes of accents
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}
PAIRS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_folds = str.maketrans({**dict.fromkeys(MARKS, ""), **LETTERS, **PAIRS})


def fold(text: str) -> str:
    return normalize("NFKD", text).lower().translate(_folds)


class Decomposed(Func):
    template = "normalize(%(expressions)s, NFKD)"


def folded(*columns: str) -> Expression:
    """The same of a column, or of several joined by spaces. No server needs an
    extension for it.

    Text without accents, as most is, is only put in lower case, which is far quicker.
    """
    text = joined(columns)
    is_ascii = Exact(Length(text), Func(text, function="octet_length"))
    return Case(
        When(is_ascii, then=Lower(text)),
        default=without_accents(text),
        output_field=TextField(),
    )


def joined(columns: tuple[str, ...]) -> Expression | F:
    parts = [part for name in columns for part in (F(name), Value(" "))][:-1]
    return Concat(*parts, output_field=TextField()) if len(parts) > 1 else F(columns[0])


def without_accents(text: Expression | F) -> Expression:
    letters, plain = "".join(LETTERS), "".join(LETTERS.values())
    bare: Expression = Lower(Decomposed(text))
    for pair, two in PAIRS.items():
        bare = Func(bare, Value(pair), Value(two), function="replace")
    return Func(bare, Value(letters + MARKS), Value(plain), function="translate")
