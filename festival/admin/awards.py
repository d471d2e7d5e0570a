"""Award categories at the steward's desk; the ranking and the Bupati's prize also at that of the Bupati's office."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from festival import awards, minutes, ranking
from festival.jury import SCALE
from festival.models import Category, Exhibit, Festival, JuryCriterion, Scorecard, Seat
from stages.workflow import Refused

CRITERIA = 4  # empty boxes of a new category
EDITIONS = 5  # to which the list leads


class CategoryForm(forms.ModelForm):
    """Offers what a category may be narrowed by as one list, and checks that it fits."""

    class Meta:
        model = Category
        fields = ["festival", "name", "description", "reach", "value", "picked", "places"]
        fields += ["opens_at", "closes_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            groups = [
                (reach.label, choices.choices) for reach, (choices, _column) in Category.NARROWED.items()
            ]
            self.fields["value"] = forms.ChoiceField(
                label=_("Jenisnya"), choices=[("", "---------"), *groups], required=False
            )
        if "picked" in self.fields:
            shown = Exhibit.objects.public().order_by("title")
            festival = self.instance.festival_id
            self.fields["picked"].queryset = shown.filter(festival=festival) if festival else shown

    def clean(self):
        cleaned = super().clean()
        reach, value = cleaned.get("reach"), cleaned.get("value")
        if reach in Category.NARROWED:
            choices, _column = Category.NARROWED[reach]
            if value not in choices.values:
                told = _("Pilih salah satu di bawah '%(reach)s'.") % {"reach": Category.Reach(reach).label}
                self.add_error("value", told)
        elif reach and "value" in self.fields:
            cleaned["value"] = ""
        festival = cleaned.get("festival")
        strangers = [
            one for one in cleaned.get("picked") or [] if festival and one.festival_id != festival.pk
        ]
        if strangers:
            told = _("'%(title)s' bukan inovasi festival ini; hapus dari pilihan.")
            self.add_error("picked", told % {"title": strangers[0].title})
        return cleaned


class CriterionForm(forms.ModelForm):
    """A criterion with a box for what each mark looks like."""

    class Meta:
        model = JuryCriterion
        fields = ["label", "weight"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for value, anchor in zip(SCALE, [*self.instance.anchors, *[""] * len(SCALE)], strict=False):
            self.fields[f"anchor_{value}"] = forms.CharField(
                label=_("Nilai %(score)d berarti") % {"score": value}, max_length=200, initial=anchor
            )

    def clean(self):
        cleaned = super().clean()
        self.instance.anchors = [cleaned.get(f"anchor_{value}", "") for value in SCALE]
        return cleaned


class CriterionFormSet(BaseInlineFormSet):
    def clean(self):
        """The weights add up to 100."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form not in self.deleted_forms]
        weight = sum(form.cleaned_data.get("weight") or 0 for form in kept if form.cleaned_data)
        if weight != ranking.WHOLE:
            told = _("Bobot semua kriteria harus berjumlah 100; sekarang %(weight)d.")
            raise ValidationError(told % {"weight": weight})


class CriterionInline(admin.StackedInline):
    model = JuryCriterion
    form = CriterionForm
    formset = CriterionFormSet
    fields = ["label", "weight", *(f"anchor_{value}" for value in SCALE)]
    verbose_name_plural = gettext_lazy("kriteria; tidak berubah lagi setelah ada yang menilai")

    def get_fields(self, request, obj=None):
        return self.fields if self.has_change_permission(request, obj) else ["label", "weight"]

    def get_formset(self, request, obj=None, **kwargs):
        """Django would look for the boxes of the anchors among the columns."""
        return super().get_formset(request, obj, **kwargs | {"fields": CriterionForm.Meta.fields})

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else CRITERIA

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _is_scored(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_scored(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_scored(obj)


class SeatInline(admin.TabularInline):
    model = Seat
    extra = 1

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _is_final(obj)

    has_change_permission = has_add_permission

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_final(obj)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    form = CategoryForm
    inlines = [CriterionInline, SeatInline]
    change_list_template = "admin/festival/category/change_list.html"
    list_display = ["name", "festival", "opens_at", "closes_at", "jurors_count", "ranking_link"]
    list_filter = ["festival"]
    list_select_related = ["festival", "result"]
    search_fields = ["name"]
    filter_horizontal = ["picked"]
    fields = ["festival", "name", "description", "reach", "value", "picked", "places"]
    fields += [("opens_at", "closes_at")]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(jurors_count=Count("seats"))

    def get_readonly_fields(self, request, obj=None):
        """What is judged, and out of what, is no longer changed once somebody has scored."""
        return ["festival", "reach", "value", "picked"] if _is_scored(obj) else []

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_final(obj)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("juri"), ordering="jurors_count")
    def jurors_count(self, category):
        return category.jurors_count

    @admin.display(description=gettext_lazy("peringkat"))
    def ranking_link(self, category):
        told = _("Sudah ditetapkan") if _is_final(category) else _("Lihat")
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:festival_category_ranking", args=[category.pk]), told
        )

    def changelist_view(self, request, extra_context=None):
        shown = {"festivals": Festival.objects.newest_first()[:EDITIONS], "role": request.user.role}
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"festival_category_{name}")

        return [
            address("<int:pk>/peringkat/", self.ranking_view, "ranking"),
            address("<int:pk>/berita-acara/", self.minutes_view, "minutes"),
            address("pengumuman/<int:festival>/", self.announce_view, "announce"),
            address("penghargaan-bupati/<int:festival>/", self.prize_view, "prize"),
            *super().get_urls(),
        ]

    def ranking_view(self, request, pk: int):
        """The ranking with its ties explained. By POST: the steward finalises, the Bupati's office breaks a tie."""
        category = get_object_or_404(Category.objects.select_related("festival", "result"), pk=pk)
        _only(request, Role.STEWARD, Role.EXECUTIVE)
        trouble, reason = "", request.POST.get("reason", "").replace("\0", "")
        if request.method == "POST":
            try:
                if request.POST.get("do") == "finalise":
                    awards.finalise(category, request.user)
                    told = _("Hasil ditetapkan. Pemenang tampil untuk umum setelah diumumkan.")
                else:
                    awards.prefer(category, _number(request.POST.get("exhibit")), reason[:300], request.user)
                    told = _("Keputusan dicatat.")
            except Refused as refusal:
                trouble = str(refusal)
            else:
                messages.success(request, told)
                return redirect("admin:festival_category_ranking", category.pk)
        final = getattr(category, "result", None)
        found = None if final else ranking.of(category)
        return self._page(
            request,
            "ranking",
            _("Peringkat %(category)s") % {"category": category},
            category=category,
            final=final,
            ranking=found,
            trouble=trouble,
            reason=reason,
            is_steward=request.user.role == Role.STEWARD,
        )

    def minutes_view(self, request, pk: int):
        category = get_object_or_404(
            Category.objects.select_related("festival", "result__made_by"), pk=pk, result__isnull=False
        )
        _only(request, Role.STEWARD, Role.EXECUTIVE)
        response = HttpResponse(minutes.pdf(category), content_type="application/pdf")
        name = f"berita-acara-juri-{category.festival.slug}-{category.pk}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def announce_view(self, request, festival: int):
        """What the announcement would make public, with its words; by POST, the announcement."""
        edition = get_object_or_404(Festival, pk=festival)
        _only(request, Role.STEWARD)
        waiting = awards.to_announce(edition)
        trouble = ""
        if request.method == "POST":
            previewed = {_number(one) for one in request.POST.getlist("award")}
            for award in waiting:
                if award.category_id:
                    typed = request.POST.get(f"citation-{award.pk}", "").replace("\0", "")
                    award.citation = typed.replace("\r\n", "\n")
            try:
                told = {award.pk: award.citation for award in waiting}
                many = awards.announce(edition, previewed, told, request.user)
            except Refused as refusal:
                trouble = str(refusal)
            else:
                messages.success(request, _("%(many)d penghargaan diumumkan.") % {"many": many})
                return redirect("admin:festival_category_announce", edition.pk)
        return self._page(
            request,
            "announce",
            _("Pengumuman pemenang %(festival)s") % {"festival": edition},
            festival=edition,
            waiting=waiting,
            announced=awards.winners(edition),
            unfinished=list(edition.categories.filter(result=None).order_by("id")),
            trouble=trouble,
        )

    def prize_view(self, request, festival: int):
        """The Bupati's prize: one exhibit of the edition and a reason."""
        edition = get_object_or_404(Festival, pk=festival)
        _only(request, Role.EXECUTIVE)
        prize = edition.awards.filter(category=None).select_related("exhibit").first()
        chosen, reason = (prize.exhibit_id, prize.citation) if prize else (0, "")
        trouble = ""
        if request.method == "POST":
            chosen = _number(request.POST.get("exhibit"))
            reason = request.POST.get("reason", "").replace("\0", "").replace("\r\n", "\n")
            try:
                awards.give_prize(edition, chosen, reason, request.user)
            except Refused as refusal:
                trouble = str(refusal)
            else:
                messages.success(
                    request, _("Pilihan disimpan. Tampil untuk umum setelah diumumkan pengelola.")
                )
                return redirect("admin:festival_category_prize", edition.pk)
        exhibits = edition.exhibits.public().select_related("agency").order_by("title", "pk")
        return self._page(
            request,
            "prize",
            _("Penghargaan Bupati %(festival)s") % {"festival": edition},
            festival=edition,
            prize=prize,
            exhibits=exhibits,
            chosen=chosen,
            reason=reason,
            trouble=trouble,
        )

    def _page(self, request, name: str, title: str, **context):
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/festival/category/{name}.html", shown | context)


def _only(request, *roles: str) -> None:
    if request.user.role not in roles:
        raise Http404


def _is_final(category: Category | None) -> bool:
    return hasattr(category, "result") if category else False


def _is_scored(category: Category | None) -> bool:
    return _is_final(category) or (
        category is not None and Scorecard.objects.filter(seat__category=category).exists()
    )


def _number(text: str | None) -> int:
    """A key from a form; 0, which no row has, for anything else."""
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 19 else 0
