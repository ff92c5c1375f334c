import { checkMapping } from './check-mapping.ts'
import type { EventSourceMapping } from './mapping.ts'
import type { EventSourceDependencies } from './source.ts'

const QUEUE_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']
const STREAM_ACTIONS = ['GetRecords', 'GetShardIterator', 'DescribeStream']

/**
 * Lambda polls with the role of the function, and takes on no mapping whose role does not let it.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @throws {Error} as Lambda words it.
 */
export function checkRole(
  mapping: EventSourceMapping,
  { refusalOf }: Pick<EventSourceDependencies, 'refusalOf'>,
): void {
  const { EventSourceArn, FunctionName: functionName } = mapping
  const refused = (action: string, resource = EventSourceArn) => refusalOf?.({ functionName }, action, resource)
  if (checkMapping(mapping) === 'sqs') {
    for (const name of QUEUE_ACTIONS) {
      if (refused(`sqs:${name}`)) throw new Error(`${functionName}: ${withoutPermission(name)} on SQS`)
    }
    return
  }
  const refusals = [
    ...STREAM_ACTIONS.map((name) => refused(`dynamodb:${name}`)),
    refused('dynamodb:ListStreams', '*'),
  ].filter((refusal) => refusal !== undefined)
  if (refusals.length === 0) return
  throw new Error(
    `${functionName}: Cannot access stream ${EventSourceArn}. Please ensure the role can perform the GetRecords, ` +
      'GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.',
  )
}

const withoutPermission = (action: string) => `The provided execution role does not have permissions to call ${action}`
