# Options of PROJ, whose own build takes none: its database is built in, and no other one is looked for. PROJ
# would else take the first proj.db that it finds, by PROJ_DATA or beside /usr/bin, and a version that is not
# its own fails or, worse, answers otherwise.
set(EMBED_RESOURCE_FILES ON CACHE BOOL "" FORCE)
set(USE_ONLY_EMBEDDED_RESOURCE_FILES ON CACHE BOOL "" FORCE)
set(EMBED_PROJ_DATA_PATH OFF CACHE BOOL "" FORCE)
