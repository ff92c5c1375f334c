/**
 * Environment variables of the functions: the infrastructure sets these and no others, and the functions read them by these
 * names. Each says which part of a declaration sets it, because that is what a function without it lacks.
 */
export const VARIABLES = {
  SERVICE: 'every function',
  STAGE: 'every function',
  POWERTOOLS_SERVICE_NAME: 'every function',
  POWERTOOLS_METRICS_NAMESPACE: 'every function',
  POWERTOOLS_LOG_LEVEL: 'every function',
  CONSUMER_METRICS: 'every function',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT:
    'a consumer, a relay or a function behind routes, where the setting traceRatio is above 0',
  CODE_REVISION: 'every function whose code is a bundle: a hash of it',
  CONSUMER: 'a consumer',
  QUEUE_URL: 'a consumer',
  DLQ_URL: 'a consumer or a relay',
  PROCESSED_TABLE: 'a consumer, what wakes up what is parked, or a service with routes that change something',
  DEAD_LETTER_TABLE: 'a consumer, or what wakes up what is parked',
  BREAKER_TABLE: 'a consumer that declares breakers, or is held by a systemic failure',
  PARKED_TABLE: 'a consumer that holds behind dead letters, or what wakes up what is parked',
  PARKING_CONSUMERS: 'what wakes up what is parked',
  STATE_TABLE: 'a function that declares uses: { table }, of a service that declares table',
  BUCKET_NAME: 'a function that declares uses: { bucket }, of a service that declares bucket',
  EVENT_TABLE: 'a function that declares uses: { eventStore } or { facts }',
  SNAPSHOT_TABLE: 'a function that declares uses: { eventStore }, of a service with an aggregate that keeps snapshots',
  CLAIM_BUCKET: 'a function that appends or takes events which declare claimCheck, or reads their streams',
  COMMAND_TABLE: 'a function that declares uses: { commands }',
  EMAIL_FROM: 'a function that declares uses: { email }, where the setting emailFrom is given',
  SCHEDULE_GROUP: 'a function that declares uses: { schedules }',
  SCHEDULE_ROLE_ARN: 'a function that declares uses: { schedules }',
  SCHEDULE_TARGET_ARN: 'a function that declares uses: { schedules }',
  SCHEDULE_DLQ_ARN: 'a function that declares uses: { schedules }',
  CHECKOUT_DEADLINE_SECONDS: 'a function that declares uses: { schedules }',
  BUS_NAME: 'the relay of events',
  TOPIC_ARN: 'the relay of events',
  COMMAND_QUEUES: 'the relay of commands',
  WAITING_QUEUE_URL: 'the relay of commands',
  ROUTES: 'the fallback of the API',
  API_AUTH: 'a function behind routes',
  JWT_CUSTOMER_CLAIM: 'a function behind routes, with apiAuth=jwt',
  JWT_OPERATOR_SCOPE: 'a function behind routes, with apiAuth=jwt',
  TRACE_RATIO: 'a function behind routes, where the setting traceRatio is above 0',
  CALLERS_TRACE: 'a function behind routes, where the setting traceRatio is above 0',
  WAITING_PLACES: 'routes of a service that declares waits',
} as const

export type VariableName = keyof typeof VARIABLES
