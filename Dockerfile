# syntax=docker/dockerfile:1
# Two stages: the packages are installed by hash in the first, the second holds no compiler and no pip cache.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --require-hashes -r requirements.txt \
 && /opt/venv/bin/python -m compileall -q /opt/venv/lib

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin annulus \
 && install -d -o annulus -g annulus /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=annulus.settings \
    ANNULUS_ENV=production \
    ANNULUS_DATA=/data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py LICENSE ./
COPY annulus annulus
COPY registry registry
COPY surveillance surveillance
COPY api api
COPY templates templates
COPY static static
COPY locale locale
# The key of this one command signs nothing and is not kept.
RUN SECRET_KEY=only-for-collecting-static-files-during-the-image-build ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://none@localhost/none REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q annulus registry surveillance api
USER annulus
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "annulus/gunicorn.py", "annulus.wsgi:application"]
