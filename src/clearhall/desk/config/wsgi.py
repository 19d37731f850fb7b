"""The web application as the server loads it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearhall.desk.config.settings")
application = get_wsgi_application()

# What is loaded by now stays until the end, so the collector need not walk through it again and again; and a batch of reports
# makes so many values at once that the usual threshold costs it a sixth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
