"""Hours of a campaign as days and times, and as dates where the scenario says on which day it starts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta


def moment(start: date, hour: int) -> datetime:
    """The date and time, in the time of the market, of an hour of a campaign that starts on this day at midnight."""
    return datetime.combine(start, time()) + timedelta(hours=hour)


def day_of(hour: int) -> int:
    """The day of the campaign on which an hour falls, from 1."""
    return hour // 24 + 1


def time_of(hour: int) -> str:
    """The time of day of an hour, such as 09:00."""
    return f"{hour % 24:02d}:00"


def spoken_moment(start: date | None, hour: int) -> str:
    """An hour in words, such as "Mon 2027-03-01, 09:00", or "day 1, 09:00" where no first day is known."""
    if start is None:
        return f"day {day_of(hour)}, {time_of(hour)}"
    when = moment(start, hour)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[when.weekday()]  # whatever language the machine speaks
    return f"{weekday} {when.date().isoformat()}, {time_of(hour)}"
