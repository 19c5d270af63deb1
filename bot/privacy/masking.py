"""CPR numbers, e-mail addresses and telephone numbers are taken out of a message before it is written anywhere.

The text is folded first (any script's digits, invisible characters, every dash and space), so that a number cannot hide;
the finds are cut out of the leader's own text. Then one pass from left to right: has the number the shape of a CPR number
or a telephone number, and do the words next to it say that it is something else?

What was weighed:

- Modulus 11 is not asked for: since 2007 CPR numbers break it. Ten digits whose first six can be a day are a CPR number.
- A hyphen before the last four makes it one whatever the words say, so "sag 010190-1234" is masked. So does a space, except
  after words for what is never a person ("CVR", "P-nummer", "konto", "version").
- Ten digits in one piece survive after a word that plainly names another number ("sagsnr.", "P-nummer", "kr."). After the
  mere word "sag" or "journal" they survive only if they fail modulus 11: nearly every CPR number from before 2007 passes
  and is masked, as is one true case number in eleven; a newer CPR number in one piece after "sag" is missed.
- Eight digits in one piece are a telephone number unless they can be a day or two years, or words say otherwise.

Source of the form of the number: CPR-kontoret, "Personnummeret i CPR"; a replacement number has 60 added to the day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_PLACEHOLDERS = {"cpr": "[CPR-nummer fjernet]", "email": "[e-mail fjernet]", "phone": "[telefonnummer fjernet]"}
_CUT = "]"  # stands for what is already cut out: like the end of a placeholder, no pattern reaches across it
_LOOK_BACK = 48  # characters before a number in which a word may name it; constant, so the time stays linear
_SPOKEN = re.IGNORECASE | re.VERBOSE

# --- e-mail. Each repeat stops at a character that the next part needs, so nothing is tried twice over.
_NAME = r"[\w.%+'-]"
_SPELT_DOT = r"(?:[ ]?[(\[](?:dot|punktum|prik|\.)[)\]][ ]?|[ ](?:dot|punktum|prik)[ ])"
_KNOWN_END = r"(?:dk|com|org|net|eu|info|nu|gl|fo|se|no|de|uk)(?![^\W\d_])"
_ADDRESS = rf"""
    [.%+'-]*
    (?P<address>
      \w{_NAME}*
      (?:
        (?:@ | \(a\) | [ ]?[(\[{{](?:at|@|snabel-?a)[)\]}}][ ]? | [ ]?\bsnabel[- ]?a\b[ ]?)
        (?: (?:[\w-]+\.)+(?-i:[a-zæøå]{{2,24}}|[A-ZÆØÅ]{{2,24}})(?![^\W\d_])  # "k.dk.Vi ses" ends at "dk"
          | (?:[\w-]+\.)+[^\W\d_]{{2,24}}
          | [\w-]+(?:(?:\.|{_SPELT_DOT})[\w-]+)*{_SPELT_DOT}{_KNOWN_END} )
      | [ ]{{0,2}}@[ ]{{1,2}}(?:[\w-]+\.)+{_KNOWN_END}
      | [ ]at[ ][\w-]+(?:[ ]dot[ ][\w-]+)*[ ]dot[ ]{_KNOWN_END}
      )
    )"""
_EMAIL = re.compile(rf"(?<!{_NAME}){_ADDRESS}", _SPOKEN)
_EMAIL_HERE = re.compile(_ADDRESS, _SPOKEN)
_SPELT_NAME = re.compile(r"(?:[\w-]+[ ](?:punktum|dot|prik)[ ]){1,3}$", re.IGNORECASE)

# --- CPR numbers
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:18|19|20)\d\d"
_GAP = r"(?:[ \t]{0,2}[-./_][ \t]{0,2}|[ \t]{1,2})"
_HYPHEN = r"[ \t]{0,3}-{1,2}\s{0,3}"  # a line may break behind it; a dash that opens a line is a list
_SPLIT = rf"(?:{_HYPHEN}|[ \t]{{0,2}}/[ \t]{{0,2}}|[._]|[ \t]{{1,3}})"
_CPR = re.compile(
    rf"""(?:
      {_DAY}(?P<gap>[-./_ ]?){_MONTH}(?P=gap){_YEAR}{_SPLIT}?  # 01.01.1990-1234
    | {_YEAR}(?P<iso>[-./_]?){_MONTH}(?P=iso){_DAY}-?          # 19900101-1234
    | {_DAY}(?:{_MONTH}|{_GAP}{_MONTH}{_GAP})\d\d{_SPLIT}?     # 010190-1234, 01 01 90 1234
    | {_DAY}(?:{_MONTH}{_GAP}|{_GAP}{_MONTH})\d\d{_SPLIT}      # 0101 90-1234
    )\d{{4}}(?!\d)""",
    re.VERBOSE,
)
_CPR_WITHIN = re.compile(rf"(?<!\d)(?:{_CPR.pattern})", re.VERBOSE)
_CPR_SPREAD = re.compile(rf"\d(?:[ \t]?\d){{5}}{_HYPHEN}\d(?:[ \t]?\d){{3}}(?!\d)")  # 0 1 0 1 9 0 - 1 2 3 4
_CPR_PAIRS = re.compile(r"\d\d(?:[ ]{1,2}\d\d){4}(?!\d)")  # 01 01 90 12 34
_CPR_NAMED = re.compile(r"\d(?:[ \t]?\d){9}(?!\d)|\d{5}[ -]?\d{4}(?!\d)")  # a spreadsheet drops the first nought
_IS_DAY = re.compile(_DAY + _MONTH)
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)  # of modulus 11

# --- telephone numbers
_STEP = r"(?:[./-]|[ ]{1,2}|[ ]-[ ])?"
_COUNTRY = r"[1-9]\d{0,2}"
_ABROAD = re.compile(
    rf"""(?:
      (?:\((?:\+|00)45\)|(?:\+|00)[ ]?\(45\)|(?:\+|00)[ ]?45)(?:{_STEP}\d){{8}}  # Danish: eight digits and no more
    | (?:\((?:\+|00){_COUNTRY}\)|(?:\+|00)\({_COUNTRY}\)|(?:\+|00){_COUNTRY})
      (?:[ ]?\(\d{{1,4}}\)(?:{_STEP}\d){{5,10}}|(?:{_STEP}\d){{7,12}})
    )(?!\d)""",
    re.VERBOSE,
)
_EIGHT = re.compile(
    r"""(?:45[ -]?)?(?:
      (?P<pairs>[1-9]\d(?P<gap>[ ]{1,2}|[-./])\d\d(?P=gap)\d\d(?P=gap)\d\d)
    | (?P<halves>[1-9]\d{3}(?:[ ]{1,2}|[ ]?-[ ]?)\d{4})
    | (?P<mixed>[1-9]\d[ ]\d\d[ ]\d{4}|[1-9]\d{3}[ ]\d\d[ ]\d\d|[2-9]\d\d[ ]\d\d[ ]\d{3})
    | (?P<whole>[1-9]\d{7})
    )(?!\d)""",
    re.VERBOSE,
)
_CALLED = re.compile(rf"(?:45[ -])?\d(?:{_STEP}\d){{7}}(?!\d)|\d(?:{_STEP}\d){{8,11}}(?!\d)")  # after "tlf." or "ring"

# --- what a number can be besides
_TIME = r"(?:[01]\d|2[0-3])[0-5]\d"
_HOUR = r"(?:[01]\d|2[0-4])[0-5][05]"
_DATE_OR_HOURS = re.compile(
    rf"""(?:
      (?:0?[1-9]|[12]\d|3[01])[./-][ ]?(?:0?[1-9]|1[0-2])(?:[./-][ ]?(?:{_YEAR}|\d\d)|[ ]{_YEAR})(?![-./]\d)
    | {_YEAR}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?![-./]\d)
    | \d{{1,2}}[.:][0-5]\d[ ]?-[ ]?\d{{1,2}}[.:][0-5]\d
    | {_HOUR}[ ]?-[ ]?{_HOUR}
    )(?!\d)""",
    re.VERBOSE,
)
_TIME_AFTER = re.compile(rf"[ ]?-[ ]?{_TIME}(?!\d)")
_DAY_OR_YEARS = re.compile(rf"{_DAY}{_MONTH}(?:19|20)\d\d|(?:19|20)\d\d{_MONTH}{_DAY}|(?:(?:19|20)\d\d){{2}}")
_THOUSANDS = re.compile(r"\d{1,3}(?P<gap>[. ])\d{3}(?:(?P=gap)\d{3})*(?:,\d{1,2})?(?!\d)")
_IBAN = re.compile(r"\d\d(?:[ ]?\d{4}){3,7}(?:[ ]?\d{1,3})?(?!\d)")  # behind two capitals

# --- what the words before it say
_NO = r"s?[- .]{0,2}(?:nr|nummer(?:et)?|numre(?:ne)?|id)\b"
_NAMES_IT = re.compile(
    rf"""(?=[^\W\d_]|[§\#])(?:  # all of them begin so; spares trying each behind every digit and space
      (?<![^\W_])(?:
        (?P<nobody>  # never a person, in whatever groups it is written
            (?:cvr|ean|gln|iban|isbn|kle|bbr|ip(?:-adressen?)?|lokalet?|rum|konto(?:en)?|ver|version(?:en)?|build|lov|§)(?:{_NO})?
          | (?:p|reg|matrikel|ejendom|post){_NO} | se-(?:nr|nummer) | konto(?:en|nr|nummer)?[.:]?[ ]\d{{4}})
      | (?P<case>
            (?:sag(?:en)?|journal|j|dokument|dok|projekt|rekvisition|løbe?|vare|serie|licens|inventar|esr){_NO}
          | (?:faktura(?:en)?|ordren?|bilag|ticket)(?:{_NO})? | inc | req | ritm | chg | \#
          | kr | dkk | eur | koste(?:r|de) | (?:beløb(?:et)?|budget(?:tet)?|sum(?:men)?)(?:\spå)?)
      | (?P<record>(?:medarbejder|løn|tjeneste|kunde|medlem|aftale){_NO})  # no telephone number, but perhaps a CPR number
      )
      [.:=]{{0,2}}(?:\s(?:er|var|hedder|lyder|nr|nummer))?[.:\#]?\s{{0,2}}["'(]?(?:\d{{2,4}}[-/.])?
    | (?P<matter>(?<![^\W_])(?:sag|journal)(?:en|er|erne)?:?\s{{0,2}}["'(]?(?:\d{{2,4}}[-/.])?)
    | (?P<link>(?:https?://|www\.)[^\s\]]*)
    )$""",
    _SPOKEN,
)
_AND = re.compile(r"\s{0,2}(?:og|eller|samt|&)\s{0,2}", re.IGNORECASE)
_NAMES_CPR = re.compile(r"(?:cpr|personn(?:r|ummer))[^\d\]]{0,25}$", re.IGNORECASE)
_NAMES_DAY = re.compile(
    r"^(?!.*fød).*\b(?:den|d|dato|(?:man|tirs|ons|tors|fre|lør|søn)dag)[.:]?\s{0,2}$", re.IGNORECASE | re.DOTALL
)
_NAMES_PHONE = re.compile(
    r"""(?:
      (?:(?<![^\W_])(?:tlf|fax|sms)|telefon|mobil)(?:en)?(?:[. -]{0,2}(?:nr|nummer(?:et)?))?
    | (?<![^\W_])(?:
        mob | ring(?:e|er|es)? | kald | kontakt(?:e|er|es)? | (?:træffe|fange|nå)s?(?:\s(?:mig|os|ham|hende|dem))?\sp[åa]
      | (?:mit|dit|hans|hendes|vores|deres|jeres)\s(?:\w{1,12}\s)?nummer)
    )
    (?:[.:]?\s{1,2}(?:til|mig|os|ham|hende|dem|p[åa]|er|direkte|nummeret|nummer|nr)){0,4}[.:]{0,2}\s{0,2}\(?$""",
    _SPOKEN,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan(?:uar)?|feb(?:ruar)?|mar(?:ts)?|apr(?:il)?|maj|juni?|juli?|aug(?:ust)?|(?:sept?|okto|nov|dec)(?:em)?(?:ber)?|okt)"
    r"\.?[ ]$",
    re.IGNORECASE,
)
_PART_OF_A_NUMBER = re.compile(r"(?:\d[.,]|(?<!\d)(?:\d\d|\d{4})[-/])$")

# --- and the words after it
_OERE = re.compile(r",\d{1,2}(?![ ]?\d)")
_MONEY = re.compile(
    r",-|[ ]{0,2}(?:(?:t\.?)?kr|kroner|dkk|eur|euro|mio|mia|mill|millioner|pct|procent)\b|[ ]?[€$%]", re.IGNORECASE
)
_COUNTED = re.compile(
    r"[ ](?:borgere|indbyggere|beboere|medarbejdere|ansatte|elever|børn|brugere|timer|sager|henvendelser|besøg|stk|m2)\b",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    r"[ ]{0,2}(?:\(|er (?:vores |et |deres |jeres )?)(?:cvr|ean|gln|(?:p|se|sags|journal|faktura|ordre|konto)-?n)",
    re.IGNORECASE,
)
_START = re.compile(r"\(?\+? ?\(?\d")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Masked:
    """A message without what was found.

    Attributes:
        text: the message, each find replaced by a Danish placeholder; all else is as the leader wrote it.
        kinds: what was found, of "cpr", "email", "phone": each once, in that order.
    """

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class _Piece:
    """What one number turned out to be: where it lies in the folded text, and its kind; None where it may stay."""

    start: int
    end: int
    kind: str | None = None


def mask(text: str, kinds: Collection[str] = tuple(_PLACEHOLDERS)) -> Masked:
    """Replace CPR numbers, e-mail addresses and telephone numbers.

    Args:
        text: what the leader wrote, in any length; the time it takes grows in step with it.
        kinds: what to replace, of "cpr", "email", "phone".

    Returns:
        The text to go on with, and the kinds that were found. Masking it again changes nothing.
    """
    folded, places = _fold(text)
    finds = list(_emails(folded))
    finds = sorted([*finds, *_numbers(_without(folded, finds))], key=lambda piece: piece.start)
    finds = [piece for piece in finds if (piece.kind or "cpr") in kinds]
    parts, done = [], 0
    for piece in finds:
        parts += [text[done : places[piece.start]], _PLACEHOLDERS[piece.kind or "cpr"]]
        done = places[piece.end - 1] + 1
    found = {piece.kind for piece in finds}
    return Masked("".join([*parts, text[done:]]), tuple(kind for kind in _PLACEHOLDERS if kind in found))


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """The text with plain digits, spaces, dashes and no invisible characters; and where each character stood."""
    if text.isascii():
        return text, range(len(text))
    kept = [(place, plain) for place, character in enumerate(text) if (plain := _plain(character))]
    return "".join(plain for _, plain in kept), [place for place, _ in kept]


def _plain(character: str) -> str:
    """One character, or none for one that is not seen."""
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if character in "\N{FRACTION SLASH}\N{DIVISION SLASH}":
        return "/"
    if character == "\N{MIDDLE DOT}":
        return "."
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and category != "No" else character  # "m²" holds no digit


def _without(text: str, finds: list[_Piece]) -> str:
    parts, done = [], 0
    for piece in finds:
        parts += [text[done : piece.start], _CUT * (piece.end - piece.start)]
        done = piece.end
    return "".join([*parts, text[done:]])


def _emails(text: str) -> Iterator[_Piece]:
    floor = 0
    # Right behind an address another may begin in the middle of a word.
    while match := _EMAIL_HERE.match(text, floor) or _EMAIL.search(text, floor):
        start, end = match.span("address")
        if "@" not in match["address"]:  # "fornavn punktum efternavn snabel-a …"
            before = text[max(floor, start - 2 * _LOOK_BACK) : start]
            start -= len(name.group()) if (name := _SPELT_NAME.search(before)) else 0
        yield _Piece(start, end, "email")
        floor = end


def _numbers(text: str) -> Iterator[_Piece]:
    position = floor = 0
    last, last_name = -1, None
    while start := _START.search(text, position):
        at = start.end() - 1
        before = text[max(floor, at - _LOOK_BACK) : at]
        name = match.lastgroup if (match := _NAMES_IT.search(before)) else None
        if name is None and last >= floor and _AND.fullmatch(text, last, at):
            name = last_name  # "CVR 12345678 og 87654321"
        piece = (
            _abroad(text, start.start(), at, floor, name)
            or _cpr(text, at, before, name)
            or _phone(text, at, before, name)
            or _Piece(at, _end(_DIGITS, text, at))
        )
        if piece.kind:
            yield piece
            floor = piece.end
        elif piece.end - piece.start >= 8:  # not the "2" of "version 2 og 12345678"
            last, last_name = piece.end, name
        position = piece.end


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where the match ends, `at` itself where there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _abroad(text: str, start: int, at: int, floor: int, name: str | None) -> _Piece | None:
    """A number with + or 00 before the country."""
    for begin in range(start, at + 1):
        glued = text[max(floor, begin - 2) : begin]
        if re.search(r"\w$" if text[begin] == "+" else r"\d[.,:]$", glued):
            continue
        if match := _ABROAD.match(text, begin):
            number, end = match.group(), match.end()
            amount = re.fullmatch(r"\+\d{1,3}(?:[. ]?\d{3})+", number) and ("." in number or _MONEY.match(text, end))
            if not amount and not name:
                return _Piece(begin, end, "phone")
            inside = _CPR_WITHIN.search(text, at)
            until = min(end, inside.start()) if inside else end  # what stays hides no CPR number
            return _Piece(begin, until) if until > at else None
    return None


def _cpr(text: str, at: int, before: str, name: str | None) -> _Piece | None:
    """A CPR number, or a number that has the shape of one and is something else."""
    if re.search(r"(?<![^\W_])[A-Z]{2}$", before) and (iban := _IBAN.match(text, at)):
        return _Piece(at, iban.end())
    if match := _CPR.match(text, at):
        return _Piece(at, *_cpr_or_other(text, match, before, name))
    loose = [_CPR_SPREAD]
    if _NAMES_CPR.search(before):
        loose.append(_CPR_NAMED)
    if name != "nobody" and not _NAMES_PHONE.search(before):
        loose.append(_CPR_PAIRS)
    for pattern in loose:
        match = pattern.match(text, at)
        if match and _IS_DAY.match(re.sub(r"\D", "", match.group()).zfill(10)):
            return _Piece(at, match.end(), "cpr")
    return None


def _cpr_or_other(text: str, match: re.Match[str], before: str, name: str | None) -> tuple[int, str | None]:
    """Where the number ends, and "cpr" unless the words next to it plainly say otherwise."""
    number, end = match.group(), match.end()
    split = number[len(number[:-4].rstrip(" \t\r\n-./_")) : -4]
    if number.isdigit():
        mere_word = name == "matter" and not _NAMES_CPR.search(before) and not _passes_modulus_11(number)
        if name in ("nobody", "case") or mere_word:
            return end, None
        if _NAMED_AFTER.match(text, end):
            return end, None
        if number[0] != "0" and (_MONEY.match(text, end) or _OERE.match(text, end)):
            return _end(_OERE, text, end), None
    elif "-" not in split:
        if name == "nobody":
            return end, None
        if split.isspace() and re.fullmatch(_TIME, number[-4:]):  # a day and a time
            until = _end(_TIME_AFTER, text, end)
            if until > end or _NAMES_DAY.search(before):
                return until, None
    return end, "cpr"


def _passes_modulus_11(number: str) -> bool:
    return (
        len(number) == 10 and sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True)) % 11 == 0
    )


def _phone(text: str, at: int, before: str, name: str | None) -> _Piece | None:
    """A telephone number, or a number that has the shape of one and is something else."""
    if match := _DATE_OR_HOURS.match(text, at):
        return _Piece(at, match.end())
    called = name is None and _NAMES_PHONE.search(before)
    if called and (match := _CALLED.match(text, at)):
        return _Piece(at, match.end(), "phone")
    if match := _THOUSANDS.match(text, at):
        return _Piece(at, match.end())
    match = _EIGHT.match(text, at)
    if match is None:
        return None
    end = match.end()
    if _OERE.match(text, end) and match["whole"]:
        return _Piece(at, _end(_OERE, text, end))
    stays = name or _PART_OF_A_NUMBER.search(before) or _is_other(text, match, before)
    return _Piece(at, end, None if stays else "phone")


def _is_other(text: str, match: re.Match[str], before: str) -> bool:
    """Whether eight digits without a word for what they are read as days, years, hours, a span or an amount."""
    if match["pairs"]:
        return False
    number = match["halves"] or match["mixed"] or match["whole"]
    digits = re.sub(r"\D", "", number)
    if _MONEY.match(text, match.end()) or _NAMED_AFTER.match(text, match.end()) or _DAY_OR_YEARS.fullmatch(digits):
        return True
    if match["whole"]:
        return before[-1:].isalpha() or bool(_COUNTED.match(text, match.end()))
    if "-" in number:
        first, second = int(digits[:4]), int(digits[4:])
        span = first < second and first % 25 == second % 25 == 0  # "1500-2500 børn"
        return span or bool(_COUNTED.match(text, match.end()))
    return bool(match["halves"] and re.match(_YEAR, digits) and _MONTH_BEFORE.search(before))
