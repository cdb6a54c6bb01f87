#!/usr/bin/env python3
"""Packs the portable ZIP: portable.py STAGE OUT FOLDER MARKER. The same files give the same bytes."""
import os
import pathlib
import sys
import time
import zipfile

stage, out, folder, marker = sys.argv[1:]
moment = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
files = sorted(pathlib.Path(stage).iterdir()) + [pathlib.Path(marker)]
draft = out + ".part"
with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for file in files:
        entry = zipfile.ZipInfo(f"{folder}/{file.name}", moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, file.read_bytes())
os.replace(draft, out)
