app_name = "festival"
urlpatterns = []
