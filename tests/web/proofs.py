"""A citizen at our pages, whose texts can be read and who can ring."""

import re
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Message
from tests import make
from tests.web.visitors import Visitor


@dataclass
class Citizen(Visitor):
    database: Database

    @classmethod
    def at(cls, app: Flask, database: Database) -> "Citizen":
        return cls(app.test_client(), database)

    def texts(self) -> list[str]:
        with self.database.reading() as session:
            return [body or "" for body in session.scalars(select(Message.body))]

    def code(self) -> str:
        """The code of the newest text."""
        found = re.search(r"\d{6}", self.texts()[-1])
        assert found
        return found[0]

    def proves(self, number: str = make.CITIZEN) -> "Citizen":
        """Types her number, and then the code of the text."""
        self.post("/book/number", number=number)
        assert self.post("/book/number/digits", digits=self.code()).status_code == 303
        return self
