import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { dynamodb, output } from './kit/aws.ts'
import { drilled } from './kit/drill.ts'
import { look } from './kit/look.ts'
import { ops } from './kit/ops.ts'
import { post } from './kit/shop.ts'
import { METRIC_TEST_TIMEOUT_MS, until } from './kit/wait.ts'

const consumer = 'notification-customers'
const CUSTOMERS = 60
/** What docs/consuming.md promises of a consumer that was well until shortly before. */
const MOST_DEAD = 18

interface Row {
  readonly consumer: string
  readonly held: readonly { readonly type: string; readonly cause: string }[]
}
interface Listed {
  readonly issues: readonly { readonly fingerprint: string; readonly dead: number; readonly consumer: string }[]
}

const heldTypes = async (): Promise<Row['held']> =>
  (await look<Row[]>('consumers', 'list')).find((row) => row.consumer === consumer)?.held ?? []

const register = async (): Promise<string> =>
  (await post<{ customer_id: string }>('/customers', { name: 'Ada Lovelace', email: 'ada@example.com' })).customer_id

async function isKnown(customerId: string): Promise<boolean> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({
      TableName: await output('NotificationTableName'),
      Key: { pk: { S: `customer#${customerId}` }, sk: { S: 'profile' } },
      ConsistentRead: true,
    }),
  )
  return Item !== undefined
}

const unknownOf = async (customers: readonly string[]): Promise<readonly string[]> => {
  const known = await Promise.all(customers.map(isKnown))
  return customers.filter((_, index) => !known[index])
}

it(
  'a deployment that refuses everything leaves a handful of dead letters under load, and recovers by itself when it is repaired (O11, C5)',
  async () => {
    const from = ['--from', new Date().toISOString()]
    const deadLetters = async () =>
      (await look<Listed>('dead-letters', 'list', '--look', '0', ...from)).issues.filter(
        (issue) => issue.consumer === consumer,
      )
    const customers = await drilled(consumer, '1:permanent', async () => {
      const first = await Promise.all(Array.from({ length: CUSTOMERS / 2 }, register))
      const [held] = await until('the type to be held', async () => {
        const types = await heldTypes()
        return types.length > 0 && types
      })
      expect(held).toMatchObject({ type: 'customer.registered', cause: expect.stringContaining('FAILURE_DRILL') })
      return [...first, ...(await Promise.all(Array.from({ length: CUSTOMERS / 2 }, register)))]
    })

    const died = await until('all but what is dead to have been processed', async () => {
      const [issue] = await deadLetters()
      const unknown = await unknownOf(customers)
      return issue && unknown.length <= issue.dead && issue
    })
    expect(died.dead).toBeLessThanOrEqual(MOST_DEAD)

    const one = ['--consumer', consumer, '--fingerprint', died.fingerprint, ...from]
    await ops('dead-letters', 'retry', ...one, '--rate', '500', '--reason', 'repaired', '--yes')
    await until('what was dead to have been processed', async () => (await unknownOf(customers)).length === 0)
    expect(await heldTypes(), 'it goes on by steps until everything may run').toEqual([])
  },
  METRIC_TEST_TIMEOUT_MS,
)
