"""The account as it stands when the simulation begins: every service runs its first revision, all traffic on blue."""

from __future__ import annotations

from simulator.aws.definitions import TaskDefinitions
from simulator.aws.fleet import Fleet, Service
from simulator.aws.protocol import AwsError, Params, mistakes, model
from simulator.world import Aws, EcsService, TaskDefinition


def settle(aws: Aws, fleet: Fleet, definitions: TaskDefinitions) -> None:
    """Register the task definitions of the world file, and start its services."""
    families = {each.family: each for each in aws.task_definitions}
    for each in families.values():
        definitions.register(_request(each), each.revision)
    for service in aws.services:
        _start(service, families[service.task_definition], aws, fleet)


def _request(given: TaskDefinition) -> Params:
    main = {
        "name": given.container,
        "image": given.image,
        "portMappings": [{"containerPort": given.port}],
        "environment": [{"name": name, "value": value} for name, value in given.environment.items()],
    }
    beside = [{"name": name, "image": image, "essential": False} for name, image in given.sidecars.items()]
    return {
        "family": given.family,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": given.cpu,
        "memory": given.memory,
        "containerDefinitions": [main, *beside],
    }


def _configuration(given: EcsService) -> Params:
    """As a service has it that says nothing of its own. Raises AwsError."""
    if found := mistakes(given.deployment_configuration, model("ecs").shape_for("DeploymentConfiguration")):
        raise AwsError("InvalidParameterException", f"{given.cluster}/{given.name}: {found}")
    return {"strategy": "ROLLING", "bakeTimeInMinutes": 0, **given.deployment_configuration}


def _start(given: EcsService, family: TaskDefinition, aws: Aws, fleet: Fleet) -> None:
    pairs = {(each.cluster, each.service): each.target_groups for each in aws.deployment_groups}
    target_groups = pairs.get((given.cluster, given.name), (f"{given.name}-blue", f"{given.name}-green"))
    service = Service(
        given.cluster,
        given.name,
        fleet.account.arn("ecs", f"service/{given.cluster}/{given.name}"),
        given.desired_count,
        given.controller,
        fleet.account.arn("ecs", f"task-definition/{family.family}:{family.revision}"),
        family.container,
        family.port,
        target_groups,
        configuration=_configuration(given),
    )
    fleet.services[given.cluster, given.name] = service
    blue = fleet.launch(service, service.definition, target_groups[0], "")
    blue.run_tasks()
    blue.steady()
    service.promote(blue)
