"""A CloudEvent, and how it is read from HTTP."""

import base64
import datetime
import json
import types
import uuid

from .exceptions import InvalidRequiredFields, MissingRequiredFields

REQUIRED = {"id", "source", "type", "specversion"}


class CloudEvent:
    """An event's attributes by their names, and its data."""

    def __init__(self, attributes, data=None):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        defaults = {"specversion": "1.0", "id": str(uuid.uuid4()), "time": now}
        given = {name.lower(): value for name, value in attributes.items()}
        self._attributes = {**given, **{name: value for name, value in defaults.items() if name not in given}}
        self.data = data
        if not REQUIRED <= self._attributes.keys():
            raise MissingRequiredFields(f"Missing required keys: {REQUIRED - self._attributes.keys()}")

    @classmethod
    def create(cls, attributes, data):
        return cls(attributes, data)

    def get_attributes(self):
        return types.MappingProxyType(self._attributes)

    def get_data(self):
        return self.data

    def get(self, key, default=None):
        return self._attributes.get(key, default)

    def __getitem__(self, key):
        return self._attributes[key]

    def __setitem__(self, key, value):
        self._attributes[key] = value

    def __delitem__(self, key):
        del self._attributes[key]

    def __iter__(self):
        return iter(self._attributes)

    def __len__(self):
        return len(self._attributes)

    def __contains__(self, key):
        return key in self._attributes

    def __eq__(self, other):
        return isinstance(other, CloudEvent) and (self._attributes, self.data) == (other._attributes, other.data)

    def __repr__(self):
        return str({"attributes": self._attributes, "data": self.data})


def from_http(headers, data, data_unmarshaller=None):
    """Read an event in binary or structured mode. Data that is no JSON stays what it is."""
    read = data_unmarshaller or _json_or_as_it_is
    names = {name.lower(): value for name, value in headers.items()}
    if "ce-specversion" in names:
        attributes = {name[3:]: value for name, value in names.items() if name.startswith("ce-")}
        if "content-type" in names:
            attributes["datacontenttype"] = names["content-type"]
        return _event(attributes, read(data) if data else None)
    try:
        event = json.loads(data)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        raise MissingRequiredFields("Failed to find specversion in HTTP request")
    return from_dict(event, read)


def from_json(data, data_unmarshaller=None):
    return from_http({}, data, data_unmarshaller)


def from_dict(event, data_unmarshaller=None):
    read = data_unmarshaller or _json_or_as_it_is
    attributes = {name: value for name, value in event.items() if name not in ("data", "data_base64")}
    if "data_base64" in event:
        return _event(attributes, read(base64.b64decode(event["data_base64"])))
    return _event(attributes, read(json.dumps(event["data"])) if "data" in event else None)


def _event(attributes, data):
    version = attributes.get("specversion")
    if version is None:
        raise MissingRequiredFields("Failed to find specversion in HTTP request")
    if version != "1.0":
        raise InvalidRequiredFields(f"Found invalid specversion {version}")
    missing = REQUIRED - attributes.keys()
    if missing:
        raise MissingRequiredFields(f"Missing required attributes: {missing}")
    return CloudEvent(attributes, data)


def _json_or_as_it_is(content):
    try:
        return json.loads(content)
    except (TypeError, ValueError):
        return content


def to_structured(event, data_marshaller=None):
    """Return headers and body of the event in structured mode."""
    data = data_marshaller(event.data) if data_marshaller else event.data
    key, value = ("data_base64", base64.b64encode(data).decode()) if isinstance(data, bytes) else ("data", data)
    body = json.dumps({**event.get_attributes(), **({} if value is None else {key: value})})
    return {"content-type": "application/cloudevents+json"}, body.encode()


def to_binary(event, data_marshaller=None):
    """Return headers and body of the event in binary mode."""
    attributes = dict(event.get_attributes())
    headers = {"content-type": attributes.pop("datacontenttype")} if "datacontenttype" in attributes else {}
    headers.update({f"ce-{name}": value for name, value in attributes.items()})
    data = data_marshaller(event.data) if data_marshaller else event.data
    if data is None or isinstance(data, bytes):
        return headers, data
    return headers, (data if data_marshaller else json.dumps(data)).encode()


def to_json(event, data_marshaller=None):
    return to_structured(event, data_marshaller)[1]
