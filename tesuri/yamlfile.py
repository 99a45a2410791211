"""YAML as plain data that knows its lines.

Scalars follow the YAML 1.2 core schema in the part that clerks type: null, true and false, whole numbers;
all else is text. (YAML 1.1 would read ``8:30`` as 510, ``no`` as false and ``12-29`` is safe by luck only.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from tesuri.problem import Problem
from tesuri.source import forbidden, without_forbidden

try:  # libyaml is six times faster; wheels of PyYAML carry it, a source build may not
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Location = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
"""What is longer is no amount that anybody meant, and stays text."""
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML document: ``data`` of dicts, lists and scalars, and the line of every key path."""

    path: str
    data: Any
    lines: Mapping[Location, int] = field(default_factory=dict)

    def line(self, *location: str | int) -> int:
        """The line of a value, or of its nearest parent that is there."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return 1


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[YamlFile, list[Problem]]:
    """Parse one YAML document; broken YAML gives a problem and ``data`` None."""

    def broken(line: int, what: object) -> tuple[YamlFile, list[Problem]]:
        message = " ".join(f"broken YAML: {what}".split())
        return YamlFile(path, None), [Problem(path, first_line + line, message, "yaml")]

    try:
        node = yaml.compose(text, Loader=_Loader)
        reader = _Nodes(path, first_line)
        data = reader.convert(node, ()) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return broken(mark.line if mark else 0, error.problem or error.context)
    except yaml.reader.ReaderError as error:
        return broken(text.count("\n", 0, error.position), error.reason)
    except yaml.YAMLError as error:
        return broken(0, error)
    except RecursionError:
        return broken(0, "nested too deep")
    return YamlFile(path, data, reader.lines), reader.problems


class _Nodes:
    """Turns PyYAML's nodes into plain data, noting lines and faults."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path, self._first = path, first_line
        self._seen: set[int] = set()
        self.lines: dict[Location, int] = {(): first_line}
        self.problems: list[Problem] = []

    def convert(self, node: yaml.Node, at: Location) -> Any:
        """The data of a node that stands at a location."""
        if at:
            self.lines.setdefault(at, self._line(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._seen:
            # A part that stands twice has two lines, one that holds itself has no end: neither is worth it.
            self._tell(node, "'*' repeats another part of the file; write it out instead", "yaml")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        assert isinstance(node, yaml.SequenceNode)
        return [self.convert(child, (*at, index)) for index, child in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, at: Location) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._tell(key_node, "a list or a group of fields cannot be the name of a field", "yaml")
                continue
            key = self._checked(key_node)
            if key in mapping:
                self._tell(key_node, f"'{key}' stands twice", "duplicate-key")
                continue
            self.lines[(*at, key)] = self._line(key_node)
            mapping[key] = self.convert(value_node, (*at, key))
        return mapping

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        value = self._checked(node)
        if not node.style:  # plain (None, or "" from libyaml): the only style in which a word may mean more than itself
            if value in _WORDS:
                return _WORDS[value]
            if _INTEGER.fullmatch(value):
                return int(value)
        elif node.style in ("|", ">"):
            return value.rstrip("\n")
        return value

    def _checked(self, node: yaml.ScalarNode) -> str:
        """The characters of a scalar; escapes such as "\\ue000" must not bring in what may not be typed."""
        for _, message in forbidden(node.value):
            self._tell(node, message, "character")
        return without_forbidden(node.value)

    def _line(self, node: yaml.Node) -> int:
        return self._first + int(node.start_mark.line)

    def _tell(self, node: yaml.Node, message: str, rule: str) -> None:
        self.problems.append(Problem(self._path, self._line(node), message, rule))
