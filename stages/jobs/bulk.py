"""One change, made to several cases: looked at before, made to each by itself, told for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms

from accounts.models import User
from innovations.models import Innovation


@dataclass(frozen=True)
class Line:
    """What will happen to a case; or why nothing will, when it is not `is_open`."""

    case: Innovation
    sentence: str
    is_open: bool = True


class Options(forms.Form):
    """What is asked once for all chosen cases. Built with the person who asks."""

    def __init__(self, user: User, data: Mapping | None = None):
        self.user = user
        super().__init__(data, prefix="bulk")


class Bulk:
    """Subclasses say what will happen (`look`) and do it to one case (`act`).

    Both are asked again at the moment of doing; what has changed since is refused for that case alone.
    """

    options_form: type[Options] = Options

    def look(self, user: User, cases: Iterable[Innovation], options: dict) -> list[Line]:
        """A line for each of `cases`, in their order; few queries for all of them. `options` are cleaned."""
        raise NotImplementedError

    def act(self, user: User, case: Innovation, version: int, options: dict) -> str:
        """Do it to `case`, which the person saw at `version`, in a transaction of its own; what was done, in words.

        Raises workflow.Refused with the sentence why not.
        """
        raise NotImplementedError
