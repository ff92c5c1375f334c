/** The SQS commands of the consumer runtime; loaded together, and only when a batch needs them. @public */
export {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
