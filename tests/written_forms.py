"""Written forms of every council of 2014, made by rule from its name and tier.

The rules are how councils, newspapers and spreadsheets write names. They know nothing of how names
are matched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_STYLES: Final = {
    "E06": ("{} Council", "{} Unitary Authority", "{} UA", "{} council"),
    "E07": ("{} District Council", "{} DC", "{} Borough Council", "{} BC", "Borough of {}"),
    "E08": (
        "{} Metropolitan Borough Council",
        "{} MBC",
        "{} Council",
        "{} Metropolitan District Council",
        "Metropolitan Borough of {}",
        "{} M.B.C.",
    ),
    "E09": (
        "London Borough of {}",
        "LB {}",
        "LB of {}",
        "{} Council",
        "{}, London Borough of",
        "{} LBC",
        "The London Borough of {}",
        "{} London Borough Council",
    ),
    "E10": ("{} County Council", "{} CC", "{} C.C.", "County Council of {}", "{} County"),
}
_ALIKE: Final = (("Council", "council"), (" and ", " & "), ("-", " "), (" ", "  "), ("'", "’"))
_SHORTER: Final = (
    ("shire County", "shire  County"),
    ("St ", "St. "),
    ("St ", "Saint "),
    ("King's", "Kings"),
    ("North ", "N. "),
    ("South ", "S "),
    ("East ", "E "),
    ("West ", "W. "),
    ("Nottinghamshire", "Notts"),
    ("Lincolnshire", "Lincs"),
    ("Leicestershire", "Leics"),
    ("Northamptonshire", "Northants"),
    ("Hampshire", "Hants"),
    ("Hertfordshire", "Herts"),
    ("Oxfordshire", "Oxon"),
    ("Staffordshire", "Staffs"),
)
_SLIPPABLE: Final = 9


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """One way to write a council's name, the code it means, and whether it is misspelt."""

    text: str
    gss_code: str
    misspelt: bool


def written_forms(areas: pd.DataFrame) -> Iterator[WrittenForm]:
    """Yield the forms of every council and county, one code after another, each form once."""
    for code, name in areas["name"].items():
        tier = str(code)[:3]
        if tier in _STYLES:
            plain = dict.fromkeys(_spell(str(name), tier))
            yield from (WrittenForm(text, str(code), misspelt=False) for text in plain)
            slips = dict.fromkeys(_slip(str(name), tier))
            yield from (
                WrittenForm(text, str(code), misspelt=True) for text in slips if text not in plain
            )


def _spell(name: str, tier: str) -> Iterator[str]:
    for text in (name, *(style.format(name) for style in _STYLES[tier])):
        yield from (text, text.upper(), text.lower(), f" {text}. ")
        for old, new in (*_ALIKE, *_SHORTER):
            at_the_front = old.rstrip() in {"North", "South", "East", "West", "St"}
            if old in text and (not at_the_front or text.startswith(old)):
                yield text.replace(old, new, 1 if at_the_front else -1)


def _slip(name: str, tier: str) -> Iterator[str]:
    """Yield the name with a letter lost, doubled or swapped with the next, in its first style."""
    if len(name) < _SLIPPABLE:
        return
    style = _STYLES[tier][0]
    for at in range(1, len(name) - 1):
        pair = name[at : at + 2]
        if pair.isalpha() and pair.islower():
            yield style.format(name[:at] + name[at + 1 :])
            yield style.format(name[:at] + name[at] + name[at:])
            yield style.format(name[:at] + pair[::-1] + name[at + 2 :])
