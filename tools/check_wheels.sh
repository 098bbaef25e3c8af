#!/usr/bin/env bash
# Builds every distribution, looks into the archives, installs the wheels into a clean environment
# outside the source tree and runs the tests there.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONPATH VIRTUAL_ENV
uv=$PWD/.venv/bin/uv
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

"$uv" build --quiet --all-packages --out-dir "$place/dist"

.venv/bin/python - "$place/dist" <<'PYTHON'
import pathlib, sys, tarfile, zipfile

dist = pathlib.Path(sys.argv[1])
for wheel in sorted(dist.glob("*.whl")):
    own = wheel.name.split("-")[0].removesuffix("_sdk")
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    foreign = [name for name in names if not name.startswith(f"{own}/")]
    if foreign or f"{own}/py.typed" not in names:
        sys.exit(f"{wheel.name}: {own}/py.typed is missing, or there are files of others: {foreign}")
    print(f"{wheel.name}: {len(names)} files")
for archive in dist.glob("clusterkit_sdk-*.tar.gz"):
    plugins = [name for name in tarfile.open(archive).getnames() if name.split("/")[1:2] == ["plugins"]]
    if plugins:
        sys.exit(f"{archive.name}: holds plugins: {plugins}")
PYTHON

"$uv" venv --quiet --python .venv/bin/python "$place/venv"
"$uv" pip install --quiet --python "$place/venv/bin/python" \
    "$place"/dist/*.whl "clusterkit-sdk[distributed,excel,parquet,report,sensitivity]" \
    "pytest>=9" "hatchling>=1.27" "hypothesis>=6.120" "lifelines>=0.30" "packaging>=24" "playwright>=1.49" "pypdf>=5"

# What the tests read, and their settings; no package of the source tree.
mkdir "$place/tree"
for part in pyproject.toml zensical.toml README.md README.zh.md CHANGELOG.md tests benchmarks simulations docs tools; do
    if [ -e "$part" ]; then cp -r "$part" "$place/tree/"; fi
done
for folder in plugins/*/tests; do
    if [ -d "$folder" ]; then mkdir -p "$place/tree/${folder%/tests}" && cp -r "$folder" "$place/tree/$folder"; fi
done

cd "$place/tree"
export PATH="$place/venv/bin:$PATH"
python -c 'import clusterkit, sys; sys.exit("site-packages" not in clusterkit.__file__ and clusterkit.__file__)'
pytest
