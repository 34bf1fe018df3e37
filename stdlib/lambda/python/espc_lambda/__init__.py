"""Runs a functions-framework function on AWS Lambda: Lambda's handler is espc_lambda.index.handler."""
