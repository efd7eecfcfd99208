#!/usr/bin/env bash
# Fills in a base and what is appended to it, as local/render-template.ts does: `render.sh TARGET VALUES FILE...`, values as name=value lines.
# A name without a value is an error: Druid must not start on a half-filled file, nor read our placeholders as its own.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir -p "$(dirname "$1")"
python3 - "$@" <<'END' || fail "$1 could not be rendered"
import re, sys

target, values_file, *files = sys.argv[1:]
lines = open(values_file).read().splitlines()
values = dict(line.split("=", 1) for line in lines if "=" in line)

def value_of(match):
    name = match.group(1)
    if name not in values:
        sys.exit(f"the template names ${{{name}}}, which has no value")
    return values[name]

template = "\n".join(open(file).read() for file in files)
rendered = re.sub(r"\$\{([\w.]+)\}", value_of, template)
open(target, "w").write(rendered)
END
