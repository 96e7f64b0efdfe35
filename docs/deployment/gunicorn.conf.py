"""The site on gunicorn, behind nginx: `gunicorn --config docs/deployment/gunicorn.conf.py wsgi:application`."""

bind = "unix:/run/ecpat/ecpat.sock"
umask = 0o007  # the socket is for its owner and group
workers = 2
worker_class = "gthread"
threads = 4  # one may read a file and one wait to, which leaves two for readers
timeout = 30
graceful_timeout = 10
preload_app = False  # so that a reload takes new code and settings; that they are right is asked by the unit before
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}  # whose headers are believed is said by the setting PROXIES alone
control_socket_disable = True
