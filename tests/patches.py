"""A change of a figure, made as Dash makes it in the browser."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dash import Patch


def apply_patch(figure: dict[str, Any], patch: Patch) -> dict[str, Any]:
    """Return a figure with the assignments of a patch, the only kind that ours make."""
    changed = copy.deepcopy(figure)
    for step in json.loads(json.dumps(patch.to_plotly_json()))["operations"]:
        assert step["operation"] == "Assign"
        *parents, last = step["location"]
        target = changed
        for name in parents:
            target = target[name]
        target[last] = step["params"]["value"]
    return changed
