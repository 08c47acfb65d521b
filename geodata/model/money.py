"""Money in words: whole pence as pounds."""

from __future__ import annotations


def format_pence(pence: int) -> str:
    """Return pence as pounds; the pence only where there are any.

    Examples
    --------
    >>> format_pence(7581703200)
    '£75,817,032'
    >>> format_pence(-1)
    '-£0.01'
    """
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}" + (f".{rest:02}" if rest else "")
