"""Checklist templates over the office's API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.kernel import Role
from checklists import as_data, load_shipped, parse_template

if TYPE_CHECKING:
    from flask.testing import FlaskClient

AT = "/api/v1/checklist-templates"


def only(client: FlaskClient, key: str) -> Any:
    (row,) = client.get(f"{AT}?key={key}").get_json()
    return row


@pytest.fixture
def admin(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(Role.ADMIN)


@pytest.mark.any_database
def test_a_version_from_draft_to_force(admin: FlaskClient) -> None:
    row = only(admin, "printer")
    assert (row["number"], row["state"], row["published_at"]) == (1, "published", None)
    draft = admin.post(f"{AT}/{row['id']}/draft").json
    assert admin.post(f"{AT}/{row['id']}/draft").status_code == 409
    at = f"{AT}/{draft['id']}"
    tag = admin.get(at).headers["ETag"]
    content = draft["template"]
    wrong = {**content, "title": {"en": "Printer"}, "items": content["items"][:1]}
    refused = admin.put(at, json={"template": wrong}, headers={"If-Match": tag})
    assert refused.status_code == 422
    assert "title.zh-CN" in refused.json["errors"]
    content = {**content, "items": content["items"][:1]}
    assert admin.put(at, json={"template": content}).status_code == 428
    done = admin.put(at, json={"template": content}, headers={"If-Match": tag})
    assert done.json["faults"] == []
    assert admin.put(at, json={"template": content}, headers={"If-Match": tag}).status_code == 412
    assert admin.post(f"{at}/publish", json={"version": 1}).status_code == 409
    assert admin.post(f"{at}/publish", json={"version": done.json["version"]}).json["state"] == "published"
    assert [one["number"] for one in admin.get(f"{AT}?key=printer&state=published").json] == [2, 1]
    assert admin.delete(at, headers={"If-Match": admin.get(at).headers["ETag"]}).status_code == 409
    assert admin.get(f"{at}/visits").json == []


@pytest.mark.any_database
def test_a_file_comes_back_and_is_brought_in(admin: FlaskClient) -> None:
    row = only(admin, "network")
    toml = admin.get(f"{AT}/{row['id']}/toml").json["toml"]
    assert admin.post(AT, json={"toml": toml}).status_code == 409
    made = admin.post(AT, json={"toml": toml.replace('key = "network"', 'key = "cables"', 1)})
    assert made.status_code == 201
    wanted = {**as_data(load_shipped().get("network")), "key": "cables"}
    assert parse_template(made.json["template"]) == parse_template(wanted)
    assert admin.post(AT, json={}).status_code == 422
    assert admin.post(AT, json={"template": {"items": [{"when": [[]]}]}}).status_code == 422
    tag = admin.get(f"{AT}/{made.json['id']}").headers["ETag"]
    assert admin.delete(f"{AT}/{made.json['id']}", headers={"If-Match": tag}).status_code == 204


@pytest.mark.any_database
def test_the_preview_is_what_a_phone_shows(admin: FlaskClient) -> None:
    row = only(admin, "general_on_site")
    at = f"{AT}/{row['id']}/preview"
    told = admin.post(
        at, json={"answers": {"state_found": "unsafe", "covers_on": "x"}, "locale": "zh-CN"}
    ).json
    assert "mains_isolated" in told["shown"]
    assert told["checklist"]["title"] == "上门服务"
    assert "covers_on" in told["wrong"]
    assert "mains_isolated" in [one["item"] for one in told["lacks"]["on_site"]]


@pytest.mark.any_database
def test_only_administrators_write(client_of: Callable[..., FlaskClient]) -> None:
    manager, dispatcher = client_of(Role.MANAGER), client_of(Role.DISPATCHER)
    row = only(manager, "network")
    assert manager.post(f"{AT}/{row['id']}/draft").status_code == 403
    assert dispatcher.get(AT).status_code == 403
