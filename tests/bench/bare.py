"""The yardstick: a Flask endpoint that inserts one row and commits, served as the application is."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, request
from gunicorn.app.base import BaseApplication
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table

from app.kernel.database import BEGIN_OPTION, make_engine

URL_VARIABLE, PORT_VARIABLE, WORKERS_VARIABLE = "BARE_DATABASE_URL", "BARE_PORT", "BARE_WORKERS"

metadata = MetaData()
rows = Table("bare_rows", metadata, Column("id", Integer, primary_key=True), Column("text", String(200)))


def make_bare(engine: Engine) -> Flask:
    """Return an application with the one endpoint `POST /rows {text}`."""
    bare = Flask(__name__)
    writer = engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})

    @bare.get("/readyz")
    def ready() -> dict[str, str]:
        return {"status": "ready"}

    @bare.post("/rows")
    def add() -> tuple[dict[str, int], int]:
        with writer.begin() as connection:
            key = connection.execute(rows.insert().values(text=request.get_json()["text"]))
            return {"id": key.inserted_primary_key[0]}, 201

    return bare


class BareServer(BaseApplication):
    """gunicorn as `onehour serve` runs it."""

    def load_config(self) -> None:
        """Bind, and fork as many processes as the application's server does."""
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{os.environ[PORT_VARIABLE]}",
            "workers": int(os.environ[WORKERS_VARIABLE]),
            "worker_class": "gthread",
            "threads": 16,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Open the database after the fork."""
        return make_bare(make_engine(os.environ[URL_VARIABLE]))


if __name__ == "__main__":
    engine = make_engine(os.environ[URL_VARIABLE])
    metadata.create_all(engine)
    engine.dispose()
    BareServer().run()
