# The site as an image: `site` for one machine with SQLite, `several` with what PostgreSQL and S3 need.
# How it is run stands in compose.yaml and docs/containers.md.

FROM python:3.13-slim AS environment
WORKDIR /srv/ecpat
COPY requirements.txt ./
RUN python -m venv .venv
RUN .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM environment AS environment-several
COPY requirements-postgres.txt requirements-s3.txt ./
RUN .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-postgres.txt -r requirements-s3.txt

FROM environment AS code
COPY pyproject.toml wsgi.py ./
COPY translations translations
COPY ecpat ecpat
RUN for catalogue in translations/*/LC_MESSAGES/messages.po; do .venv/bin/pybabel -q compile -i "$catalogue" -o "${catalogue%.po}.mo"; done
RUN .venv/bin/python -m compileall -q ecpat wsgi.py
RUN rm -r .venv requirements.txt

# Nothing of it can be written but instance/; its user and group are the same number on every machine.
FROM python:3.13-slim AS base
RUN groupadd --system --gid 10001 ecpat && useradd --system --uid 10001 --gid ecpat --home-dir /srv/ecpat --no-create-home --shell /usr/sbin/nologin ecpat
# The last two are where compose.yaml makes volumes that belong to that user.
RUN install -d -o ecpat -g ecpat -m 750 /srv/ecpat/instance /srv/ecpat/certificates /srv/ecpat/storage
WORKDIR /srv/ecpat
ENV LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PATH=/srv/ecpat/.venv/bin:$PATH FLASK_APP=/srv/ecpat/wsgi.py
EXPOSE 8000
VOLUME /srv/ecpat/instance
# Whether the process lives; a database that is away is no reason to end it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", "0.0.0.0", "--port", "8000", \
    "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--respawn-interval", "10", \
    "--workers-kill-timeout", "10", "--http1-buffer-size", "32768", "--http1-header-read-timeout", "10000", \
    "--log-level", "warning", "wsgi:application"]

FROM base AS several
# pg_dump, for backups: as new as the server or newer.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
COPY --from=environment-several /srv/ecpat/.venv .venv
COPY --from=code /srv/ecpat ./
USER ecpat

FROM base AS site
COPY --from=environment /srv/ecpat/.venv .venv
COPY --from=code /srv/ecpat ./
USER ecpat
