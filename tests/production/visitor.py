"""A browser's manners over a connection from any address of this machine."""

import http.client
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.fixtures.people import PASSWORD
from tests.production.site import HERE, NAME, Site
from tests.uploads.tus import OCTETS, VERSION, metadata

FORM = "application/x-www-form-urlencoded"


class Visitor:
    def __init__(self, site: Site, address: str = HERE) -> None:
        self.site = site
        self.address = address
        self.cookies: SimpleCookie = SimpleCookie()

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            HERE,
            self.site.https,
            timeout=60,
            context=self.site.trust,
            source_address=(self.address, 0),
        )

    def headers(self, **more: object) -> dict[str, str]:
        cookies = "; ".join(f"{k}={v.value}" for k, v in self.cookies.items())
        own = {"Host": NAME, "Referer": f"https://{NAME}/", "Cookie": cookies}
        return own | {key.replace("_", "-"): str(value) for key, value in more.items()}

    def ask(
        self, method: str, path: str, data: object = None, **more: object
    ) -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request(method, path, data, self.headers(**more))
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return response

    def get(self, path: str, **more: object) -> http.client.HTTPResponse:
        return self.ask("GET", path, **more)

    def log_in(
        self, name: str, password: str = PASSWORD, **more: object
    ) -> http.client.HTTPResponse:
        self.get("/accounts/login/")
        token = self.cookies["csrftoken"].value
        form = {"login": name, "password": password, "csrfmiddlewaretoken": token}
        more |= {"Content_Type": FORM}
        return self.ask("POST", "/accounts/login/", urlencode(form), **more)

    def begin_upload(self, customer: object, length: int) -> str:
        told = metadata(filename="nw.dump", customer=customer)
        announced = {**VERSION, "Upload_Length": length, "Upload_Metadata": told}
        response = self.ask("POST", "/uploads/", **announced)
        assert response.status == 201, response.text
        return response.headers["Location"]

    def begin_patch(
        self, path: str, offset: int, length: int
    ) -> http.client.HTTPSConnection:
        """The head of it; the body is whatever is then sent."""
        connection = self.connect()
        connection.putrequest("PATCH", path, skip_host=True)
        told = {
            **VERSION,
            "Content_Type": OCTETS,
            "Content_Length": length,
            "Upload_Offset": offset,
        }
        for name, value in self.headers(**told).items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection

    def patch(self, path: str, offset: int, data: bytes) -> http.client.HTTPResponse:
        connection = self.begin_patch(path, offset, len(data))
        connection.send(data)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def offset(self, path: str) -> int:
        response = self.ask("HEAD", path, **VERSION)
        assert response.status == 200
        return int(response.headers["Upload-Offset"])
