"""The forms of the team and of handing over."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from innovations.models import Innovation, TeamMember
from stages import handover
from stages.fields import LongText, plain_spoken, typed_field
from stages.models import Handover
from stages.unit_forms import RELOAD

MOST = 100  # members of one team


class MemberForm(forms.ModelForm):
    """One member of the team: name and duty as in the sheet, an account if they have one, and its right.

    A new member carries the key of the page that added it: the same page sent twice adds once.
    """

    use_required_attribute = False
    account = plain_spoken(
        forms.CharField(
            label=gettext_lazy("Akun (boleh kosong)"),
            required=False,
            max_length=50,
            help_text=gettext_lazy("NIP atau nama pengguna, persis seperti dipakainya untuk masuk."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        )
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), RELOAD),
    )
    field_order = ["account", "name", "duty", "can_edit"]

    class Meta:
        model = TeamMember
        fields = ["name", "duty", "can_edit"]
        formfield_callback = typed_field

    def __init__(self, innovation: Innovation, data=None, *, instance: TeamMember | None = None):
        self.innovation, self.account_found = innovation, None
        member = instance or TeamMember(innovation=innovation)
        user = member.user
        super().__init__(
            data, instance=member, initial={"account": (user.nip or user.username) if user else ""}
        )
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Kalau kosong, dipakai nama pemilik akunnya.")
        self.fields["duty"].error_messages["required"] = _("Tulis tugasnya dalam tim.")

    def clean_account(self) -> str:
        typed = self.cleaned_data["account"]
        if not typed:
            return ""
        try:
            found = User.objects.get_by_natural_key(typed)
        except User.DoesNotExist:
            raise forms.ValidationError(
                _("Tidak ada akun dengan NIP atau nama pengguna itu. Periksa lagi, atau kosongkan.")
            ) from None
        if not found.is_active or found.role != Role.AGENCY:
            raise forms.ValidationError(
                _("Akun itu tidak aktif, atau bukan akun Staf SKPD. Kosongkan, atau pakai akun lain.")
            )
        if self.innovation.team.filter(user=found).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Orang ini sudah ada dalam tim."))
        self.account_found = found
        return typed

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("name") and "name" not in self.errors:
            if self.account_found:
                self.cleaned_data["name"] = self.account_found.name
            elif "account" not in self.errors:
                self.add_error("name", _("Tulis namanya, atau isi akunnya."))
        if self.instance.pk is None and self.innovation.team.count() >= MOST:
            self.add_error(None, _("Tim sudah berisi %(most)d orang, itu paling banyak.") % {"most": MOST})
        return self.cleaned_data

    def keep(self, actor: User) -> None:
        """Store the member and tell it on the road. Call it with the innovation's row locked."""
        member = self.instance
        member.user = self.account_found
        if member.pk is None:
            # Made the record's own, so that nobody can take a key that another page has.
            member.key = uuid.uuid5(self.cleaned_data["form_key"], self.innovation.code)
            if self.innovation.team.filter(key=member.key).exists():
                return
        handover.keep_member(self.innovation, member, actor)


class HandoverForm(forms.Form):
    """To which colleague, with what they must know."""

    use_required_attribute = False
    receiver = plain_spoken(
        forms.ModelChoiceField(
            User.objects.none(),
            label=gettext_lazy("Kepada"),
            empty_label=gettext_lazy("Pilih rekan ..."),
            error_messages={"required": gettext_lazy("Pilih rekan yang menerima.")},
        )
    )
    note = plain_spoken(
        LongText(
            label=gettext_lazy("Pesan untuk penerima"),
            help_text=gettext_lazy(
                "Di mana berkasnya, apa yang sudah dijanjikan, siapa yang perlu dihubungi."
            ),
            required=False,
            max_length=Handover._meta.get_field("note").max_length,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
    )

    def __init__(self, innovation: Innovation, giver: User, data=None):
        super().__init__(data)
        self.fields["receiver"].queryset = handover.receivers(innovation, giver)
        self.fields["receiver"].error_messages |= {
            "required": _("Pilih rekan yang menerima."),
            "invalid_choice": _(
                "Pilih rekan seunit yang akunnya aktif dan belum menjadi penanggung jawabnya."
            ),
        }


class AnswerForm(forms.Form):
    """Why it is not accepted, if there is something to say."""

    reply = plain_spoken(
        LongText(
            label=gettext_lazy("Kata Anda (boleh kosong)"),
            required=False,
            max_length=Handover._meta.get_field("reply").max_length,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )
