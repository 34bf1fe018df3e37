"""Where a request was sent to."""

import functools
import re
import urllib.parse


class Addressed:
    """What a request says of its address, by its environ, headers, scheme, path and query_string."""

    @functools.cached_property
    def host(self):
        host = self.headers.get("Host", self.environ["SERVER_NAME"])
        default = ":443" if self.is_secure else ":80"
        return host.removesuffix(default)

    @property
    def host_url(self):
        return f"{self.scheme}://{self.host}/"

    url_root = root_url = host_url

    @property
    def base_url(self):
        escaped = re.sub(r"[^\w!$&'()*+,\-./:;=@~\x80-\U0010ffff]", lambda found: urllib.parse.quote(found[0]), self.path, flags=re.ASCII)
        return self.host_url.rstrip("/") + escaped

    @property
    def url(self):
        return self.base_url + (f"?{_readable(self.query_string.decode())}" if self.query_string else "")

    @property
    def full_path(self):
        return f"{self.path}?{self.query_string.decode()}"

    @property
    def access_route(self):
        forwarded = [address.strip() for address in self.headers.get("X-Forwarded-For", "").split(",") if address.strip()]
        return forwarded or ([self.remote_addr] if self.remote_addr else [])


def _readable(query):
    """Unescape what is no ASCII."""

    def text(found):
        try:
            return bytes.fromhex(found[0].replace("%", "")).decode()
        except ValueError:
            return found[0]

    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", text, query)
