from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class WebAddressField(models.URLField):
    """A link to a web page: http or https, at most 500 characters; "contoh.go.id" becomes https://contoh.go.id."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            message=_("Tulis alamat lengkap yang diawali https://, misalnya https://contoh.go.id."),
        )
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 500} | kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https"} | kwargs)
