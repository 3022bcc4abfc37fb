"""One AWS account in one region: CodeDeploy, ECS, DynamoDB and STS, in the words of botocore's own service models."""
