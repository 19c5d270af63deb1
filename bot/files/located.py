"""YAML as plain dicts and lists that know their lines; what a reader would let pass in silence is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


class Fields(dict[str, Any]):
    """A mapping; `line` is where it begins, `lines` where each key stands (1-based)."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """The key's line, or the mapping's own where it has no such key."""
        return self.lines.get(key, self.line)


class Rows(list[Any]):
    """A list; `line` is where it begins, `lines` where each item does (1-based)."""

    line: int
    lines: list[int]

    def rows(self) -> Iterator[tuple[int, Any]]:
        """Each item with its line."""
        return zip(self.lines, self, strict=True)


@dataclass(frozen=True)
class Doubt:
    """Valid YAML that nobody means: a key that stands twice, or lines that have flowed together.

    Attributes:
        line: 1-based.
        key: the key that stands twice; empty where lines have flowed together.
    """

    line: int
    key: str = ""


def locate(node: Node, doubts: list[Doubt]) -> Any:
    """The node's content; what is doubtful in it is appended to `doubts`."""
    if isinstance(node, MappingNode):
        return _fields(node, doubts)
    if isinstance(node, SequenceNode):
        rows = Rows()
        rows.line, rows.lines = node.start_mark.line + 1, [each.start_mark.line + 1 for each in node.value]
        for each in node.value:
            if _is_flowed(each):
                doubts.append(Doubt(each.start_mark.line + 2))
            rows.append(locate(each, doubts))
        return rows
    return _scalar(str(node.tag), str(node.value))


def _fields(node: MappingNode, doubts: list[Doubt]) -> Fields:
    fields = Fields()
    fields.line, fields.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in fields:
            doubts.append(Doubt(line, key))
        if _is_flowed(value_node) and value_node.start_mark.line > key_node.start_mark.line:
            doubts.append(Doubt(value_node.start_mark.line + 1))
        fields[key] = locate(value_node, doubts)
        fields.lines[key] = line
    return fields


def _is_flowed(node: Node) -> bool:
    """Whether an unquoted text goes on over several lines, as it does when the dash of a list is missing."""
    plain = isinstance(node, ScalarNode) and not node.style
    return plain and node.end_mark.line > node.start_mark.line and bool(node.value)


def _scalar(tag: str, text: str) -> Any:
    try:
        match tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text, 0)
            case "float":
                return float(text)
    except ValueError:  # 0o17, .inf: nothing here needs them
        return text
    return text
