import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { localClientSettings } from '../../dev/local-client.ts'
import { openQueueBacklog } from '../../dev/queue-backlog.ts'
import { projectRoot, synthesize } from '../../dev/synthesize.ts'
import { services } from '../../lib/services.ts'
import { describePipeline } from '../../ops/stack/describe.ts'
import { deploy, deployAll } from './kit/deploy.ts'
import { emptyBucket } from './kit/empty-bucket.ts'
import { request } from './kit/http.ts'
import { stackNames } from './kit/layout.ts'
import { type LocalProcess, startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { synthesizeOtherCode } from './kit/next-version.ts'
import { ops } from './kit/ops.ts'
import { endToEndPart } from './kit/part.ts'
import { get, keepOrdering, openShop, orderEnds, placeOrder, post, stockOf } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const PIPELINE = 'EventPipeline-dev'
const stackOf = (service: string) => `${PIPELINE}-${service}`
const names = services.map(({ name }) => name)

/**
 * Each test leaves the pipeline as it has found it, in a stack per service, all of this version, and at rest. One that fails does not, and may take
 * those after it along.
 */
describeNeeding('own-runtime')('a stack per service (A4)', () => {
  let directory: string
  let previous: NodeJS.ProcessEnv
  let local: LocalProcess
  let client: CloudFormationClient
  let s3: S3Client
  const assembly = (name: string) => join(directory, name)

  beforeAll(async () => {
    previous = { ...process.env }
    directory = await mkdtemp(join(tmpdir(), 'service-stacks-'))
    for (const name of ['services', 'other-code', 'one']) mkdirSync(assembly(name))
    const args = ['--no-sample', '--no-console', '--layout', 'services', '--assembly', assembly('services')]
    local = await startLocalProcess(args)
    process.env.PIPELINE_API_URL = local.apiUrl
    process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
    client = new CloudFormationClient(localClientSettings(local.endpointUrl))
    s3 = new S3Client({ ...localClientSettings(local.endpointUrl), forcePathStyle: true })
  })

  afterAll(async () => {
    client?.destroy()
    s3?.destroy()
    await local?.stop()
    process.env = previous
    await rm(directory, { recursive: true, force: true })
  })

  /** Looks at the queues that there are now. */
  const atRest = async () => {
    const queues = await openQueueBacklog(local.endpointUrl)
    await until('the pipeline to be at rest', async () => (await queues.count()) === 0)
    expect(await queues.deadLetters()).toBe(0)
    queues.close()
  }

  const remove = async (StackName: string) => {
    await client.send(new DeleteStackCommand({ StackName }))
    const waiting = { client, maxWaitTime: 360, minDelay: 0.2, maxDelay: 0.5 }
    await waitUntilStackDeleteComplete(waiting, { StackName })
  }

  /** The assembly that this part of the suite has synthesized, where it has: not against another target, and not with a stack per service. */
  const inOneStack = async (): Promise<string> => {
    const ofTheSuite = join(projectRoot, 'cdk.out')
    const isOurs = endToEndPart === 'own-runtime' && previous.PIPELINE_API_URL === undefined
    if (isOurs && stackNames(ofTheSuite).length === 1) return ofTheSuite
    await synthesize(assembly('one'), { stage: 'dev', layout: 'one' })
    return assembly('one')
  }

  const verdict = async () => JSON.parse(await ops('can-i-deploy', '--json'))

  it('each service goes to another version alone, and back, while orders keep coming: nothing is refused, dead-lettered or left open', async () => {
    const other = await synthesizeOtherCode(assembly('other-code'), { layout: 'services' })
    const deployed = async (from: string, service: string) => {
      const StackName = stackOf(service)
      await deploy(client, from, StackName)
      const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }))
      return StackResources.filter(
        ({ ResourceType, ResourceStatus }) =>
          ResourceType === 'AWS::Lambda::Function' && ResourceStatus === 'UPDATE_COMPLETE',
      ).length
    }
    const ordering = keepOrdering(await openShop({ funds: 100_000, stock: 10_000, price: 2 }))
    onTestFinished(async () => void (await ordering.stop().catch(() => {})))
    await until('some orders before', async () => ordering.placed.length >= 3)
    for (const { name, consumers, api } of services) {
      const functions = consumers.length + (api ? 1 : 0)
      for (const version of [other, assembly('services')]) {
        expect([name, await deployed(version, name)]).toEqual([name, expect.toSatisfy((count) => count >= functions)])
      }
    }
    const during = ordering.placed.length
    await until('some orders after', async () => ordering.placed.length >= during + 3)
    const placed = await ordering.stop()

    const ends = await Promise.all(placed.map(({ order_id }) => orderEnds(order_id)))
    expect(ends.map(({ status }) => status)).toEqual(placed.map(() => 'confirmed'))
    await atRest()
    expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: true })
  })

  it('of one service takes nothing of the others along when it is deleted, is missed by the tools in words, and comes back with the joint one', async () => {
    const shop = await openShop()
    const before = await placeOrder(shop)
    await orderEnds(before.order_id)
    await atRest()
    const accounts = `/accounts/${shop.accountId}`
    expect((await request('GET', accounts)).status).toBe(200)

    await remove(stackOf('payment'))
    expect(await request('GET', accounts)).toMatchObject({ status: 503, body: { code: 'not_deployed' } })

    const waits = await placeOrder(shop)
    await until('its stock to be reserved', async () => (await stockOf(shop.productId)) === 96)
    await post(`/orders/${waits.order_id}/cancel`, {})
    await until('its stock to be released', async () => (await stockOf(shop.productId)) === 98)
    expect(await get(`/orders/${waits.order_id}`)).toMatchObject({ status: 'cancelled' })
    expect(await get(`/orders/${before.order_id}`)).toMatchObject({ status: 'confirmed' })

    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}))
    expect(Stacks.map(({ StackName }) => StackName)).not.toContain(stackOf('payment'))
    expect(JSON.stringify(JSON.parse(await ops('status', '--json')))).toContain('inventory')

    for (const service of ['payment', 'joint']) await deploy(client, assembly('services'), stackOf(service))
    const after = await placeOrder(await openShop())
    expect(await orderEnds(after.order_id)).toMatchObject({ status: 'confirmed' })
    await atRest()
  })

  it('becomes one stack for all, and stacks again: what services share is kept, orders are taken in each of the layouts, and the tools find each', async () => {
    const one = await inOneStack()
    const order = async () => {
      const { order_id } = await placeOrder(await openShop())
      expect(await orderEnds(order_id)).toMatchObject({ status: 'confirmed' })
      return order_id
    }
    const first = await order()
    expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: true })

    const { outputs } = await describePipeline(client, PIPELINE)
    for (const name of [...names, 'joint']) {
      // CloudFormation deletes no bucket with something in it, and keeps that alone: the function that would fill it again is gone.
      await remove(stackOf(name)).catch(async (error: Error) => {
        expect([name, error.message]).toEqual(['audit', expect.stringContaining('failed to delete: [AuditBucket')])
        await emptyBucket(s3, new Map(outputs).get('AuditBucketName') ?? '')
        await remove(stackOf(name))
      })
    }
    await deploy(client, one, PIPELINE)
    const second = await order()
    expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: false })

    await deployAll(client, assembly('services'), names)
    await order()
    expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: true })
    for (const id of [first, second]) expect(await get(`/orders/${id}`)).toMatchObject({ status: 'confirmed' })
  })
})
