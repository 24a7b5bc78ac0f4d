"""tus over a bare socket, which can be cut anywhere."""

import http.client
import socket
from urllib.parse import urlsplit

from tests.uploads.tus import OCTETS, VERSION, metadata
from tests.uploads.web import Web
from uploads.models import Upload


class Raw:
    def __init__(self, web: Web, cookie: str, customer: object) -> None:
        self.host = urlsplit(web.url).netloc
        self.cookie = cookie
        self.customer = customer

    def ask(
        self, method: str, path: str, data: bytes | None = None, **headers: object
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        told = {k.replace("_", "-"): str(v) for k, v in headers.items()}
        connection.request(
            method, path, data, {**VERSION, "Cookie": self.cookie, **told}
        )
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def create(self, length: int, **told: object) -> str:
        told = {"filename": "nw.dump", "customer": self.customer, **told}
        response = self.ask(
            "POST",
            "/uploads/",
            Upload_Length=length,
            Upload_Metadata=metadata(**told),
        )
        assert response.status == 201, response.body
        return response.headers["Location"]

    def offset(self, path: str) -> int:
        response = self.ask("HEAD", path)
        assert response.status == 200
        return int(response.headers["Upload-Offset"])

    def patch(self, path: str, offset: int, data: bytes, **headers: object):
        return self.ask(
            "PATCH",
            path,
            data,
            Upload_Offset=offset,
            Content_Type=OCTETS,
            **headers,
        )

    def begin_patch(self, path: str, offset: int, length: int) -> socket.socket:
        """The head of a PATCH; its body is whatever one then sends, if anything."""
        host, port = self.host.split(":")
        sock = socket.create_connection((host, int(port)), timeout=60)
        head = {
            **VERSION,
            "Host": self.host,
            "Cookie": self.cookie,
            "Content-Type": OCTETS,
            "Content-Length": length,
            "Upload-Offset": offset,
        }
        lines = [f"PATCH {path} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
        sock.sendall("\r\n".join([*lines, "", ""]).encode())
        return sock


def row(path: str) -> Upload:
    return Upload.objects.get(pk=path.split("/")[-2])
