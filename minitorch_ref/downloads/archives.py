"""Taking a fetched archive apart, into its own folder and nowhere else."""

import shutil
import tarfile
import zipfile
from pathlib import Path

from minitorch_ref.errors import DataError

__all__ = ["unpack"]


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a .tar.gz or .zip file into a folder that appears only when it is complete.

    Links, absolute paths and paths that lead out of the folder are refused (tar) or cut (zip), so that an archive can
    write nothing elsewhere.

    Args:
        archive: the file.
        folder: where its contents go; if it exists, nothing is done.

    Returns: the folder.
    Raises: DataError (a RuntimeError) if the file is no archive or holds something that may not be unpacked.
    """
    if folder.exists():
        return folder
    unfinished = folder.with_name(folder.name + ".unpacking")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zipped:
                zipped.extractall(unfinished)
        else:
            with tarfile.open(archive) as tape:
                tape.extractall(unfinished, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise DataError(f"unpack: {archive} cannot be unpacked: {error}") from error
    unfinished.rename(folder)
    return folder
