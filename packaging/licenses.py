#!/usr/bin/env python3
"""Writes the licences of everything that is built into the programs, from cargo's own metadata.

licenses.py TARGET_TRIPLE OUT [TITLE=FILE ...]

Each crate with its version, its licence expression and where it comes from; then every licence text once,
with the crates that ship it. TITLE=FILE adds the text of something that is no crate."""
import hashlib
import json
import pathlib
import re
import subprocess
import sys

NAMES = re.compile(r"^(licen[cs]e|copying|notice|copyright|unlicense)", re.IGNORECASE)


def crates(target):
    """What is linked or compiled in for `target`, without what only builds or tests."""
    told = json.loads(subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target],
        check=True, stdout=subprocess.PIPE).stdout)
    nodes = {node["id"]: node for node in told["resolve"]["nodes"]}
    packages = {package["id"]: package for package in told["packages"]}
    root = told["resolve"]["root"]
    seen, todo = {root}, [root]
    while todo:
        for dependency in nodes[todo.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in seen:
                seen.add(dependency["pkg"])
                todo.append(dependency["pkg"])
    return sorted((packages[one] for one in seen - {root}), key=lambda one: (one["name"], one["version"]))


def texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    files = {path for path in folder.iterdir() if path.is_file() and NAMES.match(path.name)}
    for inner in ("LICENSES", "licenses"):
        if (folder / inner).is_dir():
            files.update(path for path in (folder / inner).iterdir() if path.is_file())
    if package.get("license_file"):
        files.add(folder / package["license_file"])
    for path in sorted(files):
        if path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()


def main():
    target, out, *others = sys.argv[1:]
    lines = ["Third-party software in Shuijie", "", "Crates", ""]
    by_text = {}
    missing = []
    for package in crates(target):
        name = f"{package['name']} {package['version']}"
        licence = package["license"] or "see its text"
        if not package["license"] and not package.get("license_file"):
            missing.append(name)
        lines.append(f"{name}: {licence}: {package.get('repository') or package.get('homepage') or ''}".rstrip(": "))
        for text in texts(package):
            key = hashlib.sha256(re.sub(r"\s+", " ", text).encode()).digest()
            by_text.setdefault(key, (text, []))[1].append(name)
    if missing:
        sys.exit("licences: no licence is stated by " + ", ".join(missing))
    lines += ["", "The Rust standard library: MIT OR Apache-2.0: https://github.com/rust-lang/rust"]
    for other in others:
        # Debian's names of sources have a = of their own.
        title, _, file = other.rpartition("=")
        text = pathlib.Path(file).read_text(encoding="utf-8", errors="replace").strip()
        by_text[title.encode()] = (text, [title])
    for text, names in sorted(by_text.values(), key=lambda one: one[1]):
        lines += ["", "=" * 100, ", ".join(dict.fromkeys(names)), "-" * 100, text]
    pathlib.Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


main()
