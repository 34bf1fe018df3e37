"""What has to be alike in the answers of both worlds, each a status, headers (lists by lower-case name) and a body."""

# DIFFER are the headers that legitimately differ, with the reason.
DIFFER = {
    "date": "the gateway sets it",
    "server": "the gateway sets it",
    "connection": "of one connection",
    "x-google-status": "the framework's word to Google's own gateway",
}


def comparable(answer):
    """A header in several lines means what its values in one line mean, and payload format 2.0 has one line; cookies stay apart.

    The length of nothing is one that servers add.
    """
    status, headers, body = answer
    kept = {name: values if name == "set-cookie" else ", ".join(values) for name, values in headers.items() if name not in DIFFER}
    if kept.get("content-length") == "0":
        del kept["content-length"]
    return {"status": status, "headers": dict(sorted(kept.items())), "body": body.decode("latin1")}


def alike(test, adapter, framework):
    """Fail the test where the adapter's answer is another than the framework's."""
    if len(framework[2]) > 1 << 16:  # both sides of megabytes are no message that anybody reads
        test.assertTrue(framework[2] == adapter[2], f"a body of {len(adapter[2])} bytes, not the same {len(framework[2])}")
        adapter, framework = (*adapter[:2], b""), (*framework[:2], b"")
    test.assertEqual(comparable(adapter), comparable(framework))
    test.assertNotIn(b"secret", adapter[2])
