from innovations.models import Stage, Status


def test_smoke(at, db):
    innovation = at(Stage.DISPLAY, Status.PUBLISHED)
    assert innovation.exhibit.slug == "bus-sekolah-gratis"
