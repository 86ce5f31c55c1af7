"""Kept pages as files: their bodies are compressed already, so the file holds them as they are."""

from __future__ import annotations

import pickle
import zlib
from typing import IO, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

AS_IT_IS = 0


class PageFiles(FileBasedCache):
    """Django's cache in files without its own compression, which costs a kept page more than its way to the reader."""

    def _write_content(self, file: IO[bytes], timeout: Any = DEFAULT_TIMEOUT, value: Any = None) -> None:
        file.write(pickle.dumps(self.get_backend_timeout(timeout), self.pickle_protocol))
        file.write(zlib.compress(pickle.dumps(value, self.pickle_protocol), AS_IT_IS))
