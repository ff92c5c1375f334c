import { SQSClient } from '@aws-sdk/client-sqs'
import { clientSettings } from '../aws/clients.ts'
import { quickToCopy } from '../aws/quick-to-copy.ts'

/** For functions whose work is sending; a consumer loads its own on demand. */
export const sqsClient = (): SQSClient => quickToCopy(new SQSClient(clientSettings))
