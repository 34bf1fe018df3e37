from .http import to_binary, to_json, to_structured

__all__ = ["to_binary", "to_dict", "to_json", "to_structured"]


def to_dict(event):
    return {**event.get_attributes(), "data": event.data}
