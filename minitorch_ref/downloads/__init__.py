"""Files from the internet: fetched once, checked, kept in one folder. Knows no tensor and no data set."""

from minitorch_ref.downloads.archives import unpack
from minitorch_ref.downloads.cache import cache_folder
from minitorch_ref.downloads.fetch import RemoteFile, checksum, fetch

__all__ = ["RemoteFile", "cache_folder", "checksum", "fetch", "unpack"]
