from django.db import models


class CodeSequence(models.Model):
    """The last number given out in a year. Its row is locked until the new record is stored, so no gap appears."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}: {self.last}"

    @classmethod
    def next_code(cls, year: int) -> str:
        """The next `INV-<year>-<nnnn>`. Call it inside the transaction that stores the record."""
        return cls.next_codes(year, 1)[0]

    @classmethod
    def next_codes(cls, year: int, number: int) -> list[str]:
        """The next `number` codes, for records that are stored in the same transaction."""
        cls.objects.bulk_create([cls(year=year)], ignore_conflicts=True)
        sequence = cls.objects.select_for_update().get(year=year)
        first, sequence.last = sequence.last + 1, sequence.last + number
        sequence.save(update_fields=["last"])
        return [f"INV-{year}-{one:04d}" for one in range(first, sequence.last + 1)]
