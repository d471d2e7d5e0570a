"""How often something came from one network address; which address it was is forgotten after a few days."""

from django.db import models


class Network(models.Model):
    """One network address on one day. The next day it is another row, and none of the two tells of the other.

    `digest` is made by `festival.limits` and emptied after KEPT; the number that is left names nobody.
    """

    day = models.DateField()
    digest = models.BinaryField(max_length=16, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="network_once_a_day")]

    def __str__(self):
        return f"{self.pk}"


class Attempt(models.Model):
    """How often `what` came from a network within the hour that begins at `since`."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="attempts")
    what = models.CharField(max_length=12)  # a key of settings.ADDRESS_LIMITS
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "what", "since"], name="attempt_counted_once_an_hour")
        ]

    def __str__(self):
        return f"{self.network_id} {self.what} {self.count}"
