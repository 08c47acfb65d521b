"""What every test can count on: nothing leaves the machine, real built data, a real browser."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from dashboard.application import create_app
from dashboard.settings import Settings
from dashboard.site import read_site
from tests.small_world import build_small_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Playwright,
        Request,
    )

    from dashboard.site import Site

ROOT: Final = Path(__file__).resolve().parent.parent
_MANY_EXAMPLES: Final = ROOT / "tests" / "property"
_WHOLE_ENGLAND: Final = frozenset({"test_geography.py", "test_hexes.py"})
_FUND_EACH: Final = frozenset(
    {
        "test_another_fund.py",
        "test_award_parts.py",
        "test_fetch_file.py",
        "test_import_found.py",
        "test_importing.py",
        "test_outcomes.py",
        "test_publish.py",
    }
)
"""Files of which most tests build or import a fund of their own."""
_LOOPBACK_NAMES: Final = frozenset({"localhost", "::1", ""})
_PAGE_TIMEOUT_MS: Final = 10_000
_CHROMIUM_NAMES: Final = (
    "chromium-headless-shell",  # the same engine, and half the processor time of a page
    "chromium",
    "chromium-browser",
    "google-chrome",
)
_NETWORK_SCHEMES: Final = frozenset({"http", "https", "ws", "wss"})
_CHROMIUM_FLAGS: Final = (
    # No name but this machine's own is looked up, and no address but its own is reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Chromium's own calls home would be refused, many at a time, on a machine with no internet.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# How long an example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


class NetworkLeftError(RuntimeError):
    """A test tried to reach another machine."""


def is_loopback(host: object) -> bool:
    """Return whether ``host``, a name or an address, is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None:
        return True
    return isinstance(name, str) and (name in _LOOPBACK_NAMES or name.startswith("127."))


class SocketGuard:
    """Stands in for the ways out of the machine, and remembers who tried.

    Code under test may catch what it raises, so `attempts` is asked again after each test.
    A subprocess is outside its reach.
    """

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def refuse(self, host: object) -> NetworkLeftError:
        """Remember ``host`` and return the error to raise."""
        self.attempts.append(str(host))
        msg = f"this test tried to reach {host!r}: serve what it needs from 127.0.0.1"
        return NetworkLeftError(msg)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put guarded versions of connect, connect_ex, sendto and getaddrinfo in place."""
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, self._guarded_method(name))
        look_up = socket.getaddrinfo

        def guarded_look_up(host: object, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passes through whatever the original takes
            if not is_loopback(host):
                raise self.refuse(host)
            return look_up(host, *args, **kwargs)  # type: ignore[arg-type]

        patch.setattr(socket, "getaddrinfo", guarded_look_up)

    def _guarded_method(self, name: str) -> Any:  # noqa: ANN401 - one wrapper for three signatures
        original = getattr(socket.socket, name)

        def guarded(sock: socket.socket, *args: Any) -> Any:  # noqa: ANN401 - passes through whatever the original takes
            address = args[-1]
            if sock.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(address[0]):
                raise self.refuse(address[0])
            return original(sock, *args)

        return guarded


COLLECTED: Final = pytest.StashKey[frozenset[str]]()
"""Names of all tests that were found, those that a mark or a word leaves out included."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark as slow what tries many examples, makes all of England's outlines, or builds funds."""
    config.stash[COLLECTED] = frozenset(item.nodeid for item in items)
    for item in items:
        if (
            item.path.is_relative_to(_MANY_EXAMPLES)
            or item.path.name in _WHOLE_ENGLAND | _FUND_EACH
        ):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over modules and tests, which stay to the end of the run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def socket_guard() -> Iterator[SocketGuard]:
    """Guard the sockets of the whole run, fixtures included."""
    guard = SocketGuard()
    with pytest.MonkeyPatch.context() as patch:
        guard.install(patch)
        yield guard


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(socket_guard: SocketGuard) -> Iterator[None]:
    """Fail a test that tried to reach another machine, even if it swallowed the refusal."""
    socket_guard.attempts.clear()
    yield
    if socket_guard.attempts:
        pytest.fail(f"tried to reach {', '.join(socket_guard.attempts)}: tests stay on 127.0.0.1")


@pytest.fixture(scope="session")
def built_folder() -> Path:
    """Folder of the real built data: ``data/built``, built now if it is not there.

    It is read, never written. ``make test`` brings it up to date first.
    """
    built = ROOT / "data" / "built"
    if not (built / "manifest.json").is_file():
        subprocess.run([sys.executable, "-m", "geodata", "build"], cwd=ROOT, check=True)
    return built


@pytest.fixture(scope="session")
def site(built_folder: Path) -> Site:
    """Real built data, loaded as a server loads it."""
    return read_site(Settings(built_folder=built_folder))


@pytest.fixture(scope="session")
def client(site: Site) -> FlaskClient:
    """Return a client of the site with the real data, one for the whole run."""
    made: FlaskClient = create_app(site.settings).server.test_client()
    return made


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the small world of `tests.small_world` with the four bids of the factories."""
    return build_small_site(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Folder of research files beside the checkout (or ``TCA_SHARED``); skips where absent."""
    folder = Path(os.environ.get("TCA_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"{folder.name}/ is not beside the checkout; set TCA_SHARED to use another")
    return folder


def find_chromium() -> str | None:
    """Return the browser to drive: ``CHROMIUM``, else the system's, else Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next(filter(None, map(shutil.which, _CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def browser(socket_guard: SocketGuard) -> Iterator[Browser]:
    """Headless Chromium for the whole run; skips where there is none, unless one is required."""
    del socket_guard  # asked for so that Playwright starts behind it
    with sync_playwright() as playwright:
        chromium = _launch(playwright)
        yield chromium
        chromium.close()


def _launch(playwright: Playwright) -> Browser:
    flags = list(_CHROMIUM_FLAGS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to sandbox root
    try:
        return playwright.chromium.launch(executable_path=find_chromium(), args=flags)
    except PlaywrightError as exc:
        if os.environ.get("BROWSER_REQUIRED"):
            raise
        pytest.skip(f"no Chromium: run `make browser` or set CHROMIUM ({exc.message.strip()})")


@pytest.fixture
def page_faults() -> list[str]:
    """Return what pages reported: exceptions, errors in the console, requests to other hosts."""
    return []


@pytest.fixture
def new_page(
    browser: Browser, page_faults: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages, each in a context of its own; its options are the context's.

    The test fails on any fault of a page, unless the test is marked as one that `provokes` it.
    """
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:  # noqa: ANN401 - whatever a browser context takes
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"} | options
        context = browser.new_context(**settings)
        contexts.append(context)
        context.set_default_timeout(_PAGE_TIMEOUT_MS)
        _note_faults(context, page_faults)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    expected = [words for mark in request.node.iter_markers("provokes") for words in mark.args]
    faults = [one for one in page_faults if not any(words in one for words in expected)]
    if faults:
        pytest.fail("the page was not clean:\n" + "\n".join(faults))


def _note_faults(context: BrowserContext, faults: list[str]) -> None:
    def note_request(request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in _NETWORK_SCHEMES and not is_loopback(asked.hostname):
            faults.append(f"asked another host for {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda found: faults.append(f"uncaught: {found.error}"))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Return a page of its own at 1440 by 900, which fails its test as `new_page` says."""
    return new_page()
