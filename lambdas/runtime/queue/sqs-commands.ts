/** The SQS commands of the consumer runtime; loaded together, and only when a batch needs them. */
export {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
