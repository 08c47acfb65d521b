"""Translate GSS codes of other years into those of December 2014.

The codes are the Office for National Statistics'. The list is written by hand and is not whole: it
holds the codes that a person working on these awards is likely to meet, from public lookups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

EARLIER_CODES: Final[Mapping[str, str]] = {
    "E06000048": "E06000057",  # Northumberland
    "E07000097": "E07000242",  # East Hertfordshire
    "E07000100": "E07000240",  # St Albans
    "E07000101": "E07000243",  # Stevenage
    "E07000104": "E07000241",  # Welwyn Hatfield
    "E08000020": "E08000037",  # Gateshead
}
"""A code that had been replaced by 2014, and the code that replaced it."""

LATER_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "E06000058": ("E06000028", "E06000029", "E07000048"),  # Bournemouth, Christchurch, Poole
    "E06000059": (  # Dorset Council, without Christchurch
        "E07000049",
        "E07000050",
        "E07000051",
        "E07000052",
        "E07000053",
    ),
    "E06000060": ("E10000002",),  # Buckinghamshire Council
    "E06000061": ("E07000150", "E07000152", "E07000153", "E07000156"),  # North Northants
    "E06000062": ("E07000151", "E07000154", "E07000155"),  # West Northamptonshire
    "E06000063": ("E07000026", "E07000028", "E07000029"),  # Cumberland
    "E06000064": ("E07000027", "E07000030", "E07000031"),  # Westmorland and Furness
    "E06000065": ("E10000023",),  # North Yorkshire Council
    "E06000066": ("E10000027",),  # Somerset Council
    "E07000244": ("E07000205", "E07000206"),  # East Suffolk
    "E07000245": ("E07000201", "E07000204"),  # West Suffolk
    "E07000246": ("E07000190", "E07000191"),  # Somerset West and Taunton
    "E08000038": ("E08000016",),  # Barnsley, new boundary
    "E08000039": ("E08000019",),  # Sheffield, new boundary
    "E47000006": tuple(f"E0600000{last}" for last in range(1, 6)),  # Tees Valley
    "E47000007": tuple(f"E080000{last}" for last in range(25, 32)),  # West Midlands
    "E47000008": ("E06000031", "E10000003"),  # Cambridgeshire and Peterborough
    "E47000009": ("E06000022", "E06000023", "E06000025"),  # West of England
    "E47000010": ("E06000047", "E08000023", "E08000024", "E08000037"),  # North East to 2024
    "E47000011": ("E06000057", "E08000021", "E08000022"),  # North of Tyne
    "E47000012": ("E06000014", "E10000023"),  # York and North Yorkshire
    "E47000013": ("E06000015", "E06000018", "E10000007", "E10000024"),  # East Midlands
    "E47000014": (  # North East, again with all seven
        *("E06000047", "E06000057", "E08000021", "E08000022"),
        *("E08000023", "E08000024", "E08000037"),
    ),
}
"""A code that came after 2014, and the codes of 2014 whose land it covers, where they are known."""


def describe_code_change(gss_code: str) -> str:
    """Return what to do about a code of another year; empty if it is not known as one.

    Examples
    --------
    >>> describe_code_change("E08000020")
    "this is an earlier code; this map uses 2014's: E08000037"
    >>> describe_code_change("E07000245")
    "this is a later code; this map uses 2014's: E07000201, E07000204; name each or write a group"
    >>> describe_code_change("E10000017")
    ''
    """
    if gss_code in EARLIER_CODES:
        return f"this is an earlier code; this map uses 2014's: {EARLIER_CODES[gss_code]}"
    if gss_code in LATER_CODES:
        successors = ", ".join(LATER_CODES[gss_code])
        several = "; name each or write a group" if len(LATER_CODES[gss_code]) > 1 else ""
        return f"this is a later code; this map uses 2014's: {successors}{several}"
    return ""
