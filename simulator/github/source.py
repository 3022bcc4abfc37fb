"""Commits, branches, tags, comparisons and checks."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from simulator.github.answers import WEB, Json, Refusal, moment, not_found, number_of, paged, person
from simulator.github.repository import Commit, Repository, changed
from simulator.github.world import ChangedFile
from simulator.scenarios import Scenarios

CHECKS = {
    "checks_fail": "failure",
    "checks_pending": "in_progress",
    "checks_cancelled": "cancelled",
    "checks_wait_for_somebody": "action_required",
    "checks_odd": "a conclusion of next year",
}
"""How the last of a commit's checks fares, by scenario; with `checks_missing` it isn't there."""
SCENARIOS = (*CHECKS, "checks_missing")
UNFINISHED = ("queued", "in_progress", "waiting", "requested", "pending")


class Source:
    """What one can read of a repository; `find` gives it, or raises the 404. `people`: login → what they are called."""

    def __init__(
        self, find: Callable[[web.Request], Repository], scenarios: Scenarios, people: Mapping[str, str]
    ) -> None:
        self._find, self._scenarios, self._people = find, scenarios, people

    async def commit(self, request: web.Request) -> web.Response:
        """`/commits/{ref}`: with what it changed."""
        repository = self._find(request)
        commit = _commit(repository, request.match_info["ref"])
        files = [_file(*each) for each in commit.files.items()]
        additions, deletions = (sum(each[key] for each in files) for key in ("additions", "deletions"))
        stats = {"additions": additions, "deletions": deletions, "total": additions + deletions}
        return web.json_response({**self._shape(repository, commit), "stats": stats, "files": files})

    async def commits(self, request: web.Request) -> web.Response:
        """`/commits?sha=&path=`: the newest first."""
        repository = self._find(request)
        head = repository.resolve(request.query.get("sha") or repository.world.default_branch)
        if head is None:
            raise not_found()
        found = repository.history(head, request.query.get("path", ""))
        return paged(request, found, lambda each: self._shape(repository, each))

    async def compare(self, request: web.Request) -> web.Response:
        """`/compare/{base}...{head}`: what head has and base hasn't."""
        repository = self._find(request)
        names = request.match_info["basehead"].split("...")
        ends = [repository.resolve(name) for name in names]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            raise not_found()
        base, head = ends[0], ends[1]
        ahead, behind = repository.between(base, head), repository.between(head, base)
        status = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
        commits = [self._shape(repository, each) for each in ahead]
        body = {
            "html_url": f"{WEB}/{repository.name}/compare/{'...'.join(names)}",
            "base_commit": self._shape(repository, base),
            "merge_base_commit": self._shape(repository, repository.merge_base(base, head)),
            "status": status.get((bool(ahead), bool(behind)), "identical"),
            "ahead_by": len(ahead),
            "behind_by": len(behind),
            "total_commits": len(ahead),
            "commits": commits,
            "files": [_file(*each) for each in changed(ahead).items()],
        }
        return web.json_response(body)

    async def branches(self, request: web.Request) -> web.Response:
        """`/branches`"""
        return paged(request, list(self._find(request).branches.items()), _branch)

    async def branch(self, request: web.Request) -> web.Response:
        """`/branches/{branch}`"""
        repository, name = self._find(request), request.match_info["branch"]
        sha = repository.branches.get(name)
        if sha is None:
            raise Refusal(404, "Branch not found")
        commit = self._shape(repository, repository.commits[sha])
        return web.json_response({**_branch((name, sha)), "commit": commit})

    async def tags(self, request: web.Request) -> web.Response:
        """`/tags`: the newest first."""
        return paged(request, list(reversed(self._find(request).tags.items())), _tag)

    async def contents(self, request: web.Request) -> web.Response:
        """`/contents/{path}?ref=`: of workflows; nothing else is kept."""
        repository, path = self._find(request), request.match_info["path"]
        workflow = repository.world.workflows.get(path.removeprefix(".github/workflows/"))
        ref = request.query.get("ref") or repository.world.default_branch
        if repository.resolve(ref) is None:
            raise Refusal(404, f"No commit found for the ref {ref}")
        if workflow is None or not path.startswith(".github/workflows/"):
            raise not_found()
        text = workflow.file.encode()
        content = base64.encodebytes(text).decode()
        shape = {"type": "file", "encoding": "base64", "size": len(text), "name": path.rsplit("/", 1)[-1]}
        return web.json_response({**shape, "path": path, "content": content})

    async def check_runs(self, request: web.Request) -> web.Response:
        """`/commits/{ref}/check-runs?check_name=`"""
        repository = self._find(request)
        commit = _commit(repository, request.match_info["ref"])
        wanted = request.query.get("check_name")
        checks = self._checks(repository, commit).items()
        found = [_check(repository, commit, *each) for each in checks if wanted in (None, each[0])]
        return paged(request, found, lambda each: each, "check_runs")

    async def status(self, request: web.Request) -> web.Response:
        """`/commits/{ref}/status`: the older statuses together; pending where there are none."""
        repository = self._find(request)
        commit = _commit(repository, request.match_info["ref"])
        states = set(commit.statuses.values())
        worst = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
        statuses = [
            {
                "context": name,
                "state": state,
                "description": "",
                "target_url": f"{WEB}/{repository.name}/commit/{commit.sha}",
                "updated_at": moment(commit.at),
            }
            for name, state in commit.statuses.items()
        ]
        body = {"state": worst, "sha": commit.sha, "total_count": len(statuses), "statuses": statuses}
        return web.json_response(body)

    def _checks(self, repository: Repository, commit: Commit) -> dict[str, str]:
        """As they stand, or as the scenario has them."""
        scenario, checks = self._scenarios.of(repository.name), dict(commit.checks)
        if not checks or scenario not in SCENARIOS:
            return checks
        last = list(checks)[-1]
        if scenario == "checks_missing":
            return {name: said for name, said in checks.items() if name != last}
        return {**checks, last: CHECKS[scenario]}

    def _shape(self, repository: Repository, commit: Commit) -> Json:
        name = self._people.get(commit.author, commit.author)
        email = f"{commit.author}@users.noreply.github.com"
        signed = {"name": name, "email": email, "date": moment(commit.at)}
        url = f"{WEB}/{repository.name}/commit/"
        return {
            "sha": commit.sha,
            "html_url": f"{url}{commit.sha}",
            "commit": {"author": signed, "committer": signed, "message": commit.message, "comment_count": 0},
            "author": person(commit.author),
            "committer": person(commit.author),
            "parents": [{"sha": sha, "html_url": f"{url}{sha}"} for sha in commit.parents],
        }


def _commit(repository: Repository, ref: str) -> Commit:
    commit = repository.resolve(ref)
    if commit is None:
        raise Refusal(422, f"No commit found for SHA: {ref}")
    return commit


def _file(path: str, each: ChangedFile) -> dict[str, Any]:
    total = each.additions + each.deletions
    counts = {"additions": each.additions, "deletions": each.deletions, "changes": total}
    return {"filename": path, "status": each.status, **counts}


def _branch(each: tuple[str, str]) -> Json:
    return {"name": each[0], "commit": {"sha": each[1]}, "protected": False}


def _tag(each: tuple[str, str]) -> Json:
    return {"name": each[0], "commit": {"sha": each[1]}}


def _check(repository: Repository, commit: Commit, name: str, said: str) -> Json:
    """A conclusion means that it is over; the words for "not yet" are statuses."""
    number, over = number_of(f"{commit.sha} {name}"), said not in UNFINISHED
    link = f"{WEB}/{repository.name}/runs/{number}"
    return {
        "id": number,
        "name": name,
        "head_sha": commit.sha,
        "status": "completed" if over else said,
        "conclusion": said if over else None,
        "html_url": link,
        "details_url": link,
        "started_at": moment(commit.at),
        "completed_at": moment(commit.at) if over else None,
        "output": {"title": None, "summary": None, "text": None},
        "app": {"slug": "github-actions", "name": "GitHub Actions"},
    }
