from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    AuthenticationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role, User
from accounts.spreadsheets import is_workbook
from accounts.stewardship import LAST_STEWARD, is_last_steward


class SignInForm(AuthenticationForm):
    """Username or NIP, and password."""

    error_messages = {
        "invalid_login": _(
            "Nama pengguna/NIP atau kata sandi tidak cocok. Periksa lagi keduanya; "
            "kalau lupa, minta kata sandi baru kepada pengelola (Bagian Organisasi)."
        ),
        "inactive": _("Akun ini tidak aktif. Hubungi pengelola (Bagian Organisasi)."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Nama pengguna atau NIP")
        self.fields["password"].label = _("Kata sandi")


class CodeForm(forms.Form):
    """A code of the phone, or a recovery code.

    `take` uses it up and what it returns becomes `taken`, or it raises ValidationError.
    """

    use_required_attribute = False
    code = forms.CharField(
        label=_("Kode 6 angka"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    recovery = forms.CharField(
        label=_("Kode pemulihan"),
        required=False,
        max_length=20,
        help_text=_("Satu kode dari kertas Anda, misalnya abcde-23456. Tiap kode hanya berlaku sekali."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args, take, **kwargs):
        super().__init__(*args, **kwargs)
        self.take = take
        self.taken = None

    def clean(self):
        name = "recovery" if self.cleaned_data.get("recovery") else "code"
        if self.errors:
            return
        try:
            if not self.cleaned_data[name]:
                raise forms.ValidationError(_("Ketik kodenya dulu."))
            self.taken = self.take(self.cleaned_data[name])
        except forms.ValidationError as refusal:
            self.add_error(name, refusal)


class AgencyForm(forms.ModelForm):
    class Meta:
        model = Agency
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whatsapp"] = WhatsAppField(
            label=self.fields["whatsapp"].label, required=False, help_text=_("Misalnya 081234567890.")
        )


class WhatsAppField(forms.CharField):
    """A phone number as people write it (0812-3456-7890, +62 812 ...), kept as 62812..."""

    def to_python(self, value):
        digits = "".join(char for char in super().to_python(value) if char.isdigit())
        return f"62{digits[1:]}" if digits.startswith("0") else digits


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "nip", "name", "email", "role", "agency"]
        field_classes = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.password_is_temporary = True  # whoever types it for somebody else knows it


class PasswordState(ReadOnlyPasswordHashWidget):
    """Whether there is a password; how it is kept says nothing to whoever looks after accounts."""

    def get_context(self, name, value, attrs):
        has_one = bool(value) and is_password_usable(value)
        context = super().get_context(name, value, attrs)
        context["summary"] = [{"label": _("Sudah ada") if has_one else _("Belum ada")}]
        context["button_label"] = _("Ganti kata sandi") if has_one else _("Beri kata sandi")
        return context


class UserForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label=_("Kata sandi"),
        help_text=_("Kata sandi tidak tersimpan apa adanya, jadi tidak dapat dilihat siapa pun."),
        widget=PasswordState,
    )

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}

    def clean(self):
        cleaned = super().clean()
        stays = cleaned.get("role", self.instance.role) == Role.STEWARD and cleaned.get("is_active", True)
        if not stays and is_last_steward(self.instance):
            raise forms.ValidationError(LAST_STEWARD)
        return cleaned


class PaperPasswordForm(AdminPasswordChangeForm):
    """A password that the steward sets for somebody: handed out on paper, to be changed at the next sign-in."""

    def save(self, commit=True):
        self.user.password_is_temporary = True
        return super().save(commit)


class RosterForm(forms.Form):
    """The upload of a list of units and accounts; `content`: its bytes."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("Berkas daftar"),
        help_text=_("XLSX, paling besar 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Pilih berkas daftarnya dulu."),
            "empty": _("Berkas ini kosong. Pilih berkas yang lain."),
        },
    )
    MOST_BYTES, MOST_UNPACKED = 2 * 2**20, 40 * 2**20

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > self.MOST_BYTES:
            raise forms.ValidationError(_("Berkas ini lebih besar dari 2 MB. Bagi menjadi beberapa berkas."))
        self.content = upload.read()
        if not is_workbook(self.content, self.MOST_UNPACKED):
            raise forms.ValidationError(
                _("Ini bukan berkas XLSX. Simpan daftarnya sebagai XLSX, lalu unggah lagi.")
            )
        return upload
