"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import plotly
import pytest

from tests.architecture.sources import ROOT, Source, own_files, read_sources
from tests.conftest import COLLECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

# Written in parts, so that this file does not break its own rule.
REGISTRY_HOSTS: Final = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATHS: Final = tuple(f"/{folder}/" for folder in ("work", "root", "Users", "tmp/plan"))
REQUIRED_FILES: Final = (
    ".ci/run",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "app.py",
    "data/README.md",
    "gunicorn.conf.py",
    "package-lock.json",
    "pyproject.toml",
    "requirements.lock",
)
LOCKS: Final = ("requirements", "requirements-dev", "requirements-node", "requirements-serve")
UNNAMED_IDEAS: Final = frozenset({"utils", "util", "helpers", "helper", "common", "misc"})
PALETTES: Final = frozenset({"dashboard/map/palette.py", "dashboard/map/page_colours.py"})
"""Colours of the pictures, and those of the page round them in light and in dark."""

IDS: Final = "dashboard/ids.py"
MOST_LINES: Final = 400
MOST_MODULES: Final = 15

_HEX_COLOUR: Final = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b|^#[0-9a-fA-F]{3,4}$")
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)$", re.MULTILINE)
_CALLBACK_ENDS: Final = frozenset({"Input", "Output", "State"})


def text_of(path: Path) -> str:
    """Return the text of a file; empty for one that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def strings_in(tree: ast.Module) -> Iterator[str]:
    """Yield every string of the code, docstrings left out."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            match node.value:
                case str(text):
                    yield text


def inline_styles(tree: ast.Module) -> Iterator[str]:
    """Yield each ``style=`` given to a call, and each ``style`` attribute in a piece of HTML."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="style", value=value):
                yield ast.unparse(value)
    yield from (text for text in strings_in(tree) if re.search(r"<[^>]*\sstyle=", text))


def literal_ids(tree: ast.Module) -> Iterator[str]:
    """Yield each component id that is written out instead of taken from ids.py."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="id", value=ast.Constant(value=str(text))):
                yield text
            case ast.keyword(arg="id", value=ast.Dict(values=values)):
                yield from (v.value for v in values if isinstance(v, ast.Constant))  # type: ignore[misc]
            case ast.Call(func=func, args=[ast.Constant(value=str(text)), *_]) if (
                ast.unparse(func).rpartition(".")[2] in _CALLBACK_ENDS
            ):
                yield text


def written_tests(source: Source) -> list[str]:
    """Return ``file::function`` or ``file::Class::function`` for each test that is written."""
    names = []
    for node in source.tree.body:
        match node:
            case ast.FunctionDef(name=name) if name.startswith("test"):
                names.append(f"{source.path}::{name}")
            case ast.ClassDef(name=owner, body=body):
                names += [
                    f"{source.path}::{owner}::{each.name}"
                    for each in body
                    if isinstance(each, ast.FunctionDef) and each.name.startswith("test")
                ]
    return names


@pytest.mark.parametrize("name", REQUIRED_FILES)
def test_the_house_has(name: str) -> None:
    assert (ROOT / name).is_file()


def test_no_file_names_a_package_registry() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in own_files()
        for host in REGISTRY_HOSTS
        if host in text_of(path)
    ]
    assert faults == []


def test_no_file_names_a_path_of_one_machine() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in own_files()
        if path != Path(__file__)
        for name in MACHINE_PATHS
        if re.search(rf"(?<![\w.]){name}", text_of(path))
    ]
    assert faults == []


def test_npm_lock_carries_no_download_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, each in lock["packages"].items() if "resolved" in each] == []


def test_plotly_in_the_browser_is_the_one_that_plotly_in_python_draws_for() -> None:
    bundle = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with bundle.open(encoding="utf-8") as file:
        found = re.search(r"plotly\.js v(\d+\.\d+\.\d+)", file.read(200))
    assert found is not None
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert package["dependencies"]["plotly.js-geo-dist-min"] == found[1]


def test_front_end_packages_are_pinned() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    named = package["dependencies"] | package["devDependencies"]
    loose = [f"{k}: {v}" for k, v in named.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)]
    assert loose == []


@pytest.mark.parametrize("name", LOCKS)
def test_direct_requirements_are_pinned_with_a_reason(name: str) -> None:
    lines = (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    direct = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert [line for line in direct if not re.match(r"[\w.-]+==\S+ +# \S+", line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_the_same_versions_as_its_requirements(name: str) -> None:
    locked = set(_pins((ROOT / f"{name}.lock").read_text(encoding="utf-8")))
    asked = set(_pins(_with_included(f"{name}.txt")))
    assert sorted(asked - locked) == [], "run `make lock`"


def _pins(text: str) -> Iterator[tuple[str, str]]:
    yield from ((m[1].lower(), m[2]) for m in _PIN.finditer(text))


def _with_included(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8")
    included = re.findall(r"^-r (\S+)", text, re.MULTILINE)
    return "\n".join([text, *map(_with_included, included)])


def test_every_make_target_is_listed_by_help() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (\S+)", text, re.MULTILINE)
    explained = re.findall(r"^([a-z]+):.*## \S", text, re.MULTILINE)
    assert phony == explained


def test_ci_runs_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert commands == ["set", "cd", "unset", "export", "exec"]
    assert lines[-1] == "exec make test"


def test_every_pytest_marker_is_explained() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    markers = options["tool"]["pytest"]["ini_options"]["markers"]
    assert [m for m in markers if not re.match(r"\w+(\(.+\))?: \S", m)] == []


def test_modules_are_named_for_an_idea() -> None:
    sources = read_sources("geodata", "dashboard", "tests")
    assert [s.path for s in sources if UNNAMED_IDEAS & set(s.module.split("."))] == []


def test_no_module_is_too_long_to_read() -> None:
    lengths = {s.path: s.text.count("\n") for s in read_sources("geodata", "dashboard")}
    assert {path: n for path, n in lengths.items() if n > MOST_LINES} == {}


def test_no_folder_holds_too_many_modules() -> None:
    folders = Counter(
        str(Path(source.path).parent)
        for source in read_sources("geodata", "dashboard")
        if not source.path.endswith("__init__.py")
    )
    assert {folder: n for folder, n in folders.items() if n > MOST_MODULES} == {}


def test_styling_lives_in_css() -> None:
    faults = {s.path: list(inline_styles(s.tree)) for s in read_sources("dashboard")}
    assert {path: found for path, found in faults.items() if found} == {}


def test_colours_live_in_the_palettes() -> None:
    faults = {
        s.path: [text for text in strings_in(s.tree) if _HEX_COLOUR.search(text)]
        for s in read_sources("dashboard")
        if s.path not in PALETTES
    }
    assert {path: found for path, found in faults.items() if found} == {}


def test_ids_live_in_one_module() -> None:
    faults = {s.path: list(literal_ids(s.tree)) for s in read_sources("dashboard") if s.path != IDS}
    assert {path: found for path, found in faults.items() if found} == {}


def test_no_test_hides_another_of_its_name() -> None:
    written = Counter(name for source in read_sources("tests") for name in written_tests(source))
    assert [name for name, times in written.items() if times > 1] == []


def test_every_test_that_is_written_is_collected(request: pytest.FixtureRequest) -> None:
    collected = {name.partition("[")[0] for name in request.config.stash[COLLECTED]}
    written = {name for source in read_sources("tests") for name in written_tests(source)}
    if request.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        asked = {name.partition("::")[0] for name in collected}  # some files, or some tests of one
        if any("::" in one for one in request.config.args):
            pytest.skip("single tests were asked for")
        written = {name for name in written if name.partition("::")[0] in asked}
    assert written
    assert sorted(written - collected) == []


def test_a_misplaced_colour_is_seen() -> None:
    assert _HEX_COLOUR.search("fill: #0b3d63;")
    assert _HEX_COLOUR.search("#fff")
    assert not _HEX_COLOUR.search("#add-a-bid")


def test_an_inline_style_is_seen() -> None:
    text = 'html.Div(style={"a": 1})\nHEAD = "<p style=\'a\'>"'
    assert len(list(inline_styles(ast.parse(text)))) == 2


def test_a_literal_id_is_seen() -> None:
    text = 'html.Div(id="map")\ndash.Input("map", "clickData")\nhtml.P(id=ids.MAP)'
    assert list(literal_ids(ast.parse(text))) == ["map", "map"]
