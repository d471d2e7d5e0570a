"""Working without network: the service worker of the workspace, and the page it shows when it has nothing else.

The worker's program is `static/js/kerja/worker.js`; this view tells it what belongs to this version of the pages.
A worker rules over the addresses below its own, so it is served here and not with the static files.
"""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

SHELL = (  # what every page of the workspace is made of
    "vendor/bootstrap-5.3.9/bootstrap.min.css",
    "css/components.css",
    "css/inovik.css",
    "css/workspace.css",
    "js/once.js",
    "js/countwords.js",
    "js/wide.js",
    "js/kerja/store.js",
    "js/kerja/send.js",
    "js/kerja/device.js",
    "js/kerja/jots.js",
    "js/kerja/autosave.js",
    "js/kerja/uploads.js",
    "js/kerja/chooser.js",
    "img/mark.svg",
)
PROGRAM = ("js/kerja/store.js", "js/kerja/send.js", "js/kerja/worker.js")


@require_safe
@login_not_required
def worker(request):
    shell = [static(path) for path in SHELL]
    program = [static(path) for path in PROGRAM]
    # The names of static files hold digests of their content; a change of any makes a new version.
    version = hashlib.blake2s(" ".join(shell + program).encode(), digest_size=6).hexdigest()
    workspace = {
        "version": version,
        "offline": reverse("workspace:no_network"),
        "shell": shell,
        "files": settings.STATIC_URL,
    }
    script = f"self.WORKSPACE = {json.dumps(workspace)};\nimportScripts(...{json.dumps(program)});\n"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
@login_not_required
def no_network(request):
    """Says plainly that there is no network. It names nobody and lists nothing: anybody may open it."""
    return render(request, "workspace/no_network.html")
