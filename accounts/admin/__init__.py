"""The steward's desk for units and accounts. What a role may open here is in `accounts/permissions.py`."""

from accounts.admin import events, units, users

__all__ = ["events", "units", "users"]
