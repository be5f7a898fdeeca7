# One image for web, worker, beat and the one-shot migration; the command chooses.
# Third-party browser files and Python packages are fetched while building, checked by hash, never at run time.

FROM python:3.11-slim AS assets
WORKDIR /src
COPY requirements/node.txt requirements/node.txt
RUN pip install --no-cache-dir --require-hashes --target .venv/node -r requirements/node.txt
COPY frontend/ frontend/
COPY tools/ tools/
RUN mkdir static && python -m tools.vendor_assets && rm -rf static/vendor/axe

FROM python:3.11-slim AS packages
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/abs/venv \
    && /opt/abs/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/runtime.txt

FROM python:3.11-slim
ENV PATH=/opt/abs/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ABS_HOME=/var/lib/abs \
    ABS_STATIC_ROOT=/opt/abs/static \
    ABS_STATIC_COMPRESS=true
RUN useradd --system --uid 10001 --home-dir /var/lib/abs --create-home abs
WORKDIR /opt/abs/app
COPY --from=packages /opt/abs/venv /opt/abs/venv
COPY . .
COPY --from=assets /src/static/vendor static/vendor
# The key only lets the settings load; nothing is signed with it.
RUN python -m compileall -q . && ABS_SECRET_KEY=building python manage.py collectstatic \
    --noinput --verbosity 0 --ignore redoc
USER abs
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "docker/probe.py", "http://127.0.0.1:8000/healthz"]
CMD ["gunicorn", "-c", "python:abs_platform.gunicorn_conf", "--bind", "0.0.0.0:8000"]
