/** What a consumer function finds in its environment. */
export const consumerEnvironment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  PROCESSED_TABLE: 'processed',
  DEAD_LETTER_TABLE: 'dead-letters',
  PARKED_TABLE: 'parked',
  QUEUE_URL: 'http://127.0.0.1/queue',
  DLQ_URL: 'http://127.0.0.1/dlq',
  POWERTOOLS_SERVICE_NAME: 'bench',
}
