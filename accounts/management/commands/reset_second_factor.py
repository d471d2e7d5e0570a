"""`manage.py reset_second_factor <username>`: for the last steward, who lost phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from accounts import second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Menyetel ulang langkah kedua sebuah akun; saat masuk berikutnya, pemiliknya menyiapkan yang baru."

    def add_arguments(self, parser):
        parser.add_argument("username", help="nama pengguna atau NIP")

    def handle(self, *args, username: str, **options):
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist as error:
            raise CommandError(f"Tidak ada akun '{username}'.") from error
        if not second_factor.phone_of(user):
            self.stdout.write(
                f"{user.name} ({user.username}) belum memasang langkah kedua; tidak ada yang diubah."
            )
            return
        second_factor.reset(user)
        self.stdout.write(
            f"Langkah kedua {user.name} ({user.username}) disetel ulang; yang baru disiapkan saat masuk."
        )
