"""The project's own files, read as text and as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it is in the checkout, and what it says."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Syntax tree of the file."""
        return ast.parse(self.text, filename=self.path)

    @property
    def module(self) -> str:
        """Dotted name, for example ``geodata.model.codes``; a package by its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def read_sources(*folders: str) -> list[Source]:
    """Read every Python file under ``folders`` of the checkout, in order of path."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def own_files() -> list[Path]:
    """Return the files that are, or would be, committed: not ignored, not made by a build."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """Yield each module that ``tree`` imports anywhere; ``from a import b`` also yields ``a.b``."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)


def statements_run_on_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every node that Python evaluates when it imports the module.

    Bodies of functions and lambdas, and blocks under ``if __name__ == "__main__"`` or
    ``if TYPE_CHECKING``, are left out; decorators, defaults and class bodies are not.
    """
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                waiting += node.decorator_list
                waiting += [d for d in (*node.args.defaults, *node.args.kw_defaults) if d]
                continue
            case ast.Lambda():
                continue
            case ast.If() if ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}:
                waiting += node.orelse
                continue
        yield node
        waiting += ast.iter_child_nodes(node)
