"""How gunicorn serves Inovik. It reads this file by itself when it is started in this folder."""

import os

wsgi_app = "inovik.wsgi"
# Loopback only: in production a reverse proxy on the same machine stands in front.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
control_socket_disable = True  # systemd or Ctrl-C controls it; the socket would lie in somebody's home
timeout = 60  # seconds for one request, a large upload through the proxy included
graceful_timeout = 30
max_requests = 5000  # a worker is replaced now and then, the two not at once
max_requests_jitter = 500
# Only these may say that the visitor came by https. Another machine's proxy is named here.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
# No visitor's address or browser: what was asked, the answer, its bytes, its milliseconds.
accesslog = "-"
access_log_format = '%(t)s "%(r)s" %(s)s %(b)s %(M)sms'
