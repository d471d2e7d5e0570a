from django.utils.functional import SimpleLazyObject

from innovations.models import Lab


def demo_data(request):
    """`demo_data`: whether demo data is in this database; every page says so while it is."""
    return {"demo_data": SimpleLazyObject(lambda: Lab.objects.filter(is_demo=True).exists())}
