app_name = "phases"
urlpatterns = []
