"""Stands in for the package cloudevents 1 on AWS Lambda."""
