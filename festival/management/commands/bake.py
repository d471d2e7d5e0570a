"""`manage.py bake`: an edition of the festival as files to take along."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from festival import bake
from festival.bake.product import packed
from festival.models import Festival


class Command(BaseCommand):
    help = "Menulis satu festival sebagai berkas yang dapat dibuka dari flashdisk atau peladen web biasa."

    def add_arguments(self, parser):
        parser.add_argument("festival", help="alamat festival, misalnya 2026")
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="folder tujuan")
        parser.add_argument("--zip", action="store_true", help="juga FOLDER.zip di sebelahnya")

    def handle(self, *args, festival: str, to: Path, **options):
        shown = Festival.objects.filter(slug=festival).first()
        if shown is None:
            there = ", ".join(Festival.objects.newest_first().values_list("slug", flat=True)) or "-"
            raise CommandError(f"Tidak ada festival '{festival}'. Yang ada: {there}.")
        try:
            report = bake.write(shown, to)
        except (bake.FolderTakenError, bake.TornError) as refusal:
            raise CommandError(str(refusal)) from refusal
        size = f"{report.bytes / 2**20:.1f}".replace(".", ",")
        self.stdout.write(f"{to}: {report.pages} halaman, {report.files} berkas, {size} MB.")
        if options["zip"]:
            self.stdout.write(f"{packed(to.absolute())}")
