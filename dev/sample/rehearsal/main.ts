import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import { notEmpty, readOptions } from '../../../local/usage/options.ts'
import { runCommand } from '../../../local/usage/run-command.ts'
import { ExpectedError } from '../../../local/usage/usage-error.ts'
import { deadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { setDrill } from '../../../ops/drills/drills.ts'
import { openStack, pascalCase, StackError } from '../../../ops/stack/stack.ts'
import { operatorHeaders } from '../../api-access.ts'
import { localClientSettings } from '../../local-client.ts'
import { resilientApi } from '../../resilient-api.ts'
import { seedSample } from '../shop.ts'
import { dieOfThreeCauses } from './three-causes.ts'

const usage = `Makes fifty messages of two consumers die, of three causes, in a pipeline that runs here: the drill of docs/on-call.md.

Usage: npm run rehearse -- [--endpoint http://127.0.0.1:4566] [--stack EventPipeline-dev]

Without --endpoint, AWS_ENDPOINT_URL says where the pipeline is.
`

const BETWEEN_LOOKS_MS = 500
const PATIENCE_MS = 120_000

async function main(): Promise<number> {
  const values = readOptions(process.argv.slice(2), {
    endpoint: { type: 'string', default: process.env.AWS_ENDPOINT_URL || 'http://127.0.0.1:4566' },
    stack: { type: 'string', default: 'EventPipeline-dev' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const endpointUrl = notEmpty('--endpoint', values.endpoint)
  const stack = await openStack({ stack: values.stack, endpoint: endpointUrl }).catch((error: unknown) => {
    throw error instanceof StackError ? new ExpectedError(error.message) : error
  })
  const settings = localClientSettings(endpointUrl)
  const clients = { dynamo: new DynamoDBClient(settings), sqs: new SQSClient(settings) }
  const lambda = new LambdaClient(settings)
  const pause = async (milliseconds: number) => void (await delay(milliseconds))
  const letters = deadLetterEnvironment({ ...clients, stack, now: Date.now, pause })
  const from = new Date().toISOString()
  const countOf = async (consumer: string) =>
    (await listIssues(letters, { consumer, from })).reduce((sum, { dead }) => sum + dead, 0)
  try {
    const api = resilientApi(stack.output('ApiUrl'), {
      headers: await operatorHeaders({ endpointUrl, outputs: Object.fromEntries(stack.outputs()) }),
    })
    const rehearsed = await dieOfThreeCauses({
      api,
      sqs: clients.sqs,
      customer: await seedSample(api),
      queueUrl: letters.queueUrl,
      breakConsumer: async (consumer) => {
        const functionName = stack.output(`Consumer${pascalCase(consumer)}FunctionName`)
        await setDrill(lambda, functionName, { share: 1, permanent: true })
      },
      nextId: () => `rehearsal-${crypto.randomUUID()}`,
      now: Date.now,
      pause,
    })
    for (const [consumer, expected] of Object.entries(rehearsed.letters)) {
      for (const end = Date.now() + PATIENCE_MS; (await countOf(consumer)) < expected; await pause(BETWEEN_LOOKS_MS)) {
        if (Date.now() > end)
          throw new ExpectedError(
            `${consumer} has not given up ${expected} messages: is it paused, or not told to fail?`,
          )
      }
    }
    process.stdout.write(told(rehearsed.letters))
    return 0
  } finally {
    for (const client of [...Object.values(clients), lambda]) client.destroy()
  }
}

function told(letters: Readonly<Record<string, number>>): string {
  const all = Object.values(letters).reduce((sum, count) => sum + count, 0)
  const consumers = Object.entries(letters).map(([consumer, count]) => `${count} of ${consumer}`)
  return `${all} messages have died, ${consumers.join(', ')}. How many causes are there, and what mends each?
docs/on-call.md, "Repair it", says how to find out. The deployment that mends the bug is: npm run ops -- drill end notification
`
}

await runCommand('npm run rehearse -- --help', main)
