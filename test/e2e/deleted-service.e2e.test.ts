import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localClientSettings } from '../../dev/local-client.ts'
import { openQueueBacklog } from '../../dev/queue-backlog.ts'
import { deploy } from './kit/deploy.ts'
import { request } from './kit/http.ts'
import { startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { opsOf } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder, post, stockOf } from './kit/shop.ts'
import { until } from './kit/wait.ts'

let directory: string
let previous: NodeJS.ProcessEnv

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deleted-service-'))
  previous = { ...process.env }
})

afterEach(async () => {
  process.env = previous
  await rm(directory, { recursive: true, force: true })
})

const stackOf = (service: string) => `EventPipeline-dev-${service}`

describeNeeding('own-runtime')('a service whose stack is deleted (A4)', () => {
  it('takes nothing of the others along, is missed by the tools in words, and comes back with the stack and the joint one', async () => {
    const assembly = join(directory, 'assembly')
    mkdirSync(assembly)
    const local = await startLocalProcess([
      '--no-sample',
      '--no-console',
      '--layout',
      'services',
      '--assembly',
      assembly,
    ])
    const client = new CloudFormationClient(localClientSettings(local.endpointUrl))
    /** Looks at the queues that there are now. */
    const atRest = async () => {
      const queues = await openQueueBacklog(local.endpointUrl)
      await until('the pipeline to be at rest', async () => (await queues.count()) === 0)
      expect(await queues.deadLetters()).toBe(0)
      queues.close()
    }
    const ops = async (...args: readonly string[]) => JSON.parse((await opsOf(process.cwd(), ...args, '--json')).stdout)
    try {
      process.env.PIPELINE_API_URL = local.apiUrl
      process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
      const shop = await openShop()
      const before = await placeOrder(shop)
      await orderEnds(before.order_id)
      await atRest()
      const accounts = `/accounts/${shop.accountId}`
      expect((await request('GET', accounts)).status).toBe(200)

      await client.send(new DeleteStackCommand({ StackName: stackOf('payment') }))
      const waiting = { client, maxWaitTime: 360, minDelay: 0.2, maxDelay: 0.5 }
      await waitUntilStackDeleteComplete(waiting, { StackName: stackOf('payment') })
      expect(await request('GET', accounts)).toMatchObject({ status: 503, body: { code: 'not_deployed' } })

      const waits = await placeOrder(shop)
      await until('its stock to be reserved', async () => (await stockOf(shop.productId)) === 96)
      await post(`/orders/${waits.order_id}/cancel`, {})
      await until('its stock to be released', async () => (await stockOf(shop.productId)) === 98)
      expect(await get(`/orders/${waits.order_id}`)).toMatchObject({ status: 'cancelled' })
      expect(await get(`/orders/${before.order_id}`)).toMatchObject({ status: 'confirmed' })

      const { Stacks = [] } = await client.send(new DescribeStacksCommand({}))
      expect(Stacks.map(({ StackName }) => StackName)).not.toContain(stackOf('payment'))
      const text = JSON.stringify(await ops('status'))
      expect(text).toContain('inventory')

      for (const service of ['payment', 'joint']) await deploy(client, assembly, stackOf(service))
      const again = await openShop()
      const after = await placeOrder(again)
      expect(await orderEnds(after.order_id)).toMatchObject({ status: 'confirmed' })
      await atRest()
    } finally {
      client.destroy()
      await local.stop()
    }
  })
})
