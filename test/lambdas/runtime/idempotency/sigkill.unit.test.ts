import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { type Fault, startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { folderOfTheRun } from '../../../support/temporary-folder.ts'
import { consumerOf, timesOf, wayFixtures } from './fixtures.ts'

let dynamo: TestDynamoDb
let endpoint: string
let next = 1
const folder = folderOfTheRun('to-be-killed-')
/** The worker's code in one file, as on Lambda: a process starts with it in a third of the time that it needs with files of TypeScript. */
const workerFile = join(folder, 'worker-process.cjs')
beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'worker-process.ts')],
    outfile: workerFile,
    bundle: true,
    minify: true,
    platform: 'node',
  })
  dynamo = await startTestDynamoDb()
  endpoint = await dynamo.listen()
})
afterAll(() => dynamo.close())

interface ExternalEffect {
  readonly key: string
  readonly fence?: number
}

/** Every call of every strategy that writes, the process killed just before it takes effect and just after. */
const moments = wayFixtures.flatMap((fixture) =>
  fixture.callsOfOne.flatMap((call, index) =>
    call === 'GetItem'
      ? []
      : (['before', 'after'] as const).map((when) => ({ fixture, name: fixture.name, call, index, when })),
  ),
)

const faultOf = (when: 'before' | 'after', act: () => void): Fault =>
  when === 'before' ? { before: act } : { after: act }

async function killAt(fault: (kill: () => void) => Fault, index: number, task: object): Promise<ExternalEffect[]> {
  const effects: ExternalEffect[] = []
  const child: ChildProcess = fork(workerFile, {
    env: { ...process.env, NODE_COMPILE_CACHE: folder },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('message', (message) => effects.push(message as ExternalEffect))
  dynamo.faults.push(
    ...Array<'pass'>(index).fill('pass'),
    fault(() => child.kill('SIGKILL')),
  )
  child.send(task)
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
  return effects
}

describe('SIGKILL, then redelivery', () => {
  it.each(moments)('$name, killed $when $call takes effect: one effect', async ({ fixture, index, when }) => {
    const event = orderCreatedEvent(next++)
    const task = { endpoint, name: fixture.name, event, seed: next }
    const external = await killAt((kill) => faultOf(when, kill), index, task)

    const clock = new TestClock()
    clock.advance(16)
    const kit = consumerKit(dynamo, clock, 1000 + next)
    const recording: typeof fixture = {
      ...fixture,
      handle(received, context, kit) {
        external.push({ key: context.idempotencyKey, fence: context.fencingToken! })
        return fixture.handle(received, context, kit)
      },
    }
    expect(await deliver(consumerOf(recording, kit), [{ of: event, receives: 2 }])).toEqual([])
    expect(await timesOf(dynamo, event)).toBe(1)
    expect(external.length).toBeGreaterThanOrEqual(1)
    expect(new Set(external.map(({ key }) => key)).size).toBe(1)
  })
})
