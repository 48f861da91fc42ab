"""Depots: whose they are, what is refused, and who names one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.kernel import Role, Runtime
from tests.office_api.resources.test_registers import API, BODIES, made
from tests.support.web import make_user, signed_in


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"territory_id": None}, "territory_id"),
        ({"name": ""}, "name"),
        ({"point": {"lat": 91, "lon": 0}}, "point"),
        ({"opening_hours": {"mon": [["20:00"]]}}, "opening_hours"),
        ({"opening_hours": {"someday": [["08:00", "20:00"]]}}, "opening_hours.someday"),
        ({"external_id": ""}, "external_id"),
    ],
)
def test_what_nobody_could_use_is_refused_by_field(
    admin: FlaskClient, changes: dict[str, Any], field: str
) -> None:
    rows = made(admin, up_to="depots")
    answer = admin.post(f"{API}/depots", json={**BODIES["depots"](rows), "name": "Other", **changes})
    assert answer.status_code == 422
    assert any(path.startswith(field) for path in answer.json["errors"]), answer.json


def test_a_depot_that_engineers_name_is_not_closed(admin: FlaskClient) -> None:
    rows = made(admin, up_to="engineers")
    one = f"{API}/depots/{rows['depots']['id']}"
    assert admin.delete(one, headers={"If-Match": rows["depots"]["etag"]}).status_code == 409
    assert [row["number"] for row in admin.get(f"{API}/engineers?depot_id={rows['depots']['id']}").json] == [
        "E-1"
    ]
    answer = admin.post(f"{API}/depots", json=BODIES["depots"](rows))
    assert answer.status_code == 409


def test_partners_see_common_depots_and_their_own(admin: FlaskClient, runtime: Runtime) -> None:
    rows = made(admin, up_to="depots")
    for name, kept_by in (("Own", rows["providers"]["id"]), ("Theirs", None)):
        other = admin.post(f"{API}/providers", json={"name": f"{name} Co."}).json["id"]
        body = {"name": name, "provider_id": kept_by or other}
        assert admin.post(f"{API}/depots", json=body).status_code == 201
    partner = make_user(runtime, Role.PROVIDER, provider_id=UUID(rows["providers"]["id"]))
    client = signed_in(admin.application, runtime, partner)
    assert [row["name"] for row in client.get(f"{API}/depots").json] == ["East depot", "Own"]
    assert client.post(f"{API}/depots", json=BODIES["depots"](rows)).status_code == 403
