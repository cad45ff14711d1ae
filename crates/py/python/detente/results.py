"""What a tournament came to."""

import json
import re
from pathlib import Path


class Folder:
    """Files of results in a folder, which several machines may share. A file is written aside and put in place in one step, so that it
    is there whole or not at all."""

    def __init__(self, path):
        self.path = Path(path)

    def free(self) -> None:
        """Refuses a folder that has other things in it than a tournament's results."""
        there = [one.name for one in self.path.iterdir() if one.name[0] != "."] if self.path.is_dir() else []
        if there and "tournament.json" not in there:
            raise FileExistsError(f"{self.path} has other things in it ({there[0]}): name a new folder for results")

    def get(self, name: str) -> bytes | None:
        place = self.path / name
        if place.exists() and not place.is_file():
            raise OSError(f"{place} is not an ordinary file")
        try:
            return place.read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, content: bytes) -> None:
        import os
        import tempfile

        self.path.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=".", suffix=f".{name}", dir=self.path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(aside, 0o644)
            os.replace(aside, self.path / name)
        except BaseException:
            os.unlink(aside)
            raise


class Results:
    """The results of a tournament: standings, and every negotiation as a table."""

    def __init__(self, folder: Folder, standings: str):
        self.folder = folder.path
        self.standings: dict = json.loads(standings)
        """As `detente tournament --format json`."""

    def parts(self) -> list[Path]:
        """The files of results, in order."""
        found = {one.name: one for one in self.folder.glob("part-*.parquet")}
        return [found[name] for name in sorted(found, key=lambda name: (len(name), name)) if re.fullmatch(r"part-\d{6,}\.parquet", name)]

    def arrow(self):
        """Every negotiation, a row for each party of each, as a `pyarrow.Table`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        # Each file's footer has figures of its own, which tables put together cannot have.
        tables = [pq.read_table(part).replace_schema_metadata(None) for part in self.parts()]
        return pa.concat_tables(tables)

    def pandas(self):
        """The same as a `pandas.DataFrame`."""
        return self.arrow().to_pandas()

    def __repr__(self) -> str:
        lines = [f"{self.standings['title']}: {self.standings['negotiations']:,} negotiations"]
        for one in self.standings["negotiators"]:
            lines.append(f"  {one['negotiator']}: share {one['share']['mean']:.4f}, agreed {one['agreed']:.3f}")
        return "\n".join(lines)
