"""Errors that say what was found, what was expected, where, and the likely cure."""

from __future__ import annotations


class GeodataError(ValueError):
    """Base of every fault that the data side can report."""


class AuthorityError(GeodataError):
    """A council name or GSS code that cannot be used as it stands."""


class BoundaryError(GeodataError):
    """A boundary set that is incomplete, invalid or not where it should be."""


class ClassificationError(GeodataError):
    """Class edges that are unordered, too few or not finite."""


class BuildError(GeodataError):
    """A build that cannot be finished, or a built folder that cannot be trusted."""


class FetchError(GeodataError):
    """A portal that did not answer, or answered with something unusable."""


class ImportFileError(GeodataError):
    """A file to import, a mapping or one of their cells that cannot be used as it stands."""
