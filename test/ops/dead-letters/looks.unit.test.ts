import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OperationItem } from '../../../ops/bulk-operations/operation.ts'
import { loadOperation } from '../../../ops/bulk-operations/store.ts'
import { SentLetters } from '../../../ops/dead-letters/retry/sent-letters.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

it('letters that are sent while outcomes are read are awaited: they are not taken for gone', async () => {
  const world = new RetryWorld(db, 'payment')
  await world.die(2)
  const id = await world.plan()
  const [first, second] = (await world.receipts(id)).map((one): OperationItem => ({ ...one, state: 'sent' }))
  const { operation } = (await loadOperation(world.store, id))!
  let add = () => {}
  const dynamo = new Proxy(db.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: object) => {
            const answer = await target.send(command as BatchGetItemCommand)
            if (command instanceof BatchGetItemCommand) add()
            return answer
          }
        : Reflect.get(target, name, target),
  })
  const environment = { ...world.environment({ dynamo }), operationId: id }
  const sent = new SentLetters(environment, operation, { onOutcomes: () => {}, stillOwned: async () => {} })
  sent.add([first!])
  add = () => {
    add = () => {}
    sent.add([second!])
  }
  await sent.look()
  expect(
    sent.counts,
    'the first is dead still,, which somebody else has done; of the second nothing is known',
  ).toMatchObject({
    sent: 1,
  })
  expect((await world.receipts(id)).map(({ detail }) => detail)).not.toContain('its record is gone')
})
