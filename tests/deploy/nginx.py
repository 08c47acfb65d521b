"""The nginx configuration of deploy/, run as it is but for ports, paths and a name."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT
from tests.serving import free_port, stop, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

CONFIGURATION: Final = ROOT / "deploy" / "nginx.conf"
ADDRESS: Final = "127.0.0.77"
"""One of this machine's own that nothing else is likely to listen on."""

_MARK: Final = "  # change"
_MAIN: Final = """
daemon off;
error_log {folder}/error.log warn;
pid {folder}/nginx.pid;
{user}
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """A running nginx: its addresses, and a TLS context that trusts the test's authority alone."""

    plain_url: str
    url: str
    tls: ssl.SSLContext
    authority: Path


def need(*tools: str) -> None:
    """Skip the test where a tool is not installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: apt-get install nginx openssl)")


@contextlib.contextmanager
def run_nginx(
    folder: Path,
    copies: Sequence[str],
    ports: tuple[int, int] | None = None,
    base_path: str = "/",
) -> Iterator[Front]:
    """Run nginx in front of two ``copies`` of the map, with a certificate of its own authority.

    Parameters
    ----------
    ports
        For plain HTTP and for TLS; two that nothing listens on if not given.
    base_path
        That of the copies, whose addresses do not hold it.
    """
    need("nginx", "openssl")
    certificate, key, authority = make_certificate(folder)
    plain, secure = ports or (free_port(), free_port())
    first, second = (urlsplit(copy).netloc for copy in copies)
    changes = {
        "server 127.0.0.1:8050 max_fails=0;": f"server {first} max_fails=0;",
        "server 127.0.0.1:8051 max_fails=0;": f"server {second} max_fails=0;",
        "inactive=10m use_temp_path=off;": "inactive=10m use_temp_path=off;",
        "listen 80;": f"listen {ADDRESS}:{plain};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen {ADDRESS}:{secure} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "server_name map.example.org;": f"server_name {ADDRESS};",
        "location / {": f"location {base_path} {{",
        "ssl_certificate /etc/ssl/tca-map/fullchain.pem;": f"ssl_certificate {certificate};",
        "ssl_certificate_key /etc/ssl/tca-map/privkey.pem;": f"ssl_certificate_key {key};",
    }
    text = change_lines(CONFIGURATION.read_text(encoding="utf-8"), changes)
    (folder / "site.conf").write_text(
        text.replace("/var/cache/nginx/tca-map", f"{folder}/cache"), encoding="utf-8"
    )
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder, user=user), encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(main), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as server:
        try:
            wait_until(lambda: server.poll() is not None or listens(secure))
            assert server.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
            tls = ssl.create_default_context(cafile=str(authority))
            yield Front(f"http://{ADDRESS}:{plain}", f"https://{ADDRESS}:{secure}", tls, authority)
        finally:
            stop(server)


def change_lines(text: str, changes: Mapping[str, str]) -> str:
    """Put a test's own values in the place of the lines that are marked to be changed.

    Fails where a marked line has no change or a change no line: the file that is tested stays the
    file that is deployed.
    """
    used = set()
    lines = []
    for line in text.splitlines():
        if line.endswith(_MARK):
            wanted = line.removesuffix(_MARK).strip()
            used.add(wanted)
            lines.append(changes[wanted])
        else:
            lines.append(line)
    assert used == set(changes)
    return "\n".join(lines)


def listens(port: int) -> bool:
    """Return whether something listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((ADDRESS, port)) == 0


def make_certificate(folder: Path) -> tuple[Path, Path, Path]:
    """Make a certificate authority and a certificate of it for localhost; return it, key, CA."""
    authority, authority_key = folder / "ca.pem", folder / "ca.key"
    certificate, key, request = folder / "site.pem", folder / "site.key", folder / "site.csr"
    names = folder / "names.cnf"
    names.write_text(f"subjectAltName=IP:{ADDRESS}\n", encoding="utf-8")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    signing = ["-CA", authority, "-CAkey", authority_key, "-CAcreateserial", "-extfile", names]
    for arguments in (
        ["req", "-x509", *new_key, "-keyout", authority_key, "-out", authority, "-subj", "/CN=CA"],
        ["req", *new_key, "-keyout", key, "-out", request, "-subj", f"/CN={ADDRESS}"],
        ["x509", "-req", "-in", request, *signing, "-days", "2", "-out", certificate],
    ):
        subprocess.run(
            ["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60
        )
    return certificate, key, authority
