"""The two taps of readers: used it, and whether it helped."""

from django.db import models

from festival.models.exhibits import Exhibit


class Reaction(models.Model):
    """What one device said of one exhibit. The exhibit's own numbers are added up by `festival.reactions.tally`."""

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="reactions")
    device = models.UUIDField()
    used = models.BooleanField(default=False)
    helpful = models.BooleanField(null=True)  # None: not said

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "device"], name="reaction_once_a_device")]

    def __str__(self):
        return f"{self.exhibit_id}"
