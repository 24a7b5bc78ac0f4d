FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STATIC_ROOT=/app/collected BIND=0.0.0.0 PORT=8000

# What WeasyPrint lays out PDF with.
RUN apt-get update && apt-get install --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app tracker
WORKDIR /app
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .
# Addresses that nothing connects to: collecting files needs settings, no services.
RUN DATABASE_URL=postgres://build/x LANDING_DATABASE_URL=postgres://build/y \
    REDIS_URL=redis://build SECRET_KEY=build ALLOWED_HOSTS=build \
    python manage.py collectstatic --no-input --verbosity 0 \
    && install --directory --owner tracker var var/backups var/attachments

USER tracker
EXPOSE 8000
# The Procfile says how each process is started: honcho start web, worker_quick, …
CMD ["honcho", "start", "--no-prefix", "web"]
