"""Names for annotations."""

from typing import Any

ResponseReturnValue = ResponseValue = HeadersValue = StatusCode = Any
