"""Stands in for a function's own code: it tells what reached it, as services do."""

import os


def handler(request):
    told = {
        "host": request.host,
        "method": request.method,
        "url": request.full_path if request.query_string else request.path,
        "header": {name: request.headers.getlist(name) for name in request.headers.keys()},
        "body": request.get_data(as_text=True),
    }
    return told, 200, {"Access-Control-Allow-Origin": os.environ["SERVICES_ORIGIN"]}
