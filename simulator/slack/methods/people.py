"""Who the app is, who works here, and in which groups: auth.*, apps.*, users.*, usergroups.* and their kin."""

from __future__ import annotations

from typing import Any

from simulator.slack import payloads
from simulator.slack.args import Args
from simulator.slack.errors import SlackError
from simulator.slack.methods.base import method
from simulator.slack.workspace import Slack

Json = dict[str, Any]


@method("api.test", tier=4)
def api_test(slack: Slack, args: Args) -> Json:
    """Says back what it was told."""
    if error := args.maybe("error"):
        raise SlackError(error)
    return {"args": {key: value for key, value in args.given.items() if key != "token"}}


@method("auth.test", tier=5)
def auth_test(slack: Slack, args: Args) -> Json:
    """Whose token it is."""
    return {
        "url": f"{slack.base_url()}/",
        "team": slack.team.name,
        "user": slack.app.name,
        "team_id": slack.team.id,
        "user_id": slack.app.bot_user_id,
        "bot_id": slack.app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", "connections:write", tier=1, app_level=True)
def connections_open(slack: Slack, args: Args) -> Json:
    """The address of a websocket, good for one connection."""
    base = slack.base_url().replace("http", "ws", 1)
    return {"url": f"{base}/link?ticket={slack.hub.tickets.make()}&app_id={slack.app.app_id}"}


@method("users.info", "users:read", tier=4)
def users_info(slack: Slack, args: Args) -> Json:
    """One person."""
    return {"user": payloads.user(slack, args.text("user"), args.flag("include_locale"))}


@method("users.list", "users:read", tier=2)
def users_list(slack: Slack, args: Args) -> Json:
    """Everybody, a page at a time."""
    page, more = args.page(list(slack.people))
    members = [payloads.user(slack, each, args.flag("include_locale")) for each in page]
    return {"members": members, "response_metadata": more}


@method("usergroups.list", "usergroups:read", tier=2)
def usergroups_list(slack: Slack, args: Args) -> Json:
    """All user groups."""
    groups = [payloads.group(slack, each) for each in slack.groups]
    if not args.flag("include_users"):
        groups = [{key: value for key, value in each.items() if key != "users"} for each in groups]
    return {"usergroups": groups}


@method("usergroups.users.list", "usergroups:read", tier=2)
def usergroup_members(slack: Slack, args: Args) -> Json:
    """Who is in a user group."""
    return {"users": list(slack.group(args.text("usergroup")).users)}


@method("team.info", "team:read")
def team_info(slack: Slack, args: Args) -> Json:
    """The workspace."""
    team = slack.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


@method("bots.info", "users:read")
def bots_info(slack: Slack, args: Args) -> Json:
    """The app's bot."""
    app = slack.app
    if args.maybe("bot") not in (None, app.bot_id):
        raise SlackError("bot_not_found")
    bot = {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.app_id, "user_id": app.bot_user_id}
    return {"bot": {**bot, "updated": 1_700_000_000, "icons": {}}}


@method("emoji.list", "emoji:read", tier=2)
def emoji_list(slack: Slack, args: Args) -> Json:
    """Custom emoji: none."""
    return {"emoji": {}, "cache_ts": slack.stamps.next()}
