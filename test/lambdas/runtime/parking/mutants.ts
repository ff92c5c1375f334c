import type { AttributeValue, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb'
import { testTables } from '../../../support/dynamodb.ts'
import type { ModelOptions, Tamper } from './model.ts'

export interface Mutant {
  /** What is wrong, in the words of the protocol. */
  readonly fault: string
  /** The file in which the clause stands that is taken out. */
  readonly clause: string
  readonly tamper: Tamper
  readonly idempotency: ModelOptions['idempotency']
}

type Write = NonNullable<TransactWriteItemsCommandInput['TransactItems']>[number]
type Item = Record<string, AttributeValue>

const sortKeyOf = ({ Put, Update, Delete }: Write): string => (Put?.Item ?? Update?.Key ?? Delete?.Key)?.sk?.S ?? ''
const tableOf = ({ Put, Update, Delete }: Write): string | undefined => (Put ?? Update ?? Delete)?.TableName
const isOf = (write: Write, sk: string): boolean => tableOf(write) === testTables.parked && sortKeyOf(write) === sk
const parks = (writes: readonly Write[]): boolean => writes.some(({ Put }) => Put?.Item?.sk?.S?.startsWith('event#'))
const takesOut = (writes: readonly Write[]): boolean =>
  writes.some(({ Delete }) => Delete?.Key?.sk?.S?.startsWith('event#'))

/** Changes the writes of transactions. One of which no write is left is answered, and not carried out: DynamoDB would refuse it. */
const transactions =
  (change: (writes: readonly Write[]) => readonly Write[]): Tamper =>
  (operation, input, carryOut) => {
    if (operation !== 'TransactWriteItems') return carryOut(input)
    const TransactItems = change((input as TransactWriteItemsCommandInput).TransactItems ?? [])
    return TransactItems.length === 0 ? Promise.resolve({}) : carryOut({ ...input, TransactItems })
  }

/** Changes the items that a read answers with, whatever kind of read it is. */
const answers =
  (change: (items: Item[], input: { readonly TableName?: string }) => Item[]): Tamper =>
  async (operation, input, carryOut) => {
    const answer = (await carryOut(input)) as {
      readonly Item?: Item
      readonly Items?: Item[]
      readonly Responses?: Record<string, Item[]>
    }
    if (operation === 'GetItem') return { ...answer, Item: change(answer.Item ? [answer.Item] : [], input)[0] }
    if (operation === 'Query') return { ...answer, Items: change(answer.Items ?? [], input) }
    if (operation !== 'BatchGetItem') return answer
    const changed = Object.entries(answer.Responses ?? {}).map(([table, items]) => [
      table,
      change(items, { TableName: table }),
    ])
    return { ...answer, Responses: Object.fromEntries(changed) }
  }

/** Mistakes in the protocol of parking, made at the requests: each takes out one of its clauses. */
export const mutants: readonly Mutant[] = [
  {
    fault: 'nobody looks before the handler whether anything is held',
    clause: 'dynamo-parking.ts: look',
    idempotency: 'atomic',
    tamper: answers((items) => items.filter(({ sk }) => sk?.S !== 'held')),
  },
  {
    fault: 'a new hold is not counted, so that nobody else asks for it',
    clause: 'park.ts: beginning',
    idempotency: 'versioned',
    tamper: transactions((writes) => (parks(writes) ? writes.filter((one) => !isOf(one, 'held')) : writes)),
  },
  {
    fault: 'a release begins at the tail',
    clause: 'release-lease.ts: #readPage',
    idempotency: 'atomic',
    tamper: (operation, input, carryOut) => {
      const isPage = operation === 'Query' && (input as { TableName?: string }).TableName === testTables.parked
      return carryOut(isPage && !('IndexName' in input) ? { ...input, ScanIndexForward: false } : input)
    },
  },
  {
    fault: 'a hold that ends is not counted off',
    clause: 'release-writes.ts: end',
    idempotency: 'atomic',
    tamper: transactions((writes) => (takesOut(writes) ? writes.filter((one) => !isOf(one, 'held')) : writes)),
  },
  {
    fault: 'the marker is not in the transaction of the effect',
    clause: 'idempotency/atomic.ts',
    idempotency: 'atomic',
    tamper: transactions((writes) =>
      takesOut(writes) ? writes : writes.filter((one) => tableOf(one) !== testTables.processed),
    ),
  },
]
