"""Write the addresses of this site: below its folder, or as the link policy of a page says."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

import flask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class LinkPolicy(Protocol):
    """How the addresses of a page are written where it is not a page of the running site."""

    def spell(self, path: str) -> str:
        """Return the address of a path of the app in this page; empty if it has none."""

    def spell_whole(self, path: str) -> str:
        """Return what stands for a path of the app behind the public address of the site."""


def address_of(path: str) -> str:
    """Return the address at which a reader finds ``path``, a path of the app with its first slash.

    Every link, form, picture and redirect to this site passes here, so that all stay below the
    folder at which it is served (``BASE_PATH``), or follow the policy that `follow` named for the
    page; without a request that is the root. It is empty where the policy has no such address.
    """
    if not flask.has_request_context():
        return path
    path = flask.g.get("find_own_page", str)(path)
    policy: LinkPolicy | None = flask.g.get("link_policy")
    return policy.spell(path) if policy else f"{flask.request.script_root}{path}"


def whole_address_of(root: str, path: str) -> str:
    """Return the address of ``path`` below ``root``, the public address of the site."""
    policy: LinkPolicy | None = flask.g.get("link_policy") if flask.has_app_context() else None
    return root + (policy.spell_whole(path) if policy else path)


def follow(policy: LinkPolicy) -> None:
    """Write the addresses of this request's page as ``policy`` says."""
    flask.g.link_policy = policy


@contextlib.contextmanager
def linking(find_own_page: Callable[[str], str]) -> Iterator[None]:
    """Have links lead to the path that ``find_own_page`` returns for each path of the app."""
    flask.g.find_own_page = find_own_page
    try:
        yield
    finally:
        del flask.g.find_own_page
