import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type DeadLetterEnvironment, deadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { openStack } from '../../../ops/stack/stack.ts'
import { localClientSettings } from '../../local-client.ts'
import { type Random, seededRandom } from '../random.ts'
import type { Moment } from './kill-switch.ts'
import { runOps } from './ops-process.ts'
import { type Left, whatIsLeft } from './what-is-left.ts'

export interface OperatorLoop {
  readonly endpointUrl: string
  readonly stack: string
  readonly seed: number
  /** Part of the commands that are killed, 0 to 0.9. */
  readonly kills: number
  /** Whether nothing is under way any more that could still become a dead letter. */
  readonly isQuiet: () => Promise<boolean>
  readonly timeoutSeconds: number
  readonly report: (text: string) => void
}

export interface Repaired {
  readonly commands: number
  readonly killed: number
  /** Commands that another command was in the way of, or that had not everything processed. */
  readonly refused: number
  /** What was left when the time was over, and commands that failed though nobody killed them. */
  readonly problems: readonly string[]
}

/** A retry of a few letters makes about so many calls. One that has ended before its moment is not killed. */
const MOST_CALLS = 80
/** Part of the commands that two people give at once. */
const TOGETHER = 0.3
/** Part of the operations that are given up, whatever they have claimed: other commands retry what is left then. */
const ABORTED = 0.15
const LOOK_AGAIN_MS = 1_000
/** A command that fails of itself is a fault, which would be met again and again. */
const MOST_FAILED = 3
const RATE = '200'

/**
 * An operator who retries everything dead until nothing is left, as the documentation says: what is no message is archived, all
 * else goes back to its consumer, and what was killed, paused or stopped goes on. Each command is a process of its own, which is
 * killed at a random call, or left to end; sometimes a second person gives the same command at the same time.
 */
export async function repairEverything(loop: OperatorLoop): Promise<Repaired> {
  const clients = {
    dynamo: new DynamoDBClient(localClientSettings(loop.endpointUrl)),
    sqs: new SQSClient(localClientSettings(loop.endpointUrl)),
  }
  const stack = await openStack({ stack: loop.stack, endpoint: loop.endpointUrl })
  const pause = async (milliseconds: number) => void (await delay(milliseconds))
  const environment = deadLetterEnvironment({ ...clients, stack, now: Date.now, pause })
  try {
    return await repair(loop, environment)
  } finally {
    for (const client of Object.values(clients)) client.destroy()
  }
}

async function repair(loop: OperatorLoop, environment: DeadLetterEnvironment): Promise<Repaired> {
  const { endpointUrl, stack, seed, kills, isQuiet, timeoutSeconds, report } = loop
  const random = seededRandom(seed, 'operator loop')
  const deadline = performance.now() + timeoutSeconds * 1_000
  let [commands, killed, refused] = [0, 0, 0]
  const failed: string[] = []
  const repaired = (problems: readonly string[]): Repaired => ({
    commands,
    killed,
    refused,
    problems: [...failed, ...problems],
  })

  async function run(args: readonly string[], name: string): Promise<void> {
    const moment = momentOf(random, kills)
    const number = ++commands
    const { isKilled, exitCode, calls, printed } = await runOps({
      endpointUrl,
      stack,
      args: [...args, '--as', name],
      moment,
    })
    if (isKilled) killed++
    else if (exitCode !== 0) refused++
    const end = isKilled ? `killed ${moment?.when} call ${moment?.call}` : `exit code ${exitCode} after ${calls} calls`
    report(`operator: ${number} ${args.slice(0, 4).join(' ')}: ${end}`)
    if (!isKilled && !isExpected(exitCode, printed)) failed.push(`npm run ops -- ${args.join(' ')}: ${printed.trim()}`)
  }

  for (;;) {
    const left = await whatIsLeft(environment)
    const task = chosen(random, tasksOf(left, random))
    if (performance.now() > deadline || failed.length >= MOST_FAILED) return repaired(problemsOf(left))
    if (task) {
      const names = random() < TOGETHER ? ['ada', 'ben'] : ['ada']
      for (const args of task) await Promise.all(names.map((name) => run(args, name)))
    } else {
      const isOver = left.awaited.length === 0 && left.unfinished.length === 0
      if (isOver && (await isQuiet())) return repaired([])
      await delay(LOOK_AGAIN_MS)
    }
  }
}

function momentOf(random: Random, kills: number): Moment | undefined {
  const [isKilled, call, isBefore] = [random() < kills, 1 + Math.floor(random() * MOST_CALLS), random() < 0.5]
  return isKilled ? { call, when: isBefore ? 'before' : 'after' } : undefined
}

/** Exit code 1 of a command that tells how far it came, and 2 of one that another command was in the way of. */
const isExpected = (exitCode: number | undefined, printed: string): boolean =>
  exitCode === 0 ||
  (exitCode === 1 && /"(status|letters)":/.test(printed)) ||
  (exitCode === 2 && /someone else works on it/.test(printed))

/** Commands that are given one after another. */
type Task = readonly (readonly string[])[]

function tasksOf({ unfinished, workedOn, dead, inQueue }: Left, random: Random): Task[] {
  const resumed = unfinished
    .filter(({ id }) => !workedOn.has(id))
    .map(({ id }): Task => {
      const isAborted = random() < ABORTED
      return [['operations', isAborted ? 'abort' : 'resume', id, '--yes', '--json']]
    })
  const repaired = dead.map(({ consumer, fingerprint, isMalformed, isAlone }): Task => {
    const one = ['--consumer', consumer, '--fingerprint', fingerprint, '--yes']
    if (isMalformed) return [['dead-letters', 'archive', ...one]]
    // All of a consumer at once, where none of it is beyond repair.
    const isAll = random() < 0.5 && !isAlone
    const which = isAll ? ['--consumer', consumer, '--yes'] : one
    return [['dead-letters', 'retry', ...which, '--rate', RATE, '--json']]
  })
  const swept = inQueue
    .filter((consumer) => !dead.some((one) => one.consumer === consumer))
    .map((consumer): Task => [['dead-letters', 'retry', '--consumer', consumer, '--yes', '--json']])
  return [...resumed, ...repaired, ...swept]
}

const chosen = <One>(random: Random, all: readonly One[]): One | undefined => all[Math.floor(random() * all.length)]

const problemsOf = ({ unfinished, dead, awaited, inQueue }: Left): string[] => [
  ...unfinished.map(({ id, status }) => `the operation ${id} is ${status} still`),
  ...dead.map(({ consumer, fingerprint }) => `letters of ${consumer} with the cause ${fingerprint} wait still`),
  ...awaited.map((letter) => `nobody knows what became of ${letter}`),
  ...inQueue.map((consumer) => `messages lie in the dead-letter queue of ${consumer}`),
]
