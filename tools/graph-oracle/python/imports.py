"""Prints what Python's own parser sees as imports: one JSON line for each path read from standard input.

A line is null for a file that this Python refuses, else a list of [module, names, level, line, called].
"""

import ast
import json
import sys
import warnings

CALLS = {"import_module", "__import__", "importorskip"}


def literal_import(call: ast.Call) -> str | None:
    """The module that a call like importlib.import_module("x") names."""
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
    if name not in CALLS or not call.args or not isinstance(call.args[0], ast.Constant):
        return None
    module = call.args[0].value
    return module if isinstance(module, str) and module and not module.startswith(".") else None


def imports(source: bytes) -> list[list[object]]:
    """Every import of a source, at any depth."""
    found: list[list[object]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [[alias.name, [], 0, node.lineno, False] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
            found.append([node.module or "", names, node.level, node.lineno, False])
        elif isinstance(node, ast.Call) and (module := literal_import(node)):
            found.append([module, [], 0, node.lineno, True])
    return found


def main() -> None:
    """Reads paths, writes answers."""
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10_000)
    for path in sys.stdin.read().splitlines():
        try:
            with open(path, "rb") as file:
                answer = imports(file.read())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            answer = None
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
