#!/bin/sh
# Starts the runtime of models, which is in a layer, on the project beside this file. Nothing but /tmp can be written here,
# and the runtime writes nothing.
export NODE_ENV=production PORT="$AWS_LWA_PORT" PROJECT_DIR="$LAMBDA_TASK_ROOT/project"
exec node --no-deprecation /opt/workspace-loopback3/server.js
