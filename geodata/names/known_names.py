"""Gather every known name of ``data/geography`` into one index, ready to match against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.areas.authorities import find_aliases
from geodata.areas.successors import find_successors
from geodata.names.matching import AuthorityIndex, index_authorities
from geodata.names.uncertain_names import find_uncertain_names

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.tables.faults import Fault


def find_name_index(
    folder: Path, areas: pd.DataFrame
) -> tuple[AuthorityIndex | None, tuple[Fault, ...]]:
    """Read names, aliases, successors and uncertain names of ``folder`` (``data/geography``).

    The index is None only if ``aliases.csv`` cannot be read. Faults of ``successors.csv`` are left
    to `geodata.areas.authorities.find_authorities`, which finds them first.
    """
    aliases, faults = find_aliases(folder, areas)
    successors, _ = find_successors(folder, areas)
    uncertain, more = find_uncertain_names(folder, areas, successors)
    index = None if aliases is None else index_authorities(areas, aliases, uncertain)
    return index, (*faults, *more)
