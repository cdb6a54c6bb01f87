# What is downloaded beside the crates (those are pinned by Cargo.lock): Debian source packages, each with
# the release that has it and the sha256 of its upstream archive.
SPATIALITE_VERSION=5.1.0
SPATIALITE_PACKAGE=spatialite=5.1.0-3
SPATIALITE_SUITE=trixie
SPATIALITE_ARCHIVE=spatialite_5.1.0.orig.tar.gz
SPATIALITE_SHA256=43be2dd349daffe016dd1400c5d11285828c22fea35ca5109f21f3ed50605080

GEOS_VERSION=3.11.1
GEOS_PACKAGE=geos=3.11.1-1
GEOS_SUITE=bookworm
GEOS_ARCHIVE=geos_3.11.1.orig.tar.bz2
GEOS_SHA256=6d0eb3cfa9f92d947731cc75f1750356b3bdfc07ea020553daf6af1c768e0be2

# Inside the crate proj-sys; checked because the DLL takes the PROJ that was built for the programs.
PROJ_VERSION=9.6.2
PROJ_SHA256=53d0cafaee3bb2390264a38668ed31d90787de05e71378ad7a8f35bb34c575d1
