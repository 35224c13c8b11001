"""The bridge to nbgrader: its database, its folders, its cells. The only part of the grader that imports nbgrader.

Importing nbgrader takes about two seconds, so nothing is imported here; use the modules where the gradebook is needed.
"""

from __future__ import annotations

import sys

# nbgrader's notebook schema needs jsonschema, which imports this package wherever it is installed, and the package then
# compiles 38 grammars: longer than all the rest of nbgrader takes. No schema of a notebook holds what they are for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
