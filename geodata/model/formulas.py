"""Texts that a spreadsheet would run as a formula."""

from __future__ import annotations

from typing import Final

FORMULA_STARTERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide forms start formulas too
"""What such a text begins with; an apostrophe in front keeps it a text."""
