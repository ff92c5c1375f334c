import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { localClientSettings } from '../../../dev/local-client.ts'
import { openQueueBacklog, type QueueBacklog } from '../../../dev/queue-backlog.ts'
import { describePipeline } from '../../../ops/stack/describe.ts'
import { readOutputs } from '../../../ops/stack/outputs.ts'
import { type LocalProcess, startLocalProcess } from '../../e2e/kit/local-process.ts'
import { describeNeeding } from '../../e2e/kit/needs.ts'
import { until } from '../../e2e/kit/wait.ts'
import { type Aws, hasAwsCli, openAws } from './aws.ts'
import type { DocumentedCommand } from './extract.ts'
import { type Ops, openOps } from './ops.ts'
import { proofOf } from './proofs.ts'
import { commands, credentials, isLooking, pagesProvedBy, runAll } from './run-pages.ts'
import { Scene } from './scene/scene.ts'
import { openShell } from './shell.ts'

const root = join(import.meta.dirname, '..', '..', '..')

const usesAwsCli = ({ text }: DocumentedCommand) => /(^|[ (])aws |\$\((out|arn) |^(out|arn)\(\)/.test(text)

const done = new Set<string>()

let aws: Aws
beforeAll(async () => {
  aws = await openAws()
})
afterAll(() => aws?.close())

describeNeeding('own-runtime')('the commands of a page, as they are written, one after another', () => {
  let local: LocalProcess
  let queues: QueueBacklog
  let sqs: SQSClient
  let ops: Ops
  let scene: Scene
  const variables: Record<string, string> = {}
  const directory = mkdtempSync(join(tmpdir(), 'documented-'))

  beforeAll(async () => {
    local = await startLocalProcess(['--no-synth'])
    const sample = await until('the sample order', async () =>
      /orders\/(ord_\S+)\/summary[\s\S]*"customer_id":"(\w[^"]+)"/.exec(local.output()),
    )
    queues = await openQueueBacklog(local.endpointUrl)
    const client = new CloudFormationClient(localClientSettings(local.endpointUrl))
    const outputs = readOutputs((await describePipeline(client, 'EventPipeline-dev')).outputs)
    client.destroy()
    const [, order = '', customer = ''] = sample
    Object.assign(variables, credentials, {
      AWS_ENDPOINT_URL: local.endpointUrl,
      API: local.apiUrl,
      API_URL: local.apiUrl,
      ORDER: order,
      CUSTOMER: customer,
      ANALYTICS_TABLE: outputs.get('AnalyticsTableName'),
      AUDIT_BUCKET: outputs.get('AuditBucketName'),
      STACK: 'EventPipeline-dev',
    })
    sqs = new SQSClient(localClientSettings(local.endpointUrl))
    ops = await openOps(variables, directory)
    scene = new Scene({ ops, apiUrl: local.apiUrl, sqs, outputs, order, customer, directory })
  })
  afterAll(async () => {
    ops?.close()
    sqs?.destroy()
    queues?.close()
    await local?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it.each([...pagesProvedBy('shell')])('%s', async (page, all) => {
    const item = { product_id: 'prod_espresso_cup', quantity: 1 }
    const order = JSON.stringify({ customer_id: variables.CUSTOMER, currency: 'USD', items: [item] })
    const shell = openShell({ ...variables, ...(page === 'docs/request-reply.md' && { ORDER: order }) }, { aws, ops })
    try {
      // On the runbook's pages functions stand at the top, and every page may use them.
      const definitions = commands.filter(({ text }) => /^(out|of|arn)\(\)/.test(text))
      for (const { text } of hasAwsCli ? definitions : []) await shell.run(text)
      const once = all.filter(({ text }) => !isLooking.test(text) || !done.has(text))
      const possible = once.filter((command) => hasAwsCli || !usesAwsCli(command))
      await runAll(shell, local, queues, possible, scene)
      await scene.clear(possible.map(({ text }) => text))
      for (const { text } of once) done.add(text)
    } finally {
      shell.close()
    }
  })
})

const skeleton = `--generate-cli-skeleton input`

it.skipIf(!hasAwsCli)('what needs an account is read by the AWS command line itself', async () => {
  const shell = openShell({ ...credentials, CERTIFICATE_ARN: 'arn:any', API_ID: 'api', TABLE: 'orders' }, { aws })
  try {
    for (const { file, line, text } of commands.filter(({ text }) => proofOf(text) === 'account')) {
      const { exitCode, printed } = await shell.run(`${text} ${skeleton}`)
      expect(exitCode, `${file}:${line} ${text}\n${printed}`).toBe(0)
    }
  } finally {
    shell.close()
  }
})

it('each call of the AWS command line is one that the SDK knows, too', async () => {
  const clients: Record<string, string> = { events: 'eventbridge' }
  const calls = commands.flatMap(({ text }) => [...text.matchAll(/(?:^|[ (])aws ([a-z0-9]+) ([a-z0-9-]+)/g)])
  expect(calls.length).toBeGreaterThan(15)
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const [call, service = '', operation = ''] of calls) {
    const name = `@aws-sdk/client-${clients[service] ?? service}`
    // `aws s3` and waiters are made of several operations.
    if (!Object.hasOwn(dependencies, name) || service === 's3' || operation === 'wait') continue
    const client = (await import(name)) as Record<string, unknown>
    const pascal = operation.replace(/(^|-)(\w)/g, (_match, _hyphen, letter: string) => letter.toUpperCase())
    expect(Object.keys(client), call).toContain(`${pascal}Command`)
  }
})
