"""A tus client on Django's test client, which says just what it is told."""

from base64 import b64encode
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from uploads.models import Upload

VERSION = {"Tus-Resumable": "1.0.0"}
OCTETS = "application/offset+octet-stream"


def metadata(**told: object) -> str:
    pairs = (f"{key} {b64encode(str(v).encode()).decode()}" for key, v in told.items())
    return ",".join(pairs)


class Tus:
    def __init__(self, client: Client, customer: Customer) -> None:
        self.client = client
        self.customer = customer

    def ask(
        self, method: str, upload: Upload | None = None, data: bytes = b"", **more: Any
    ) -> HttpResponse:
        headers = {**VERSION, **more.pop("headers", {})}
        address = (
            reverse("uploads:file", args=[upload.pk])
            if upload
            else reverse("uploads:tus")
        )
        return self.client.generic(
            method, address, data, more.pop("content_type", OCTETS), headers=headers
        )

    def post(self, length: object, **told: object) -> HttpResponse:
        told = {"filename": "nw.dump", "customer": self.customer.pk, **told}
        headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(**told)}
        return self.ask("POST", headers=headers)

    def create(self, data: bytes | int, **told: object) -> Upload:
        """Announce a file (or a number of bytes)."""
        response = self.post(data if isinstance(data, int) else len(data), **told)
        assert response.status_code == 201, response.content
        return Upload.objects.get(pk=response["Location"].split("/")[-2])

    def patch(
        self, upload: Upload, offset: object, data: bytes, **headers: str
    ) -> HttpResponse:
        sent = {k.replace("_", "-"): v for k, v in headers.items()}
        response = self.ask(
            "PATCH", upload, data, headers={"Upload-Offset": str(offset), **sent}
        )
        upload.refresh_from_db()
        return response

    def head(self, upload: Upload) -> HttpResponse:
        return self.ask("HEAD", upload)

    def delete(self, upload: Upload) -> HttpResponse:
        return self.ask("DELETE", upload)
