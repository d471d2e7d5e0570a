"""Pages of the admin that belong to no model: a table of data. `inovik.admin.Desk` gives them their addresses."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from accounts.models import User


@dataclass(frozen=True)
class Page:
    """The view of that name at `admin/<route>`, named `admin:<name>`, for `roles`; with a `label` on the first page."""

    route: str
    name: str
    roles: frozenset[str]
    view: str  # dotted; called with the request and what the route holds
    label: str | Promise = ""

    @property
    def address(self) -> str:
        return f"admin:{self.name}"

    def __call__(self, request, *args, **kwargs):
        """The view, for these roles alone: 404 for everybody else."""
        if request.user.role not in self.roles:
            raise Http404
        return import_string(self.view)(request, *args, **kwargs)


PAGES: tuple[Page, ...] = ()


def linked(user: User) -> list[Page]:
    """The pages that the first page of the admin offers to `user`."""
    return [page for page in PAGES if page.label and user.role in page.roles]
