"""Stands in for a cluster's DNS and Services: a connection to a name goes to the port on loopback that ROUTES says, by name:port,
or to what stands for all that is outside, `plain` or `tls`. Python reads this file before any other."""

import ipaddress
import json
import os
import socket

ROUTES = json.loads(os.environ.get("ROUTES", "{}"))
connect = socket.create_connection


def is_address(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def redirected(address, *args, **kwargs):
    host, port = address
    if host != "localhost" and not is_address(host):
        outside = ROUTES.get("tls" if port == 443 else "plain") if "." in host and not host.endswith(".svc.cluster.local") else None
        address = ("127.0.0.1", ROUTES.get(f"{host}:{port}") or outside or 1)
    return connect(address, *args, **kwargs)


socket.create_connection = redirected
