"""`manage.py seed_demo`: the demo data, in a database that holds no real records."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Agency, District, User
from festival.demo import awards, bulk, changes, choice, people, visitors
from festival.demo.road import Road
from innovations.models import Innovation, Lab

TOLD, MOST = 120, 100_000  # innovations with a told history, and with any


class Command(BaseCommand):
    help = "Mengisi basis data kosong dengan data contoh: unit, akun, dan inovasi di semua tahap."

    def add_arguments(self, parser):
        parser.add_argument(
            "--innovations",
            type=int,
            default=TOLD,
            metavar="N",
            help=f"jumlah inovasi, paling banyak {MOST} (bawaan: {TOLD}); jalankan lagi untuk menambah",
        )
        parser.add_argument(
            "--once", action="store_true", help="tidak berbuat apa-apa kalau basis data sudah berisi"
        )

    def handle(self, *args, innovations: int, once: bool, **options):
        if not 1 <= innovations <= MOST:
            raise CommandError(f"Pilih --innovations dari 1 sampai {MOST}.")
        is_there = Lab.objects.filter(is_demo=True).exists()
        if once and is_there:
            self._say("Data contoh sudah ada; tidak ada yang diubah.")
            self._tell_accounts()
            return
        try:
            refuse_real_records(is_there)
        except CommandError as refusal:
            if not once:
                raise
            self._say(str(refusal))  # `make run` on a database in use goes on without
            return
        with translation.override("id"):
            had = Innovation.objects.count()
            if had < min(innovations, TOLD):
                self._tell(innovations)
            if (more := innovations - Innovation.objects.count()) > 0:
                bulk.add(more, start=max(0, had - TOLD), report=self._say)
        made = Innovation.objects.count() - had
        self._say(f"{made} inovasi ditambahkan." if made else f"Sudah ada {had} inovasi contoh.")
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        self._say(f"Akun contoh, semuanya dengan kata sandi {people.PASSWORD}:")
        for account in people.accounts():
            self._say(
                f"  {account.username:<14}{account.get_role_display()}: {account.agency or account.name}"
            )

        self._say("Kantor Bupati dan Pengelola diminta kode juga; halamannya sendiri memberitahukan kodenya.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _tell(self, wanted: int) -> None:
        """Make the first innovations with their histories: all of them or, when something fails, none."""
        now = timezone.now()
        road = None
        try:
            with transaction.atomic():
                cast = people.cast() if Lab.objects.exists() else people.settle(now)
                there = set(Innovation.objects.values_list("title", flat=True))
                journeys = [one for one in choice.told(now)[:wanted] if one.idea["title"] not in there]
                road = Road(cast, now)
                for number, journey in enumerate(sorted(journeys, key=lambda one: one.begins), start=1):
                    road.carry(journey)
                    if number % 10 == 0:
                        self._say(f"{number} dari {len(journeys)} inovasi bercerita ...")
                people.divide(cast)
                visitors.come(now, cast.accounts["pengelola"])
                awards.tell(cast, now)
                changes.propose(cast)
        except BaseException:
            if road:
                road.clear_files()
            raise


def refuse_real_records(is_demo: bool) -> None:
    """Raise CommandError when the database holds anything that the demo data did not bring."""
    if Lab.objects.filter(is_demo=False).exists():
        raise CommandError(
            "Basis data ini berisi laboratorium yang sesungguhnya, jadi tidak diisi data contoh. "
            "Pakai basis data yang kosong."
        )
    if not is_demo and any(model.objects.exists() for model in (User, Agency, District, Innovation)):
        raise CommandError(
            "Basis data ini sudah berisi akun, unit, atau inovasi, jadi tidak diisi data contoh. "
            "Pakai basis data yang kosong."
        )
