import Module from 'node:module'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import type { orderCreatedEvent } from '../../../support/events.ts'
import { consumerOf, wayFixtures } from './fixtures.ts'

/** A consumer in a process of its own, to be killed: tells its parent of each external effect. */
interface Task {
  readonly endpoint: string
  /** Of the fixture. */
  readonly name: string
  readonly event: ReturnType<typeof orderCreatedEvent>
  readonly seed: number
}

// Node writes its compile cache at its end, which this process does not live to see.
Module.flushCompileCache?.()

process.once('message', async ({ endpoint, name, event, seed }: Task) => {
  const fixture = wayFixtures.find((one) => one.name === name)!
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials })
  const handler = consumerOf(
    {
      ...fixture,
      handle(received, context, kit) {
        process.send?.({ key: context.idempotencyKey, fence: context.fencingToken })
        return fixture.handle(received, context, kit)
      },
    },
    consumerKit({ client }, new TestClock(), seed),
  )
  await deliver(handler, [{ of: event }])
  process.send?.('done')
})
