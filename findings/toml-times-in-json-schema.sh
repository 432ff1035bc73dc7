#!/usr/bin/env bash
# Three programs that check TOML by a JSON Schema hand three different things to it where TOML has a time, which JSON has not:
#
# - taplo 0.9.3: the text as it was written.
# - check-jsonschema 0.39.0: a local time with a Z behind it, as if it were one of UTC (05:00:00 as "05:00:00Z", a date with a
#   local time likewise), Z as "+00:00", and .25 s as ".250000". A pattern of times of day must let the Z pass.
# - tombi 1.9.6: no string at all. `{"type": "string"}` refuses each; a `format` lets one kind pass (`time-local` times of day,
#   `date-time-local`, `date-time`), and then only that kind: a string that may be written as text or as a time needs `anyOf`.
#   With `oneOf` taplo and check-jsonschema refuse, as they take all forms for the same.
#
# And tombi warns of every key that an `if` or `else` does not name, though the schema around it does: what only adds a condition
# needs `"additionalProperties": true`.
#
# Source: seen by running them. Needs Python 3 with pip; installs the three in a temporary folder. Fails if the behaviour is
# another.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0 taplo==0.9.3 tombi==1.9.6
cat > see.py <<'PY'
import json
import re
import subprocess
from pathlib import Path

COMMANDS = {
    "taplo": ["taplo", "lint", "a.toml"],
    "check-jsonschema": ["check-jsonschema", "--schemafile", "schema.json", "a.toml"],
    "tombi": ["tombi", "lint", "--offline", "--error-on-warnings", "a.toml"],
}


def told(schema: dict, text: str) -> dict[str, tuple[bool, str]]:
    """Whether each program lets a text pass, and what it says."""
    Path("schema.json").write_text(json.dumps(schema))
    Path("a.toml").write_text(f"#:schema ./schema.json\n{text}\n")
    found = {}
    for name, (program, *options) in COMMANDS.items():
        ran = subprocess.run([f"environment/bin/{program}", *options], capture_output=True, text=True)
        found[name] = (ran.returncode == 0, re.sub("\x1b\\[[0-9;]*m", "", ran.stdout + ran.stderr))
    return found


def of_x(schema: dict) -> dict:
    return {"type": "object", "properties": {"x": schema}}


def passed(schema: dict, value: str) -> list[str]:
    return [name for name, (passes, _) in told(of_x(schema), f"x = {value}").items() if passes]


never = of_x({"type": "string", "pattern": "^never$"})
for value, by_check, kind in [
    ("05:00:00", "05:00:00Z", "LocalTime"),
    ("05:00:00.25", "05:00:00.250000Z", "LocalTime"),
    ("2016-12-15T14:00:00", "2016-12-15T14:00:00Z", "LocalDateTime"),
    ("2016-12-15T14:00:00Z", "2016-12-15T14:00:00+00:00", "OffsetDateTime"),
    ("2016-12-15T14:00:00+02:00", "2016-12-15T14:00:00+02:00", "OffsetDateTime"),
    ("2016-12-15", "2016-12-15", "LocalDate"),
]:
    says = {name: words for name, (_, words) in told(never, f"x = {value}").items()}
    assert f'"{value}" does not match' in says["taplo"], says["taplo"]
    assert f"'{by_check}' does not match" in says["check-jsonschema"], says["check-jsonschema"]
    assert f"expected a value of type String, but found {kind}" in says["tombi"], says["tombi"]
    print(f"{value}: taplo hands over {value}, check-jsonschema {by_check}, tombi a {kind}")

text, time = {"type": "string"}, {"type": "string", "format": "time-local"}
both = ["taplo", "check-jsonschema"]
assert passed(text, "05:00:00") == both
assert passed({"anyOf": [text, time]}, "05:00:00") == [*both, "tombi"]
assert passed({"anyOf": [text, time]}, '"05:00"') == [*both, "tombi"]
assert passed({"oneOf": [text, time]}, "05:00:00") == ["tombi"]
print("text or a time of day: only anyOf lets it pass in all three")

closed = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
    "additionalProperties": False,
    "if": {"required": ["a"]},
    "else": {"required": ["b"]},
}
passes, words = told(closed, "a = 1\nb = 2")["tombi"]
assert not passes and 'does not allow "a" key' in words, words
for part in ("if", "else"):
    closed[part]["additionalProperties"] = True
assert told(closed, "a = 1\nb = 2")["tombi"][0]
print("tombi: an if without additionalProperties forbids what the table has")
PY
python3 see.py
