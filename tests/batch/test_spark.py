"""The batch step on Spark gives what it gives here. On a local session where Spark and Java are installed, in this process anyway."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import cases as real_looking
from benchmarks.table import flat
from discretion.batch import spark
from discretion.batch.arrow import Step
from discretion.batch.judge import Defaults
from discretion.report.language import Language
from tests.batch.support import DAY
from tests.support import rulebook

pyarrow = pytest.importorskip("pyarrow")
ROOT = Path(__file__).resolve().parents[2]


def batches() -> list[Any]:
    rows = [{**flat(c), "key": f"c{n}"} for n, c in enumerate(real_looking(240, seed=31, book=rulebook()))]
    rows[7]["offence"] = "air.none"
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {n: pyarrow.array([row.get(n) for row in rows], pyarrow.string()) for n in names}
    whole = pyarrow.RecordBatch.from_pydict(columns)
    return [whole.slice(n, 60) for n in range(0, 240, 60)]


def local() -> dict[str, dict[str, Any]]:
    step = Step(rulebook(), Defaults(DAY), Language("zh"))
    found = [row for batch in batches() for row in step(batch).to_pylist()]
    return {row["key"]: {name: row[name] for name in spark.COLUMNS} for row in found}


def test_the_function_for_spark_gives_what_the_step_gives() -> None:
    found = [row for batch in spark.step(on=DAY)(iter(batches())) for row in batch.to_pylist()]
    assert [row["key"] for row in found] == [f"c{n}" for n in range(240)]
    assert {row["key"]: row for row in found} == local()
    assert [row["key"] for row in found if row["error"]] == ["c7"]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not installed (extra `spark`)")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java, which is not installed")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))))
    builder = pyspark.SparkSession.builder.master("local[2]").appName("discretion")
    found = builder.config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").getOrCreate()
    yield found
    found.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_what_the_step_gives_here(session: Any, tmp_path: Path) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_batches(batches()), tmp_path / "cases.parquet")
    cases = session.read.parquet(str(tmp_path / "cases.parquet")).repartition(3)
    found = [row.asDict() for row in spark.assess(cases, on=DAY).collect()]
    assert {row["key"]: row for row in found} == local()
    assert len(found) == 240
