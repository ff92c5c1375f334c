import { SQSClient } from '@aws-sdk/client-sqs'
import { clientSettings } from '../aws/clients.ts'

/** For functions whose work is sending; a consumer loads its own on demand. */
export const sqsClient = (): SQSClient => new SQSClient(clientSettings)
