#!/usr/bin/env python3
"""Writes pack.schema.json: frame.json, which says what every pack has, and what the program itself says of its checks.

    rules/schema/make_schema.py [--check] build/compatscan
"""
import itertools
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
REF = "#/definitions/"

# What one value of a field may be.
TYPES = {
    "template": {"$ref": REF + "text"},
    "text": {"$ref": REF + "text"},
    "program": {"$ref": REF + "id"},
    "library": {"$ref": REF + "id"},
    "parameter": {"$ref": REF + "text"},
    "kind": {"$ref": REF + "kind"},
    "machine": {"$ref": REF + "machine"},
    "target": {"$ref": REF + "target"},
    "severity": {"$ref": REF + "severity"},
    "version": {"$ref": REF + "version"},
    "levels": {"$ref": REF + "levels"},
    "articles": {"$ref": REF + "articles"},
    "version-lines": {"type": "array", "minItems": 1, "maxItems": 64, "items": {
        "type": "object", "required": ["line"], "additionalProperties": False,
        "properties": {name: {"$ref": REF + "version"}
                       for name in ("line", "at_least", "above", "at_most", "below", "equals")}}},
    "bits": {"enum": [16, 32, 64]},
    "flag": {"type": "boolean"},
    "range": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 2**53}, "minItems": 2,
              "maxItems": 2},
    "check": {"$ref": REF + "check"},
    "sha256": {"type": "string", "minLength": 64, "maxLength": 64, "not": {"pattern": "[^0-9A-Fa-f]"}},
    "datum": {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 0, "maximum": 2 ** 53}]},
}
# In a list a text may be empty.
IN_A_LIST = {"template": {"type": "string"}, "text": {"type": "string"}}


def value_schema(field):
    if field["type"] == "word":
        return {"enum": field["words"]}
    if field["type"] == "number":
        return {"type": "integer", "minimum": 0, "maximum": field["most"]}
    return TYPES[field["type"]]


def field_schema(field):
    one = value_schema(field)
    many = {"type": "array", "items": IN_A_LIST.get(field["type"], one)}
    if field["required"] or field["type"] == "check" or field["number"] == "one-or-list":
        many["minItems"] = 1
    # A text that may be left out may be empty, too.
    if not field["required"] and field["type"] in IN_A_LIST:
        one = {"type": "string"}
    if field["number"] == "one-or-list":
        return {"if": {"type": "array"}, "then": many, "else": one}
    return many if field["number"] == "list" else one


def has(field):
    return {"required": [field]}


def choice_schema(choice):
    """Which fields go together."""
    first, *others = fields = choice["fields"]
    if choice["kind"] == "one":
        return {"oneOf": [has(field) for field in fields]}
    if choice["kind"] == "some":
        return {"anyOf": [has(field) for field in fields]}
    if choice["kind"] == "beside":
        return {"if": {"anyOf": [has(field) for field in others]}, "then": has(first)}
    if choice["kind"] == "not-beside":
        return {"if": has(first), "then": {"not": {"anyOf": [has(field) for field in others]}}}
    if choice["kind"] == "at-most-one":
        return {"not": {"anyOf": [{"required": pair} for pair in map(list, itertools.combinations(fields, 2))]}}
    raise KeyError(choice["kind"])


def object_schema(own, kind):
    """A check or a selection: own is the key that names it."""
    choices = [choice_schema(choice) for choice in kind.get("choices", [])]
    return {
        "description": kind["summary"],
        "type": "object",
        "properties": {own: {"const": kind["name"]},
                       **{field["name"]: field_schema(field) for field in kind["fields"]}},
        "required": [own] + [field["name"] for field in kind["fields"] if field["required"]],
        "additionalProperties": False,
        **({"allOf": choices} if choices else {}),
    }


def explained(names):
    return [{"required": names}, {"required": ["otherwise"]}]


def case_schema(check):
    """The cases of a rule with this check: each is explained, or those that are not by "otherwise"."""
    names = [case["name"] for case in check["cases"]]
    case = {"$ref": REF + "case"}
    if not names:
        return {"properties": {"cases": {"type": "object", "maxProperties": 0}}}
    schema = {"properties": {"cases": {
        "type": "object",
        "properties": {name: case for name in names + ["otherwise"]},
        "additionalProperties": False,
    }}}
    always = [one["name"] for one in check["cases"] if not one["needs"]]
    if always:
        schema["required"] = ["cases"]
        schema["properties"]["cases"]["anyOf"] = explained(always)
    needed = sorted({one["needs"] for one in check["cases"] if one["needs"]})
    if needed:
        schema["allOf"] = [{
            "if": {"properties": {"check": {"anyOf": [has(field) for field in fields.split()]}}},
            "then": {"required": ["cases"], "properties": {"cases": {"anyOf": explained(
                [one["name"] for one in check["cases"] if one["needs"] == fields])}}},
        } for fields in needed]
    return schema


def choice(own, prefix, kinds):
    """One of them, by the key that names it, so that a complaint is about the one that is meant."""
    return {
        "type": "object",
        "required": [own],
        "properties": {own: {"enum": [kind["name"] for kind in kinds]}},
        "allOf": [{"if": {"properties": {own: {"const": kind["name"]}}, "required": [own]},
                   "then": {"$ref": REF + prefix + kind["name"]}} for kind in kinds],
    }


def make(vocabulary):
    schema = json.loads((HERE / "frame.json").read_text())
    definitions = schema["definitions"]
    checks, selections = vocabulary["checks"], vocabulary["selections"]
    definitions["fact-source"]["properties"]["fact"]["enum"] = vocabulary["facts"]
    definitions["check"] = choice("type", "check-", checks)
    definitions["each"] = choice("in", "each-", selections)
    definitions.update({"check-" + check["name"]: object_schema("type", check) for check in checks})
    definitions.update({"each-" + kind["name"]: object_schema("in", kind) for kind in selections})
    # The cases of a "when" are those of the check it leads to.
    definitions["rule"]["allOf"] = [
        {"if": {"required": ["check"], "properties": {"check": {
            "required": ["type"], "properties": {"type": {"const": check["name"]}}}}},
         "then": case_schema(check)} for check in checks if check["name"] != "when"]
    return json.dumps(schema, indent=2) + "\n"


def main(arguments):
    check = "--check" in arguments
    program, = [argument for argument in arguments if argument != "--check"]
    told = subprocess.run([program, "rules", "checks", "--format", "json"], check=True, stdout=subprocess.PIPE)
    text = make(json.loads(told.stdout))
    place = HERE / "pack.schema.json"
    if not check:
        place.write_text(text)
    elif place.read_text() != text:
        sys.exit("rules/schema/pack.schema.json is not what the program's checks are; run make schema")


if __name__ == "__main__":
    main(sys.argv[1:])
