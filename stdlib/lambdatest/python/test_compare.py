"""The comparison itself can fail: it sees every kind of difference, and overlooks those alone that are documented."""

import unittest

from compare import alike

ONE = (200, {"content-type": ["text/plain"], "x-many": ["1", "2"], "set-cookie": ["a=1", "b=2"], "content-length": ["3"]}, b"\x01\x02\xff")


def headers(**more):
    return ONE[0], {**ONE[1], **{name.replace("_", "-"): values for name, values in more.items()}}, ONE[2]


class Compare(unittest.TestCase):
    def test_a_difference_is_seen(self):
        less = {name: values for name, values in ONE[1].items() if name != "x-many"}
        for name, other in {
            "another status": (201, *ONE[1:]), "another type": headers(content_type=["text/html"]), "a header more": headers(x_more=[""]), "a header less": (ONE[0], less, ONE[2]),
            "values in another order": headers(x_many=["2", "1"]), "cookies in one line": headers(set_cookie=["a=1, b=2"]), "another length": headers(content_length=["4"]),
            "a byte": (*ONE[:2], b"\x01\x02\xfe"), "a byte that text would hide": (*ONE[:2], "\x01\x02\ufffd".encode()), "a byte less": (*ONE[:2], b"\x01\x02"), "what nobody may see": (*ONE[:2], b"secret"),
        }.items():
            with self.subTest(name), self.assertRaises(AssertionError):
                alike(self, other, ONE)

    def test_a_byte_of_a_large_body_is_a_difference(self):
        large = bytes(1 << 20)
        with self.assertRaises(AssertionError):
            alike(self, (*ONE[:2], large[:-1] + b"\x01"), (*ONE[:2], large))

    def test_what_is_documented_is_no_difference(self):
        for name, other in {"nothing": ONE, "one connection's": headers(connection=["close"], date=["x"], server=["y"]), "values in one line": headers(x_many=["1, 2"])}.items():
            with self.subTest(name):
                alike(self, other, ONE)
