"""POST {"cents": 9000, "from": "2026-07-01", "to": "2026-07-05"} -> {"cents": 43200}"""

from datetime import date, timedelta

import espc

SUMMER = (6, 7, 8)
COUNTRY = "PT"


def handler(request):
    stay = request.get_json(silent=True) or {}
    try:
        first, last = date.fromisoformat(stay["from"]), date.fromisoformat(stay["to"])
        base = int(stay["cents"])
    except (KeyError, TypeError, ValueError):
        return {"error": "cents is a number, from and to are days"}, 400
    nights = [first + timedelta(days=n) for n in range((last - first).days)]
    holidays = {day for year in {night.year for night in nights} for day in holidays_of(year)}
    return {"cents": sum(round(base * factor(night, holidays)) for night in nights)}


def factor(night, holidays):
    """A holiday costs half as much again, summer a fifth."""
    if night in holidays:
        return 1.5
    return 1.2 if night.month in SUMMER else 1.0


def holidays_of(year):
    """The country's holidays; none where the service does not tell, because a room is sold without them too."""
    answer = espc.call("service_endpoint.holidays", path=f"/{COUNTRY}/{year}", timeout=3)
    if not answer.ok:
        return []
    return [date.fromisoformat(day) for day in answer.json()["days"]]
