# First of all, so that the machine joins its cluster whatever else fails. ECS starts by itself when user data has ended.
ecs_config() {
  mkdir -p "$ROOT/etc/ecs"
  cat >"$ROOT/etc/ecs/ecs.config" <<CONFIG
ECS_CLUSTER=$CLUSTER
ECS_ENABLE_SPOT_INSTANCE_DRAINING=true
ECS_RESERVED_MEMORY=$RESERVED_MEMORY_MIB
ECS_CONTAINER_STOP_TIMEOUT=${STOP_TIMEOUT_SECONDS}s
ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=2m
ECS_IMAGE_CLEANUP_INTERVAL=10m
ECS_IMAGE_MINIMUM_CLEANUP_AGE=15m
ECS_IMAGE_PULL_BEHAVIOR=prefer-cached
ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs"]
ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true
ECS_DISABLE_PRIVILEGED=true
CONFIG
}
step "ECS configuration for cluster $CLUSTER" ecs_config
