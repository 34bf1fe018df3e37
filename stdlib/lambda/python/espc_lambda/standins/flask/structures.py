"""Maps with several values for a key, as requests and responses have them."""

from werkzeug.exceptions import BadRequestKeyError


class MultiDict(dict):
    """A map whose keys have lists of values, of which the first is what indexing and get return."""

    def __init__(self, pairs=()):
        super().__init__()
        for key, value in pairs:
            dict.setdefault(self, key, []).append(value)

    def __getitem__(self, key):
        if key not in self:
            raise BadRequestKeyError()
        return dict.__getitem__(self, key)[0]

    def get(self, key, default=None, type=None):
        if key not in self:
            return default
        try:
            return self[key] if type is None else type(self[key])
        except (ValueError, TypeError):
            return default

    def getlist(self, key, type=None):
        out = []
        for value in dict.get(self, key, []):
            try:
                out.append(value if type is None else type(value))
            except (ValueError, TypeError):
                pass
        return out

    def items(self, multi=False):
        for key, values in dict.items(self):
            for value in values if multi else values[:1]:
                yield key, value

    def values(self):
        return (value for _, value in self.items())

    def lists(self):
        return ((key, list(values)) for key, values in dict.items(self))

    def listvalues(self):
        return (list(values) for values in dict.values(self))

    def to_dict(self, flat=True):
        return dict(self.items() if flat else self.lists())


class Headers:
    """Headers in their order, found by names of any case."""

    def __init__(self, given=None):
        self._pairs = []
        self.extend(given)

    def extend(self, given):
        for name, value in _pairs(given):
            self.add(name, value)

    def update(self, given):
        """Set the headers given: several values of one name stay beside one another."""
        pairs = list(_pairs(given))
        for name in {name.lower() for name, _ in pairs}:
            self.remove(name)
        self.extend(pairs)

    def add(self, name, value):
        text = str(value)
        if "\r" in text or "\n" in text:
            raise ValueError("Header values must not contain newline characters.")
        self._pairs.append((name, text))

    def set(self, name, value):
        at = next((i for i, (key, _) in enumerate(self._pairs) if key.lower() == name.lower()), len(self._pairs))
        rest = [pair for pair in self._pairs[at:] if pair[0].lower() != name.lower()]
        del self._pairs[at:]
        self.add(name, value)
        self._pairs.extend(rest)

    def remove(self, name):
        self._pairs = [pair for pair in self._pairs if pair[0].lower() != name.lower()]

    def getlist(self, name):
        return [value for key, value in self._pairs if key.lower() == name.lower()]

    get_all = getlist

    def get(self, name, default=None, type=None):
        values = self.getlist(name)
        try:
            return default if not values else values[0] if type is None else type(values[0])
        except (ValueError, TypeError):
            return default

    def setdefault(self, name, value):
        if name not in self:
            self.set(name, value)
        return self[name]

    def pop(self, name, default=None):
        value = self.get(name, default)
        self.remove(name)
        return value

    def keys(self):
        return [name for name, _ in self._pairs]

    def values(self):
        return [value for _, value in self._pairs]

    def items(self):
        return list(self._pairs)

    def __getitem__(self, name):
        values = self.getlist(name)
        if not values:
            raise BadRequestKeyError()
        return values[0]

    __setitem__ = set
    __delitem__ = remove

    def __contains__(self, name):
        return bool(self.getlist(name))

    def __iter__(self):
        return iter(self._pairs)

    def __len__(self):
        return len(self._pairs)

    def __str__(self):
        return "".join(f"{name}: {value}\r\n" for name, value in self._pairs) + "\r\n"


def _pairs(given):
    for name, value in given.items() if hasattr(given, "items") else given or ():
        for one in value if isinstance(value, (list, tuple, set)) else [value]:
            yield name, one
