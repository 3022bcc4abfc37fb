# syntax=docker/dockerfile:1
ARG PYTHON=3.13

# The project's own wheel, built with the pinned builder.
FROM python:${PYTHON}-slim AS wheel
WORKDIR /src
COPY requirements/demo.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/demo.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY hook hook
COPY images images
COPY simulator simulator
RUN pip wheel --no-deps --no-build-isolation --no-cache-dir --wheel-dir /wheels .

# A virtual environment without pip: what runs, and nothing that installs.
FROM python:${PYTHON}-slim AS environment
RUN python -m venv --without-pip /opt/subaku
COPY requirements/run.txt /tmp/
RUN pip --python /opt/subaku/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/run.txt
COPY --from=wheel /wheels /wheels
RUN pip --python /opt/subaku/bin/python install --no-cache-dir --disable-pip-version-check --no-deps /wheels/*.whl

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="Subaku" \
      org.opencontainers.image.description="The deploy bot that people look forward to: calm, clear releases told in Slack." \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=environment /opt/subaku /opt/subaku
ENV PATH=/opt/subaku/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SUBAKU_CONFIG=/etc/subaku \
    SUBAKU_HTTP=0.0.0.0:8080
USER 10001:10001
WORKDIR /
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/opt/subaku/bin/python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["/opt/subaku/bin/subaku"]
CMD ["run"]
