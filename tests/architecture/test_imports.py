"""Imports go one way, stay light at serve time, and do nothing to the world."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.architecture.sources import (
    ROOT,
    Source,
    imported_modules,
    read_sources,
    statements_run_on_import,
)
from tests.reading import list_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE_TIME: Final = frozenset({"dash", "plotly", "flask", "werkzeug", "gunicorn", "waitress"})
GEOMETRY: Final = frozenset({"geopandas", "shapely", "pyogrio", "pyproj"})
BUILD_TIME: Final = GEOMETRY | {"pandas", "numpy", "requests"}
ORDERED: Final = ("geodata", "dashboard", "geodata/importing")
"""Packages whose parts CONTRIBUTING.md puts in order."""
SHARED: Final = "geodata.model"
"""The package that both halves use; it needs nothing but the standard library."""

_TOUCHING_NAMES: Final = frozenset({"open", "print", "input"})
_TOUCHING_ATTRIBUTES: Final = frozenset(
    {
        "environ",
        "getenv",
        "urlopen",
        "open",
        "exists",
        "is_file",
        "is_dir",
        "stat",
        "iterdir",
        "glob",
        "rglob",
        "mkdir",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "read_csv",
        "read_file",
        "read_json",
        "read_parquet",
        "run",
        "Popen",
        "check_call",
        "check_output",
        "urlretrieve",
        "create_connection",
    }
)
_TOUCHING_MODULES: Final = frozenset({"requests", "subprocess", "socket", "urllib.request"})


def roots(source: Source) -> set[str]:
    return {name.partition(".")[0] for name in imported_modules(source.tree)}


def touches_of_the_world(tree: ast.Module) -> Iterator[str]:
    """Yield what importing the module would read or run, as source with its line."""
    for node in statements_run_on_import(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in _TOUCHING_NAMES:
                found = True
            case ast.Attribute(attr=name) if name in _TOUCHING_ATTRIBUTES:
                found = True
            case ast.Call(func=ast.Attribute(value=value)):
                found = ast.unparse(value) in _TOUCHING_MODULES
            case _:
                found = False
        if found:
            yield f"line {getattr(node, 'lineno', '?')}: {ast.unparse(node)}"


def module_imports(source: Source, known: set[str]) -> set[str]:
    """Return the project modules that ``source`` imports anywhere, for types alone too.

    ``from dashboard import ids`` names ``dashboard.ids`` and not ``dashboard`` itself.
    """
    named: set[str] = set()
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                named |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names):
                inside = {f"{module}.{alias.name}" for alias in names}
                named |= inside & known
                if inside - known:
                    named.add(module)
    return (named & known) - {source.module}


def read_order(package: str) -> list[str]:
    """Return the parts of ``package`` as CONTRIBUTING.md orders them, the highest first."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition(f"### `{package}`")[2].partition("|---|---|")[2].partition("\n\n")[0]
    return [
        name
        for row in table.strip().splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    ]


def upward_imports(sources: list[Source], package: str, order: list[str]) -> list[str]:
    """Return each import of a part that stands above the importing one, as ``path: module``."""
    within = f"{package.replace('/', '.')}."

    def find_part(module: str) -> str:
        return module.removeprefix(within).partition(".")[0] if module.startswith(within) else ""

    faults = []
    for source in sources:
        own = find_part(source.module)
        for name in imported_modules(source.tree):
            part = find_part(name)
            if own and part in order:
                above = order.index(part) < order.index(own)
                faults += [f"{source.path}: {name}"] * above
    return faults


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules that are left when every module that needs none is taken away."""
    left = {name: set(needs) for name, needs in graph.items()}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


def test_geodata_never_imports_what_serves() -> None:
    faults = {
        source.path: sorted(roots(source) & (SERVE_TIME | {"dashboard", "app"}))
        for source in read_sources("geodata")
    }
    assert {path: names for path, names in faults.items() if names} == {}


def test_dashboard_never_imports_what_builds() -> None:
    faults = {
        source.path: sorted(roots(source) & BUILD_TIME) for source in read_sources("dashboard")
    }
    assert {path: names for path, names in faults.items() if names} == {}


def test_dashboard_takes_only_the_shared_package_of_geodata() -> None:
    faults = {
        source.path: sorted(
            name
            for name in imported_modules(source.tree)
            if name.startswith("geodata") and not (name == SHARED or name.startswith(f"{SHARED}."))
        )
        for source in read_sources("dashboard")
    }
    assert {path: names for path, names in faults.items() if names} == {}


def test_what_both_halves_share_needs_nothing_but_the_standard_library() -> None:
    faults = {
        source.path: sorted(
            name
            for name in imported_modules(source.tree)
            if name.partition(".")[0] not in sys.stdlib_module_names
            and not (name == SHARED or name.startswith(f"{SHARED}."))
        )
        for source in read_sources("geodata/model")
    }
    assert {path: names for path, names in faults.items() if names} == {}


def test_nothing_imports_the_tests() -> None:
    faults = [s.path for s in read_sources("geodata", "dashboard") if "tests" in roots(s)]
    assert faults == []


@pytest.mark.parametrize("package", ["geodata", "dashboard"])
def test_modules_do_not_import_in_a_circle(package: str) -> None:
    sources = read_sources(package)
    known = {source.module for source in sources}
    assert find_cycle({source.module: module_imports(source, known) for source in sources}) == []


@pytest.mark.parametrize("package", ORDERED)
def test_every_part_of_a_package_has_its_place_in_the_order(package: str) -> None:
    folder = ROOT / package
    parts = [p for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]
    assert sorted(read_order(package)) == sorted({p.stem for p in parts} - {"__init__"})


@pytest.mark.parametrize("package", ORDERED)
def test_imports_run_down_the_order_of_packages(package: str) -> None:
    assert upward_imports(read_sources(package), package, read_order(package)) == []


def test_an_upward_import_is_seen() -> None:
    text = "if TYPE_CHECKING:\n    from a.top import b\nfrom a.low import c"
    sources = [Source("a/low/d.py", text), Source("a/top/e.py", text)]
    assert upward_imports(sources, "a", ["top", "low"]) == [
        "a/low/d.py: a.top",
        "a/low/d.py: a.top.b",
    ]


@pytest.mark.parametrize("source", read_sources("geodata", "dashboard"), ids=lambda s: s.path)
def test_importing_a_module_touches_nothing(source: Source) -> None:
    if source.path.endswith("__main__.py"):
        pytest.skip("run as a command, never imported")
    assert list(touches_of_the_world(source.tree)) == []


def test_a_running_dashboard_has_no_geometry_library_in_memory() -> None:
    assert sorted(GEOMETRY & list_loaded("dashboard")) == []


@pytest.mark.parametrize(
    "line",
    [
        "TEXT = open('a').read()",
        "HOME = os.environ['HOME']",
        "HOME = os.getenv('HOME')",
        "TEXT = (Path(__file__).parent / 'a').read_text()",
        "ANSWER = requests.get(URL)",
        "bids = pd.read_csv(PATH)",
        "class A:\n    text = PATH.read_bytes()",
        "def f(text=PATH.read_text()): ...",
        "if DEBUG:\n    subprocess.run(['ls'])",
    ],
)
def test_a_touch_on_import_is_seen(line: str) -> None:
    assert len(list(touches_of_the_world(ast.parse(line)))) > 0


@pytest.mark.parametrize(
    "line",
    [
        "ROOT = Path(__file__).resolve().parent",
        "def f():\n    return PATH.read_text()",
        "f = lambda: open('a')",
        "if __name__ == '__main__':\n    print(open('a').read())",
    ],
)
def test_a_touch_when_called_is_let_be(line: str) -> None:
    assert list(touches_of_the_world(ast.parse(line))) == []


def test_a_module_taken_from_its_package_is_not_the_package() -> None:
    text = "from a import b\nfrom a.c import d\nif TYPE_CHECKING:\n    import a.e"
    known = {"a", "a.b", "a.c", "a.e"}
    assert module_imports(Source("a/f.py", text), known) == {"a.b", "a.c", "a.e"}


def test_a_circle_is_seen() -> None:
    assert find_cycle({"a": {"b"}, "b": {"a"}, "c": {"a"}, "d": set()}) == ["a", "b", "c"]
