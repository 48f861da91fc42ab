"""Who may see, stop and repeat long work, and take what came of it."""

from __future__ import annotations

from app.web.policy import API, OFFICE, Access, Rows

_JOB = "jobs/<uuid:job_id>"

ACCESS: Rows = {
    f"GET {API}/jobs": Access(OFFICE),
    f"GET {API}/{_JOB}": Access(OFFICE, ("job", "job_id")),
    f"GET {API}/{_JOB}/result": Access(OFFICE, ("job", "job_id")),
    **{f"POST {API}/{_JOB}/{verb}": Access(OFFICE, ("job", "job_id")) for verb in ("stop", "repeat")},
    "GET /jobs": Access(OFFICE),
    f"GET /{_JOB}/result": Access(OFFICE, ("job", "job_id")),
    **{f"POST /{_JOB}/{verb}": Access(OFFICE, ("job", "job_id")) for verb in ("stop", "repeat")},
}
