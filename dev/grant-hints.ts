import type { GrantHint } from '../local/index.ts'

const TABLE_ACTIONS: Readonly<Record<string, string>> = {
  GetItem: 'get',
  BatchGetItem: 'get',
  Query: 'query',
  PutItem: 'put',
  UpdateItem: 'update',
  DeleteItem: 'delete',
  ConditionCheckItem: 'check',
}

/** By action and ARN; names of resources begin with those of their constructs. The first that matches is told. */
const HINTS: readonly (readonly [action: RegExp, resource: RegExp, declaration: (action: string) => string])[] = [
  [
    /^dynamodb:Put/,
    /Tables(Events|Snapshots)/,
    () => "uses: { eventStore: 'append' } (streams of the service's own aggregates only)",
  ],
  [
    /^dynamodb:(Get|BatchGet|Query)/,
    /Tables(Events|Snapshots)/,
    () =>
      "uses: { eventStore: 'read' }, with streams: [...] for aggregates of others, or facts: [...] for single events",
  ],
  [/^dynamodb:/, /TablesEvents/, () => 'nothing: events are never changed or removed'],
  [/^dynamodb:/, /TablesCommands/, () => 'uses: { commands: true }'],
  [
    /^dynamodb:/,
    /TablesProcessed/,
    () => "the consumer's idempotency, or a route that is no GET (lib/functions/table-access.ts)",
  ],
  [/^dynamodb:/, /TablesBreakers/, () => 'breakers: [...] of the consumer'],
  [/^dynamodb:/, /TablesDeadLetters/, () => 'being a consumer: each records its own dead letters'],
  [
    /^dynamodb:/,
    /:table\/[^/]+-\w+Table[0-9A-F]{8}/,
    (action) =>
      `uses: { table: ['${TABLE_ACTIONS[action.replace('dynamodb:', '')] ?? 'write'}'] } of the service whose table it is`,
  ],
  [/^(scheduler:|iam:PassRole)/, /./, () => "uses: { schedules: '<consumer of commands>' }"],
  [/^ses:/, /./, () => 'uses: { email: true }'],
  [
    /^secretsmanager:GetSecretValue/,
    /./,
    () =>
      "uses: { secrets: ['<name>'] } of the service whose secret it is, which also has to be there (docs/secrets.md)",
  ],
  [/^s3:PutObject/, /./, () => "uses: { bucket: 'write' }"],
  [/^s3:(GetObject|ListBucket)/, /./, () => "uses: { bucket: 'write-and-look' }"],
  [
    /^(events:PutEvents|SNS:Publish)/,
    /./,
    () => 'nothing: only the relay may do this. Append the event, and the relay publishes it',
  ],
  [/^sqs:SendMessage/, /Queues\w+Queue/, () => 'nothing: only the relay may do this. Send a command with effects.send'],
  [/^sqs:/, /Queues/, () => 'being the consumer of that queue (lib/uses/messaging-access.ts)'],
]

/** Which declaration of a service or consumer grants an access; the local runtime prints it with a refusal. */
export const grantHint: GrantHint = ({ action, resource }) =>
  HINTS.find(([ofAction, ofResource]) => ofAction.test(action) && ofResource.test(resource))?.[2](action)
