"""The same requests through functions-framework (or Flask with its routes) over HTTP and through the adapter, by both payload
formats, with the stand-ins and with what is installed, have the same status, headers and body.
"""

import gzip
import json
import pathlib
import unittest

from compare import alike, comparable
from harness import HERE, Lambda, Reference, answered, over, v1, v2

# Lambda takes 6 MB of JSON in both directions, in which bytes are base64.
LARGE, LARGE_BYTES = 5_900_000, 4_400_000

FORM = [("Content-Type", "application/x-www-form-urlencoded")]
JSON = [("Content-Type", "application/json")]
MULTIPART = (
    b'--X\r\nContent-Disposition: form-data; name="a"\r\n\r\ngr\xc3\xbcn\r\n--X\r\nContent-Disposition: form-data; name="f"; filename="a \\"b\\".png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x00\xff\r\n\r\n--X\r\nContent-Disposition: form-data; name=a\r\n\r\n2\r\n--X--\r\n"
)


def sees(name, **request):
    return f"sees {name}", request


def does(name, **request):
    return name, {"target": f"/?do={name}", **request}


REQUESTS = [
    sees("the root"),
    sees("a path", target="/a/b%20c/%C3%BC"),
    sees("a trailing slash", target="/a/"),
    sees("two slashes inside", target="/a//b"),
    sees("characters that a path may have", target="/a:b@c!$&'()*+,;=~._-"),
    sees("a path that is no UTF-8", target="/a%FF"),
    sees("an escaped slash", target="/a%2Fb"),
    sees("a query", target="/?a=1&a=x&b=&c=%C3%BC+d&a=3&e"),
    sees("a query that is no UTF-8", target="/?a=%FF", only="v2"),
    sees("cookies", headers=[("Cookie", 'a=1; b="x y"; c; =d; e=f=g')]),
    sees("repeated headers", headers=[("X-Test", "1"), ("X-Test", "2")]),
    sees("who asks", headers=[("User-Agent", "me"), ("Referer", "https://a.example/"), ("Origin", "https://b.example"), ("X-Forwarded-For", "198.51.100.1")]),
    *(sees(method, method=method, target="/m") for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")),
    sees("JSON", method="POST", headers=JSON, body='{"a":"ü"}'.encode()),
    sees("JSON of a kind", method="POST", headers=[("Content-Type", "application/vnd.shop+json; charset=utf-8; x=\"a;b\"")], body=b"[1]"),
    sees("broken JSON", method="POST", headers=JSON, body=b"{"),
    sees("text", method="POST", headers=[("Content-Type", "text/plain")], body="grün".encode()),
    sees("bytes", method="POST", headers=[("Content-Type", "application/octet-stream")], body=b"\x00\xff"),
    sees("a body without a type", method="POST", body=b"x"),
    sees("a form", method="POST", target="/?a=q", headers=FORM, body=b"a=1&a=2&b=two+words&c=%C3%BC&d=&e"),
    sees("a form with PUT", method="PUT", target="/?a=q", headers=FORM, body=b"a=1"),
    sees("a multipart form", method="POST", headers=[("Content-Type", "multipart/form-data; boundary=X")], body=MULTIPART),
    ("a basic login", {"target": "/?do=authorization", "headers": [("Authorization", "Basic YTpiOmM=")]}),
    ("a bearer", {"target": "/?do=authorization", "headers": [("Authorization", "Bearer abc.def")]}),
    ("no login", {"target": "/?do=authorization"}),
    *(does(name) for name in (
        "cookies", "full", "stream", "types", "raises", "conflict", "stores", "str", "bytes", "dict", "list", "empty", "none", "number", "tuple", "status",
        "text_status", "headers", "pairs", "json_tuple", "response_tuple", "four", "no_content", "no_content_body", "not_modified", "kwargs", "several", "nothing", "redirect",
        "moved", "location", "abort_text", "abort_keyword", "abort_response", "key", "json", "json_property", "forced", "bad_header", "xml", "svg", "octets", "default",
        "text_response", "generator", "unknown",
    )),
    *((f"abort {code}", {"target": f"/?do=abort&code={code}"}) for code in (400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 429, 500, 501, 502, 503, 504, 299)),
    ("broken JSON that is asked for", {"method": "POST", "target": "/?do=json", "headers": JSON, "body": b"{"}),
    ("JSON without a type that is asked for", {"method": "POST", "target": "/?do=forced", "body": b'{"a":1}'}),
    *((f"HEAD {name}", {"method": "HEAD", "target": f"/?do={name}"}) for name in ("str", "dict", "stream", "redirect", "raises")),
    *(does(name) for name in ("many", "latin", "repeated", "nested", "empty_tuple", "set", "false", "memory", "json_none", "big_int", "cached")),
    *(does(f"code&code={code}") for code in (200, 201, 202, 203, 205, 206, 207, 226, 300, 301, 307, 308, 400, 401, 404, 409, 418, 422, 429, 451, 499, 500, 501, 503, 511, 599)),
    *((f"HEAD code {code}", {"method": "HEAD", "target": f"/?do=code&code={code}"}) for code in (200, 204, 304, 404)),
    *(does(f"to&code={code}&to=https://shop.example/a") for code in (301, 302, 303, 307, 308)),
    *(does(f"to&code=302&to={to}") for to in ("//evil.example", "../up", "%3Fq=1", "%23top", "https://%C3%BC.example/%C3%BC", "%5C%5Cevil")),
    does(f"large&size={LARGE}"), does(f"large_bytes&size={LARGE_BYTES}"),
    does("sum", method="POST", headers=[("Content-Type", "text/plain")], body="grün".encode() * (LARGE // 5)),
    ("sum of bytes", {"method": "PUT", "target": "/?do=sum", "headers": [("Content-Type", "application/octet-stream")], "body": b"\xfe" * LARGE_BYTES}),
    does("lines", method="POST", headers=[("Content-Type", "text/plain")], body=b"one\ntwo\nthree"),
    ("a preflight", {"method": "OPTIONS", "target": "/?do=repeated", "headers": [("Origin", "https://app.example"), ("Access-Control-Request-Method", "PUT")]}),
    ("what the client has", {"target": "/?do=cached", "headers": [("If-None-Match", '"v1"')]}),
    does("echo_headers", headers=[("X-Under_Score", "1"), ("Accept", "text/html"), ("Accept-Encoding", "gzip"), *((f"X-Header-{i}", "v" * 100) for i in range(60))]),
    sees("a long query", target="/?q=" + "x" * 6000),
    sees("a compressed body", method="POST", headers=[*JSON, ("Content-Encoding", "gzip")], body=gzip.compress(b'{"z":1}', mtime=0)),
    sees("an empty body", method="POST", headers=JSON, body=b""),
    sees("a form that is no UTF-8", method="POST", headers=FORM, body=b"a=%FF&b=\xff"),
    sees("a multipart form without an end", method="POST", headers=[("Content-Type", "multipart/form-data; boundary=X")], body=MULTIPART[:-8]),
    sees("a multipart form without a boundary", method="POST", headers=[("Content-Type", "multipart/form-data")], body=MULTIPART),
    sees("JSON with a byte order mark", method="POST", headers=JSON, body=b'\xef\xbb\xbf{"a":1}'),
    sees("JSON in UTF-16", method="POST", headers=JSON, body='{"a":1}'.encode("utf-16")),
    sees("JSON that is no object", method="POST", headers=JSON, body=b'"x"'),
    sees("text in latin1", method="POST", headers=[("Content-Type", "text/plain; charset=iso-8859-1")], body=b"gr\xfcn"),
    ("a file that browsers ask for", {"target": "/favicon.ico"}),
    ("two slashes first", {"target": "//a//b?x=1"}),
    ("a static file", {"target": "/static/x"}),
]


class Equivalence(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        files = {"main.py": pathlib.Path(HERE, "equivalence_fixture.py").read_text()}
        cls.reference = Reference(files)
        cls.functions = {"stand-ins": Lambda(files), "installed": Lambda(files, bare=False)}
        print(f"compared with {cls.reference.what}")

    @classmethod
    def tearDownClass(cls):
        for function in (cls.reference, *cls.functions.values()):
            function.stop()

    def test_requests(self):
        for name, request in REQUESTS:
            only = request.pop("only", None)
            want = over(self.reference.port, **request)
            for kind, function in self.functions.items():
                for format, make in (("v2", v2), ("v1", v1)):
                    if only and format != only:
                        continue
                    with self.subTest(name, kind=kind, format=format):
                        got = answered(function.invoke(make(**request)))
                        if format == "v1" and name.startswith("sees ") and want[2]:  # the gateway writes the query anew
                            self.assertEqual(self.without_query(got), self.without_query(want))
                        else:
                            alike(self, got, want)

    @staticmethod
    def without_query(answer):
        answer = comparable(answer)
        body = json.loads(answer["body"]) if answer["body"] else {}
        rest = {name: value for name, value in body.items() if name not in ("query", "full", "url")}
        return {**answer, "headers": {**answer["headers"], "content-length": None}, "body": rest}


if __name__ == "__main__":
    unittest.main()
