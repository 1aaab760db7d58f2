# One image for web, scheduler and `ivr`: what compose.yaml runs.
FROM python:3.11-slim

WORKDIR /service
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY . .
RUN printf '#!/bin/sh\nexec python -c "from ivr.cli import main; main()" "$@"\n' > /usr/local/bin/ivr \
    && chmod +x /usr/local/bin/ivr \
    && useradd --system --no-create-home service
USER service
ENV PYTHONPATH=/service PYTHONUNBUFFERED=1
CMD ["ivr", "--help"]
