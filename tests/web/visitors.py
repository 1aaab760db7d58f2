"""Somebody with a browser: keeps cookies, follows forms, and is who she logs in as."""

import re
from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ivr.db import Database
from tests import make

ORIGIN = "https://we.example"
PASSWORD = "a password of tests"
HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
ROLES = {"aino": "agent", "saara": "supervisor", "iida": "admin", "arvo": "auditor"}


def hire(database: Database) -> None:
    """One of each role, with the same password; and bo, another agent."""
    with database.writing() as session:
        for name, role in {**ROLES, "bo": "agent"}.items():
            make.an_agent(session, name, ready=False, role=role, password=HASH)


@dataclass
class Visitor:
    client: FlaskClient

    @classmethod
    def to(cls, app: Flask) -> "Visitor":
        return cls(app.test_client())

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, base_url=ORIGIN, headers=named)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Sends a form as our pages do: with the token of this session."""
        return self.client.post(path, base_url=ORIGIN, data={"csrf_token": self.token(), **fields})

    def post_bare(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, base_url=ORIGIN, headers=named)

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/").text)
        assert found
        return found[1]

    def log_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/login", name=name, password=password)

    def cookie(self, name: str = "__Host-ivr") -> str:
        found = self.client.get_cookie(name, domain="we.example")
        assert found
        return found.value

    def with_cookie(self, value: str, name: str = "__Host-ivr") -> "Visitor":
        self.client.set_cookie(name, value, domain="we.example")
        return self


def logged_in(app: Flask, name: str) -> Visitor:
    visitor = Visitor.to(app)
    assert visitor.log_in(name).status_code == 303
    return visitor
