"""temporary - directories that go away with the test program."""

import atexit
import os
import shutil
import tempfile

_root = None


def directory(title):
    """A new directory that other users may enter, for servers drop root."""
    global _root
    if _root is None:
        _root = tempfile.mkdtemp(prefix="dnsfollow-run-")
        os.chmod(_root, 0o755)
        atexit.register(shutil.rmtree, _root, ignore_errors=True)
    path = tempfile.mkdtemp(prefix=title + "-", dir=_root)
    os.chmod(path, 0o755)
    return path
