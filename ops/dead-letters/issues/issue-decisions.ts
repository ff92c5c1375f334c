import { type DynamoDBClient, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Caller } from '../../audit/caller.ts'
import type { IssueState } from './issue-state.ts'

/** A person's decision about an issue. It is kept until somebody decides something else. */
export interface IssueDecision {
  /** The state that was decided on. Absent if the person only left a note. */
  readonly state?: IssueState
  readonly note?: string
  /** ISO 8601 */
  readonly at: string
  readonly by: string
}

export interface OperationStore {
  readonly dynamo: DynamoDBClient
  /** Output `OperationTableName` of the stack. */
  readonly operationTable: string
}

/** One partition: a pipeline has some hundreds of issues, each some hundred bytes. */
const ISSUES = 'issues'
const SEPARATOR = '#'

const sortKey = (consumer: string, fingerprint: string): string => `${consumer}${SEPARATOR}${fingerprint}`

/** Reads all decisions, by consumer and fingerprint. */
export async function readDecisions({ dynamo, operationTable }: OperationStore) {
  const decisions = new Map<string, IssueDecision>()
  const pages = paginateQuery(
    { client: dynamo },
    {
      TableName: operationTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: ISSUES } },
      ConsistentRead: true,
    },
  )
  for await (const { Items = [] } of pages) {
    for (const { sk, state, note, at, by } of Items) {
      decisions.set(sk?.S ?? '', {
        ...(state?.S && { state: state.S as IssueState }),
        ...(note?.S && { note: note.S }),
        at: at?.S ?? '',
        by: by?.S ?? '',
      })
    }
  }
  return (consumer: string, fingerprint: string) => decisions.get(sortKey(consumer, fingerprint))
}

/** Records a decision; what the change does not name stays as it was. `open` is kept as well: it overrules that the issue looks resolved. */
export async function decideOnIssue(
  { dynamo, operationTable }: OperationStore,
  { consumer, fingerprint }: { readonly consumer: string; readonly fingerprint: string },
  change: { readonly state?: IssueState; readonly note?: string },
  { by, at }: { readonly by: Caller; readonly at: string },
): Promise<void> {
  const values = Object.entries({ ...change, by: by.as ?? by.arn, ...(change.state && { at }) })
  await dynamo.send(
    new UpdateItemCommand({
      TableName: operationTable,
      Key: { pk: { S: ISSUES }, sk: { S: sortKey(consumer, fingerprint) } },
      UpdateExpression: `SET ${values.map((_, index) => `#n${index} = :v${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(values.map(([name], index) => [`#n${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(values.map(([, value], index) => [`:v${index}`, { S: value }])),
    }),
  )
}
