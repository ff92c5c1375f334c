/** What the consumer runtime uses of SQS; loaded together, and only when a batch needs it. */
export {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
