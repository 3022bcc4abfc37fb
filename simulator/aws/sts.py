"""The operations of STS: whoever may take a role gets credentials for it, which open nothing anywhere else."""

from __future__ import annotations

import secrets
import string
from collections import OrderedDict
from datetime import timedelta

from simulator.aws.account import Account, now
from simulator.aws.protocol import Answer, AwsError, Operations, Params

SESSIONS_KEPT = 1000


class Sts:
    """Answers STS's calls; `caller` is the access key that the call in hand was signed with."""

    def __init__(self, account: Account, roles: tuple[str, ...]) -> None:
        self._account, self._roles = account, roles
        self._sessions: OrderedDict[str, str] = OrderedDict()
        self.caller = ""
        self.operations: Operations = {
            "AssumeRole": self.assume_role,
            "GetCallerIdentity": self.get_caller_identity,
        }

    def assume_role(self, params: Params) -> Answer:
        role = params["RoleArn"].rsplit("/", 1)[-1]
        if role not in self._roles or f"::{self._account.id}:role/" not in params["RoleArn"]:
            message = f"User: {self.identity()} is not authorized to perform: sts:AssumeRole on resource: "
            raise AwsError("AccessDenied", message + params["RoleArn"], status=403)
        key = "ASIA" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16))
        arn = f"arn:aws:sts::{self._account.id}:assumed-role/{role}/{params['RoleSessionName']}"
        self._sessions[key] = arn
        if len(self._sessions) > SESSIONS_KEPT:
            self._sessions.popitem(last=False)
        return {
            "Credentials": {
                "AccessKeyId": key,
                "SecretAccessKey": secrets.token_urlsafe(30),
                "SessionToken": secrets.token_urlsafe(96),
                "Expiration": now() + timedelta(seconds=params.get("DurationSeconds", 3600)),
            },
            "AssumedRoleUser": {"AssumedRoleId": f"AROASIMULATED:{params['RoleSessionName']}", "Arn": arn},
        }

    def get_caller_identity(self, params: Params) -> Answer:
        return {"UserId": self.caller or "AIDASIMULATED", "Account": self._account.id, "Arn": self.identity()}

    def identity(self) -> str:
        """The ARN of whoever the call in hand comes from."""
        return self._sessions.get(self.caller, f"arn:aws:iam::{self._account.id}:user/simulated")
