#!/usr/bin/env bash
# The image's first stage, in a folder that holds what the Dockerfile copies into it: builds the
# index, and beside it .venv with what serving needs. All that building needs goes to another
# folder, by default /whole, which the image that serves does without.
set -euo pipefail

whole=${1:-/whole}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

echo "everything, to build the index"
python3 -m venv "$whole"
"$whole/bin/python" -m pip install --quiet --constraint constraints.txt . cyclonedx-bom

echo "the index and the exported encoder"
"$whole/bin/python" -m bot index

echo "what serving needs, each file by its digest"
python3 -m venv --without-pip .venv
into=("$whole/bin/python" -m pip --python .venv/bin/python install --quiet --no-deps)
"${into[@]}" --require-hashes --only-binary :all: --requirement deploy/image/serving.txt
"${into[@]}" --editable .

echo "the bill of materials"
"$whole/bin/cyclonedx-py" environment --output-reproducible --pyproject pyproject.toml \
    --output-file sbom.json .venv/bin/python

# The tree is read-only where it serves, so that nothing can be compiled later.
find .venv/lib -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
.venv/bin/python -m compileall -q -j 0 .venv/lib bot retrieval
