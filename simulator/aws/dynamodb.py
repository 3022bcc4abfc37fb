"""The operations of DynamoDB that a hook table needs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.expressions import Expression, Item, condition
from simulator.aws.protocol import Answer, AwsError, Operations, Params
from simulator.world import Table as TableInWorld

ITEMS_KEPT = 10_000
TABLES_KEPT = 100


@dataclass
class Table:
    """A table and its items by key; `keys` are the partition key and, where there is one, the sort key."""

    name: str
    arn: str
    keys: tuple[str, ...]
    ttl: str = ""
    created: datetime = field(default_factory=now)
    items: OrderedDict[tuple[str, ...], Item] = field(default_factory=OrderedDict)

    def key_of(self, item: Item) -> tuple[str, ...]:
        """The key of an item. Raises AwsError."""
        if any("S" not in item.get(each, {}) for each in self.keys):
            raise AwsError("ValidationException", "The provided key element does not match the schema")
        return tuple(str(item[each]["S"]) for each in self.keys)

    def put(self, item: Item) -> None:
        self.items[self.key_of(item)] = item
        if self.ttl:
            instant = now().timestamp()
            for key in [key for key, each in self.items.items() if _expired(each.get(self.ttl), instant)]:
                del self.items[key]
        if len(self.items) > ITEMS_KEPT:
            self.items.popitem(last=False)

    def shape(self) -> dict[str, Any]:
        """DynamoDB's `TableDescription`."""
        return {
            "TableName": self.name,
            "TableArn": self.arn,
            "TableStatus": "ACTIVE",
            "CreationDateTime": self.created,
            "KeySchema": [
                {"AttributeName": n, "KeyType": k} for n, k in zip(self.keys, ("HASH", "RANGE"), strict=False)
            ],
            "AttributeDefinitions": [{"AttributeName": each, "AttributeType": "S"} for each in self.keys],
            "ItemCount": len(self.items),
            "TableSizeBytes": 0,
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        }


class DynamoDb:
    """Answers DynamoDB's calls out of memory."""

    def __init__(self, account: Account, tables: tuple[TableInWorld, ...]) -> None:
        self._account = account
        self.tables: dict[str, Table] = {}
        for each in tables:
            self._add(each.name, tuple(filter(None, (each.partition_key, each.sort_key))), each.ttl)
        self.operations: Operations = {
            "CreateTable": self.create_table,
            "DescribeTable": self.describe_table,
            "DescribeTimeToLive": self.describe_time_to_live,
            "ListTables": self.list_tables,
            "PutItem": self.put_item,
            "GetItem": self.get_item,
            "BatchGetItem": self.batch_get_item,
            "UpdateItem": self.update_item,
            "DeleteItem": self.delete_item,
            "Query": self.query,
        }

    def create_table(self, params: Params) -> Answer:
        name = params["TableName"]
        if name in self.tables:
            raise AwsError("ResourceInUseException", f"Table already exists: {name}")
        if len(self.tables) >= TABLES_KEPT:
            raise AwsError("LimitExceededException", f"The account is limited to {TABLES_KEPT} tables.")
        schema = sorted(params["KeySchema"], key=lambda each: str(each["KeyType"]))
        return {"TableDescription": self._add(name, tuple(each["AttributeName"] for each in schema)).shape()}

    def describe_table(self, params: Params) -> Answer:
        return {"Table": self._table(params).shape()}

    def describe_time_to_live(self, params: Params) -> Answer:
        ttl = self._table(params).ttl
        on = {"TimeToLiveStatus": "ENABLED", "AttributeName": ttl}
        return {"TimeToLiveDescription": on if ttl else {"TimeToLiveStatus": "DISABLED"}}

    def list_tables(self, params: Params) -> Answer:
        return {"TableNames": sorted(self.tables)}

    def put_item(self, params: Params) -> Answer:
        table = self._table(params)
        old = table.items.get(table.key_of(params["Item"]))
        _require(params, old)
        table.put(params["Item"])
        return {"Attributes": old} if old and params.get("ReturnValues") == "ALL_OLD" else {}

    def get_item(self, params: Params) -> Answer:
        table = self._table(params)
        found = table.items.get(table.key_of(params["Key"]))
        return {"Item": _projected(found, params)} if found else {}

    def batch_get_item(self, params: Params) -> Answer:
        found: dict[str, list[Item]] = {}
        for name, asked in params["RequestItems"].items():
            table = self._table({"TableName": name})
            keys = [table.key_of(each) for each in asked["Keys"]]
            found[name] = [_projected(table.items[each], asked) for each in keys if each in table.items]
        return {"Responses": found, "UnprocessedKeys": {}}

    def update_item(self, params: Params) -> Answer:
        table = self._table(params)
        old = table.items.get(table.key_of(params["Key"]))
        _require(params, old)
        new = Expression(params.get("UpdateExpression", ""), params).update()({**params["Key"], **(old or {})})
        table.put(new)
        wanted = {"ALL_OLD": old, "ALL_NEW": new}.get(params.get("ReturnValues", ""))
        return {"Attributes": wanted} if wanted else {}

    def delete_item(self, params: Params) -> Answer:
        table = self._table(params)
        key = table.key_of(params["Key"])
        _require(params, table.items.get(key))
        old = table.items.pop(key, None)
        return {"Attributes": old} if old and params.get("ReturnValues") == "ALL_OLD" else {}

    def query(self, params: Params) -> Answer:
        table = self._table(params)
        if "KeyConditionExpression" not in params:
            raise AwsError("ValidationException", "KeyConditionExpression must be specified in the request.")
        by_key, also = (condition(params.get(each), params) for each in ("KeyConditionExpression", "FilterExpression"))
        matched = sorted((key, each) for key, each in table.items.items() if by_key(each))
        forward = params.get("ScanIndexForward", True)
        if after := params.get("ExclusiveStartKey"):
            last = table.key_of(after)
            matched = [(key, each) for key, each in matched if (key > last if forward else key < last)]
        ordered = [each for _, each in (matched if forward else reversed(matched))]
        scanned = ordered[: params.get("Limit", len(ordered))]
        found = [_projected(each, params) for each in scanned if also(each)]
        counts: Answer = {"Count": len(found), "ScannedCount": len(scanned)}
        if len(scanned) < len(ordered):
            counts["LastEvaluatedKey"] = {each: scanned[-1][each] for each in table.keys}
        return counts if params.get("Select") == "COUNT" else {"Items": found, **counts}

    def _add(self, name: str, keys: tuple[str, ...], ttl: str = "") -> Table:
        table = self.tables[name] = Table(name, self._account.arn("dynamodb", f"table/{name}"), keys, ttl)
        return table

    def _table(self, params: Params) -> Table:
        name = params["TableName"].rsplit("/", 1)[-1]
        if name not in self.tables:
            raise AwsError("ResourceNotFoundException", "Requested resource not found")
        return self.tables[name]


def _require(params: Params, item: Item | None) -> None:
    """The ConditionExpression of a write. Raises AwsError."""
    if not condition(params.get("ConditionExpression"), params)(item or {}):
        wants_item = params.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        error = AwsError("ConditionalCheckFailedException", "The conditional request failed")
        error.members = {"Item": item} if wants_item and item else {}
        raise error


def _projected(item: Item, params: Params) -> Item:
    wanted = params.get("ProjectionExpression")
    if not wanted:
        return item
    names = params.get("ExpressionAttributeNames", {})
    asked = {names.get(each.strip(), each.strip()) for each in wanted.split(",")}
    return {name: value for name, value in item.items() if name in asked}


def _expired(value: dict[str, Any] | None, instant: float) -> bool:
    return bool(value) and "N" in (value or {}) and float((value or {})["N"]) < instant
