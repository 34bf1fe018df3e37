"""Content types."""

import re


def parse_type(header):
    """Split a header into its type in lower case and its parameters."""
    kind, *rest = re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", header)
    parameters = {}
    for part in rest:
        name, equals, value = part.partition("=")
        if equals:
            value = value.strip()
            parameters.setdefault(name.strip().lower(), re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value)
    return kind.strip().lower(), parameters


def with_charset(mimetype):
    """A type of text says its charset."""
    textual = mimetype.startswith("text/") or mimetype in ("application/xml", "application/javascript", "application/ecmascript", "application/sql", "application/xml-dtd")
    if "charset" in mimetype or not (textual or mimetype.endswith("+xml")):
        return mimetype
    return f"{mimetype}; charset=utf-8"
