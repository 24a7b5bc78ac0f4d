"""PostgreSQL's names of encodings, as Python calls them."""

from files.errors import Refused
from files.sql.tokens import shorten
from restore.sql.refusals import AS_UTF8

_CODECS = {
    "UTF8": "utf-8",
    "UNICODE": "utf-8",
    "SQL_ASCII": "utf-8",  # the encoding is unknown; the new database takes UTF-8 only
    "EUC_JP": "euc_jp",
    "EUC_JIS_2004": "euc_jis_2004",
    "EUC_CN": "gb2312",
    "EUC_KR": "euc_kr",
    "KOI8R": "koi8-r",
    "KOI8U": "koi8-u",
    "WIN866": "cp866",
    "WIN874": "cp874",
    **{f"WIN{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"LATIN{number}": f"latin{number}" for number in range(1, 11)},
    **{f"ISO_8859_{number}": f"iso8859-{number}" for number in (5, 6, 7, 8)},
}


def codec(encoding: str) -> str:
    """Encodings in which an ASCII byte may be half of a character are refused."""
    name = encoding.upper()
    if name not in _CODECS:
        raise Refused(
            "encoding",
            f"The encoding “{shorten(encoding, 20)}” of this dump is not supported. "
            f"{AS_UTF8}",
        )
    return _CODECS[name]
