/**
 * Depth of a FIFO queue, in messages, from which on `status` and an alarm warn. It is half of what SQS searches: "FIFO queues scan the first 120,000
 * messages to determine available message groups. If a large backlog builds up in a single message group, messages from other groups sent later
 * will remain blocked". Of any queue, SQS also hands out no more than 120,000 messages that are not deleted yet.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
 */
export const DEEP_QUEUE_MESSAGES = 60_000
