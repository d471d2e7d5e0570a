"""The steward's desk for festival editions. Exhibits are made by the announcement, never edited here."""

from django.contrib import admin

from festival.admin.products import Products
from festival.admin.voting import BallotInline
from festival.models import Festival


@admin.register(Festival)
class FestivalAdmin(Products):
    list_display = ["name", "lab", "opens_on", "closes_on", "place"]
    list_select_related = ["lab"]
    search_fields = ["name", "place", "lab__name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [
        "lab",
        "name",
        "slug",
        ("opens_on", "closes_on"),
        "place",
        "welcome",
        "foreword",
        ("foreword_by", "foreword_as"),
        "reward",
    ]
    inlines = [BallotInline]

    def has_delete_permission(self, request, obj=None):
        return False
