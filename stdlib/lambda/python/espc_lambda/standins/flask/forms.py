"""Parses forms."""

import io
import re
import urllib.parse

from werkzeug.exceptions import RequestEntityTooLarge

from .media import parse_type
from .structures import Headers

# MAX_PARTS and MAX_FIELD_BYTES are Flask's bounds for what a form keeps in memory.
MAX_PARTS = 1000
MAX_FIELD_BYTES = 500_000


def parse_pairs(text):
    """Return the pairs of a query or a form, empty values included. Bytes that are no UTF-8 stay escaped."""
    pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    return [(_escaped(name), _escaped(value)) for name, value in pairs]


def _escaped(text):
    return re.sub("[\udc80-\udcff]", lambda found: f"%{ord(found[0]) - 0xDC00:02X}", text)


class FileStorage:
    """A file of a form."""

    def __init__(self, content, filename, name, headers):
        self.stream = io.BytesIO(content)
        self.filename, self.name, self.headers = filename, name, headers
        self.content_type = headers.get("Content-Type")
        self.mimetype, self.mimetype_params = parse_type(self.content_type or "")
        self.content_length = headers.get("Content-Length", 0, int)

    def save(self, destination, buffer_size=16384):
        if hasattr(destination, "write"):
            destination.write(self.stream.read())
            return
        with open(destination, "wb") as file:
            file.write(self.stream.read())

    def close(self):
        self.stream.close()

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __iter__(self):
        return iter(self.stream)

    def __bool__(self):
        return bool(self.filename)


def parse_multipart(body, boundary):
    """Return the fields and the files of a multipart form (RFC 7578), as pairs. A ValueError says that it is broken."""
    fields, files = [], []
    if b"\r\n--" + boundary.encode() + b"--" not in b"\r\n" + body:
        raise ValueError("the form has no end")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(parts) - 2 > MAX_PARTS:
        raise RequestEntityTooLarge()
    kept = 0
    for part in parts[1:]:
        if part.startswith(b"--"):
            break
        head, _, content = part.partition(b"\r\n\r\n")
        headers = Headers(line.split(":", 1) for line in head.decode("utf-8", "replace").split("\r\n") if ":" in line)
        headers = Headers((name, value.strip()) for name, value in headers)
        _, parameters = parse_type(headers.get("Content-Disposition", ""))
        name, filename = parameters.get("name"), parameters.get("filename")
        if filename is not None:
            files.append((name, FileStorage(content, filename, name, headers)))
            continue
        kept += len(content)
        if kept > MAX_FIELD_BYTES:
            raise RequestEntityTooLarge()
        fields.append((name, content.decode("utf-8", "replace")))
    return fields, files
