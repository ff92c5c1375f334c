import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SESv2Client } from '@aws-sdk/client-sesv2'
import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Stack } from '../stack/stack.ts'

/** The result of one check. */
export interface Finding {
  readonly check: string
  /** `ok`: as it should be. `watch`: worth knowing. `act`: somebody has to do something. `unknown`: could not be checked. */
  readonly result: 'ok' | 'watch' | 'act' | 'unknown'
  readonly says: string
}

export interface Examined {
  readonly stack: Stack
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  readonly lambda: LambdaClient
  readonly dynamo: DynamoDBClient
  readonly sns: SNSClient
  readonly events: EventBridgeClient
  readonly ses: SESv2Client
}

/** The findings of one check; none if everything is as it should be. */
export interface Check {
  readonly name: string
  /** The text if there is no finding. */
  readonly fine: string
  run(examined: Examined): Promise<readonly Omit<Finding, 'check'>[]>
}

export const act = (says: string) => ({ result: 'act' as const, says })
export const watch = (says: string) => ({ result: 'watch' as const, says })
