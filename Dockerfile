# Two stages: what builds stays behind; what runs is no root and owns only its data.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
RUN python -m venv /app/.venv && /app/.venv/bin/pip install --no-cache-dir uv
COPY requirements.txt .
RUN /app/.venv/bin/uv pip install --python /app/.venv/bin/python --no-cache --require-hashes -r requirements.txt
COPY . .
RUN .venv/bin/python -m scripts.compile_messages \
    && DEMO_DIR=/app/var .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 lms
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir -p /data && chown lms:lms /data
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=lms.settings.production \
    DEMO_DIR=/data \
    LMS_STATIC_ROOT=/app/var/static
USER lms
EXPOSE 8000
CMD ["gunicorn", "lms.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload"]
