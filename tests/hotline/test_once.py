"""A form that two send at the same moment writes once, on both databases."""

from __future__ import annotations

import re
import threading

from sqlalchemy import func, select

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.hotline.tables import Call
from app.kernel import Role, Runtime, unit_of_work
from tests.support.town import build_town
from tests.support.web import application

PASSWORD = "a-long-password"


def test_two_clicks_at_once_are_one_call(runtime: Runtime) -> None:
    build_town(runtime)
    with unit_of_work(runtime) as uow:
        stamps = {"created_at": uow.now, "updated_at": uow.now}
        hashed = passwords.hash_password(PASSWORD, "desk", company="")
        user = User(id=uow.new_id(), login="desk", name="Desk", role=Role.DISPATCHER, locale="en", **stamps)
        user.password_hash = hashed
        uow.session.add(user)
    client = application(runtime).test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token
    sign_in = {"csrf_token": token[1], "login": "desk", "password": PASSWORD}
    assert client.post("/login", data=sign_in).status_code == 303
    page = client.get("/hotline").text
    fields = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', page))
    sent = client.get("/hotline").request.headers["Cookie"]
    said = {**fields, "outcome": "wrong_number"}
    answers: list[int] = []

    def click() -> None:
        other = application(runtime).test_client(use_cookies=False)
        answers.append(other.post("/hotline", data=said, headers={"Cookie": sent}).status_code)

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert answers == [303] * 4
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalar(select(func.count()).select_from(Call)) == 1
