"""Writes Set-Cookie headers (RFC 6265)."""

import datetime
import email.utils
import re
import urllib.parse


def dump_cookie(key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned):
    """max_age is seconds or a timedelta, expires a datetime, a timestamp or its text."""
    if isinstance(max_age, datetime.timedelta):
        max_age = int(max_age.total_seconds())
    if expires is None and max_age is not None:
        expires = datetime.datetime.now(datetime.timezone.utc).timestamp() + max_age
    if samesite is not None:
        samesite = samesite.title()
        if samesite not in ("Strict", "Lax", "None"):
            raise ValueError("SameSite must be 'Strict', 'Lax', or 'None'.")
    attributes = {
        "Domain": domain and domain.partition(":")[0].lstrip(".").encode("idna").decode("ascii"),
        "Expires": _date(expires),
        "Max-Age": max_age,
        "Secure": secure or partitioned,
        "HttpOnly": httponly,
        "Path": None if path is None else urllib.parse.quote(path, safe="%!$&'()*+,/:=@"),
        "SameSite": samesite,
        "Partitioned": partitioned,
    }
    out = [f"{key}={_quote(value)}"]
    for name, setting in attributes.items():
        if setting is True:
            out.append(name)
        elif setting is not None and setting is not False:
            out.append(f"{name}={setting}")
    return "; ".join(out)


def _date(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        zoned = value.replace(tzinfo=datetime.timezone.utc) if value.tzinfo is None else value.astimezone(datetime.timezone.utc)
        return email.utils.format_datetime(zoned, usegmt=True)
    return email.utils.formatdate(value, usegmt=True)


def _quote(value):
    if re.fullmatch(r"[\w!#$%&'()*+\-./:<=>?@[\]^`{|}~]*", value, re.ASCII):
        return value
    escaped = "".join(chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in '",;\\' else f"\\{chr(byte)}" if chr(byte) in '"\\' else f"\\{byte:03o}" for byte in value.encode())
    return f'"{escaped}"'
