import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { dynamodb, output } from './kit/aws.ts'
import { failing, lastAtItsStream, unreachable } from './kit/functions.ts'
import { look } from './kit/look.ts'
import { depth, send, take, takeAll } from './kit/messages.ts'
import { ops } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder, post, unique } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Listed {
  readonly relay: string
  readonly code: string
  readonly what: string
}

const setAside = () => look<Listed[]>('relay', 'list')

const withoutQueueOf = (addressee: string) => (variables: Record<string, string>) => {
  const queues: Record<string, string> = JSON.parse(variables.COMMAND_QUEUES ?? '')
  return { ...variables, COMMAND_QUEUES: JSON.stringify({ ...queues, [addressee]: `${queues[addressee]}-lost` }) }
}

describe('an outage of what the relay publishes to (P3)', () => {
  const relayStops = async () => lastAtItsStream(await output('EventRelayFunctionName'), 'PROBLEM')
  const commandsWait = () =>
    until('commands to wait', async () => (await depth(await output('CommandRelayWaitingQueueUrl'))) > 0)

  it.each([
    ['EventBridge and SNS', 'EventRelayFunctionName', unreachable('EVENTBRIDGE', 'SNS'), relayStops],
    ['a queue of commands', 'CommandRelayFunctionName', withoutQueueOf('order-commands'), commandsWait],
  ])('of %s ends with every order confirmed, and nothing set aside', async (_, relay, outage, shows) => {
    const failures = [await output('EventRelayFailureQueueUrl'), await output('CommandRelayFailureQueueUrl')]
    const before = await Promise.all(failures.map(depth))
    const shop = await openShop({ funds: 10_000, stock: 1_000 })
    const name = await output(relay)
    const orders = await failing(name, outage, async () => {
      const placed = await Promise.all(Array.from({ length: 5 }, () => placeOrder(shop, 1)))
      await shows()
      return placed
    })
    await lastAtItsStream(name, 'OK')
    const ends = await Promise.all(orders.map(({ order_id }) => orderEnds(order_id)))
    expect(ends.map(({ status }) => status)).toEqual(orders.map(() => 'confirmed'))
    await until('the read model to follow', async () => {
      const seen = await get<{ orders: { status: string }[] }>(`/orders?customer_id=${shop.customerId}`)
      return seen.orders.filter(({ status }) => status === 'confirmed').length === orders.length
    })
    expect(await Promise.all(failures.map(depth))).toEqual(before)
  })
})

describe('the order of each aggregate (P3, F2)', () => {
  it('is kept by a relay that knows nothing of the stream: it publishes what stands before an event first', async () => {
    const { accountId } = await openShop({ funds: 10 })
    const position = {
      TableName: await output('ProcessedTableName'),
      Key: { pk: { S: `relay#account#${accountId}` } },
    }
    const reached = async (sequence: number) => {
      const { Item } = await dynamodb().send(new GetItemCommand({ ...position, ConsistentRead: true }))
      return Item?.published?.N === String(sequence)
    }
    await until('the deposit to be published', () => reached(2))
    // A changed function begins with an empty memory.
    await failing(
      await output('EventRelayFunctionName'),
      (variables) => variables,
      async () => {
        await dynamodb().send(new DeleteItemCommand(position))
        await post(`/accounts/${accountId}/deposits`, { amount: 5, currency: 'USD' })
        await until('the second deposit to be published behind the others', () => reached(3))
      },
    )
  })
})

describe('what the relay had to set aside (P3)', () => {
  // What a run that failed has left would be counted here.
  beforeAll(async () => {
    await takeAll(await output('EventRelayFailureQueueUrl'), ({ Body }) => Body?.includes('order#poison_') ?? false)
  })

  it('is a poison record alone, listed with its cause; it stays when sent again', async () => {
    const shop = await openShop()
    const pk = `order#${unique('poison')}`
    const poison = { pk: { S: pk }, sk: { N: '1' }, event: { S: '{"half": ' } }
    const TableName = await output('EventTableName')
    await dynamodb().send(new PutItemCommand({ TableName, Item: poison }))
    // It would keep every rebuild from reading all events, in the tests that follow and in the next run.
    onTestFinished(async () => {
      await dynamodb().send(new DeleteItemCommand({ TableName, Key: { pk: poison.pk, sk: poison.sk } }))
    })
    const order = await placeOrder(shop)
    expect((await orderEnds(order.order_id)).status).toBe('confirmed')
    const listed = await until('the record', async () => {
      const own = (await setAside()).filter(({ what }) => what === `${pk} 1`)
      return own.length > 0 && own
    })
    expect(listed).toMatchObject([{ relay: 'events', code: 'NoEvent' }])
    await expect(ops('relay', 'redrive', '--yes')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(new RegExp(`events: 0 sent, 1 stays.\\n {2}stays {2}${pk} 1 {2}NoEvent`)),
    })
    await take(await output('EventRelayFailureQueueUrl'), ({ Body }) => Body?.includes(pk) ?? false)
  })

  it('is published by a redrive, which removes it; consumers drop what they had', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    await orderEnds(order.order_id)
    const note = {
      reason: { code: 'InvalidParameter', message: 'refused' },
      final: true,
      sequence_number: '1',
      stored_at: new Date().toISOString(),
      key: { pk: { S: `order#${order.order_id}` }, sk: { N: '1' } },
    }
    await send(await output('EventRelayFailureQueueUrl'), JSON.stringify(note))
    expect(await ops('relay', 'list')).toContain(`order#${order.order_id} 1`)
    expect(await ops('relay', 'redrive', '--of', 'events', '--dry-run')).toContain('events: 1 would be sent, 0 stay.')
    const printed = await ops('relay', 'redrive', '--of', 'events', '--yes')
    expect(printed).toContain('events: 1 sent, 0 stay.')
    expect(printed).toContain(`order#${order.order_id} went on to 2 without 1`)
    expect(await setAside()).toEqual([])
    expect((await orderEnds(order.order_id)).status).toBe('confirmed')
  })

  it('is not touched when nobody says yes', async () => {
    await expect(ops('relay', 'redrive')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--yes.*\n$/),
    })
    await expect(ops('relay', 'list', '--of', 'nothing')).rejects.toMatchObject({ code: 2 })
  })
})
