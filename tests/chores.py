"""Tasks and periodic functions for the tests of the queue. Each leaves a kecamatan as its trace."""

from django_tasks import task

from accounts.models import District


@task()
def note(name):
    District.objects.get_or_create(code=name, name=name, slug=name)


@task()
def stumble():
    raise ValueError("a task that fails")


def every_minute():
    note.call("periodic")


def every_minute_failing():
    raise ValueError("a periodic function that fails")
