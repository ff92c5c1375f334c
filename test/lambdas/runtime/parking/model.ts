import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SendMessageCommandInput } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { tick } from '../../../../lambdas/parking/tick.ts'
import { CLOCK_SKEW_MS } from '../../../../lambdas/runtime/parking/summary.ts'
import { type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { type Command, type SdkFate, sendWithFate } from '../../../support/simulated-sdk.ts'
import { decideAs } from './decide-as.ts'
import { type Behaviour, type Call, failingAt, type Instance, OrderedWorld, orderEvent, skewed } from './kit.ts'
import { problemsOf } from './seen-in-order.ts'

/** Changes what a request says before it is carried out, or its answer, as a mistake in the protocol would. */
export type Tamper = (
  operation: string,
  input: object,
  carryOut: (input: object) => Promise<unknown>,
) => Promise<unknown>

export interface ModelOptions {
  readonly dynamo: TestDynamoDb
  readonly idempotency: 'atomic' | 'lease' | 'versioned'
  /** Default: requests are what the code makes them. */
  readonly tamper?: Tamper
}

export const ORDERS = [1, 2]
export const EVENTS = 4

type Fate = SdkFate | 'killed-before' | 'killed-after'
const fates: readonly Fate[] = [
  'lost',
  'lost-silently',
  'lost-then-throttled',
  'throttled',
  'timed-out',
  'killed-before',
  'killed-after',
]

/** Steps of one actor, carried out one after another, beside those of the others. */
type Step =
  | { readonly kind: 'invoke'; readonly most: number; readonly fates: readonly Fate[]; readonly losesAnswer: boolean }
  | { readonly kind: 'wake-up'; readonly order: number; readonly onlyHead: boolean; readonly asSeen: boolean }
  | { readonly kind: 'tick'; readonly fates: readonly Fate[] }
  | { readonly kind: 'repair' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | Besides

/** Steps that not every run has: each run is about one kind of them, or about none. */
type Besides =
  | { readonly kind: 'copy'; readonly order: number; readonly sequence: number }
  | { readonly kind: 'replay'; readonly order: number }
  | {
      readonly kind: 'decision'
      readonly order: number
      readonly sequence: number
      readonly isEdit: boolean
      readonly fates: readonly Fate[]
    }

const fate = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Fate>('fine') },
  { weight: 1, arbitrary: fc.constantFrom(...fates) },
)
const invoke = fc.record({
  kind: fc.constant('invoke' as const),
  most: fc.constantFrom(1, 2, 10),
  fates: fc.array(fate, { maxLength: 14 }),
  losesAnswer: fc.boolean(),
})
const wait = fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(0.5, 2, 7, 61) })
const order = fc.constantFrom(...ORDERS)
const sequence = fc.integer({ min: 1, max: EVENTS })
const wakeUp = fc.record({
  kind: fc.constant('wake-up' as const),
  order,
  onlyHead: fc.boolean(),
  asSeen: fc.boolean(),
})
const repair = fc.constant({ kind: 'repair' as const })
const besides = {
  nothing: wait,
  copy: fc.record({ kind: fc.constant('copy' as const), order, sequence }),
  replay: fc.record({ kind: fc.constant('replay' as const), order }),
  decision: fc.record({
    kind: fc.constant('decision' as const),
    order,
    sequence,
    isEdit: fc.boolean(),
    fates: fc.array(fate, { maxLength: 8 }),
  }),
}
const worker = fc.array(fc.oneof({ weight: 3, arbitrary: invoke }, { weight: 2, arbitrary: wait }), {
  minLength: 4,
  maxLength: 10,
})
const operator = (own: fc.Arbitrary<Step>) =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: wakeUp },
      { weight: 2, arbitrary: own },
      { weight: 1, arbitrary: repair },
      { weight: 1, arbitrary: wait },
    ),
    { maxLength: 6 },
  )
const ticker = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('tick' as const), fates: fc.array(fate, { maxLength: 6 }) }),
    },
    { weight: 1, arbitrary: wait },
  ),
  { minLength: 1, maxLength: 5 },
)

const setting = fc.record({
  dying: fc.subarray(
    ORDERS.flatMap((one) => [1, 2, 3, 4].map((place) => `ord_${one}/${place}`)),
    { minLength: 1, maxLength: 3 },
  ),
  isForGood: fc.boolean(),
  /** Of five processes at most: their clocks, against that of the queue. */
  skews: fc.array(fc.constantFrom(-CLOCK_SKEW_MS / 2, 0, CLOCK_SKEW_MS / 2), { minLength: 5, maxLength: 5 }),
  /** How many of an aggregate may be parked: nearly as many as there are, or so few that some wait in the queue. */
  maxPerAggregate: fc.constantFrom(2, 1000),
})

/** Each run is about one thing that happens besides the deaths and releases. */
const plot = fc.constantFrom<keyof typeof besides>('nothing', 'copy', 'replay', 'decision').chain((about) =>
  fc.record({
    about: fc.constant(about),
    actors: fc.tuple(worker, worker, operator(besides[about]), operator(besides[about]), ticker),
    setting,
  }),
)

interface Run {
  readonly world: OrderedWorld
  readonly scheduler: fc.Scheduler
  readonly options: ModelOptions
  readonly broken: Set<string>
  /** Of the processes that start, one after another. */
  readonly skews: readonly number[]
  /** Processes that have started. */
  started: number
  /** Ids of the wake-ups that the queue has got from the tick: SQS takes each once. */
  readonly sent: Set<string>
  /** Orders whose events were replayed, to take effect again. */
  readonly replayed: Set<number>
}

/** A process: the time of each request and answer is the scheduler's, and its clock is its own. */
function startProcess(run: Run) {
  const { scheduler, options } = run
  const { promise: died, resolve } = Promise.withResolvers<'killed'>()
  const next: Fate[] = []
  let isDead = false
  const never = new Promise<never>(() => {})
  const travel = async (what: string) => {
    await scheduler.schedule(Promise.resolve(), what)
  }
  const call = (async (operation: string, carryOut: () => Promise<unknown>) => {
    if (isDead) return never
    const fateOfCall = next.shift() ?? 'fine'
    if (fateOfCall !== 'killed-before' && fateOfCall !== 'killed-after') {
      return sendWithFate(fateOfCall, operation, carryOut, travel)
    }
    await travel(`${operation} travels`)
    if (fateOfCall === 'killed-after') await carryOut().catch(() => {})
    isDead = true
    resolve('killed')
    return never
  }) as Call
  const carryOut = (operation: string) => (input: object) => options.dynamo.database.call(operation, input)
  const send = (command: Command) => {
    const operation = command.constructor.name.replace(/Command$/, '')
    const { tamper = (_, input, asItIs) => asItIs(input) } = options
    return call(operation, () => tamper(operation, command.input, carryOut(operation)))
  }
  const skewMs = run.skews[run.started++ % run.skews.length] ?? 0
  return { client: { send } as unknown as DynamoDBClient, call, died, next, skewMs }
}

function startInstance(run: Run): { readonly instance: Instance; readonly next: Fate[] } {
  const { skewMs, next, ...process } = startProcess(run)
  return { instance: run.world.instance(process, skewMs), next }
}

/** One look of the function that runs once a minute, in a process of its own. */
async function lookOnce(run: Run, itsFates: readonly Fate[]): Promise<void> {
  const { world, sent } = run
  const { client, call, died, next, skewMs } = startProcess(run)
  next.push(...itsFates)
  const send = async ({ MessageBody = '', MessageGroupId = '', MessageDeduplicationId = '' }: Sent) => {
    if (sent.has(MessageDeduplicationId)) return {}
    sent.add(MessageDeduplicationId)
    world.queue.send(MessageBody, MessageGroupId)
    return {}
  }
  const environment = {
    dynamo: client,
    sqs: { send: ({ input }: { readonly input: Sent }) => call('SendMessage', () => send(input)) } as never,
    clock: skewed(world.clock, skewMs),
    tables: testTables,
    consumers: [{ consumer: world.name, queueUrl: 'queue', maxPerAggregate: 1000, maxAggregates: 1000 }],
  }
  // A look that fails is repeated a minute later.
  await Promise.race([tick(environment).catch(() => {}), died])
}

type Sent = SendMessageCommandInput

/** A person skips an event, or puts another into its place, if it is parked; the command may be killed, or fail. */
async function decideOnce(run: Run, step: Extract<Step, { kind: 'decision' }>): Promise<void> {
  const { client, died, next, skewMs } = startProcess(run)
  next.push(...step.fates)
  const clock = skewed(run.world.clock, skewMs)
  await Promise.race([decideAs({ client, clock }, run.world, step).catch(() => {}), died])
}

function replay({ world, replayed }: Run, of: number): void {
  if (replayed.has(of)) return
  replayed.add(of)
  for (const place of everyEvent) {
    const event = orderEvent(of, place)
    world.send({ ...event, metadata: { ...event.metadata, replay_id: 'replay', replay_scope: 'again' } })
  }
}

async function act(run: Run, steps: readonly Step[]): Promise<void> {
  const { world, scheduler, broken } = run
  let own = startInstance(run)
  for (const step of steps) {
    await scheduler.schedule(Promise.resolve(), step.kind)
    if (step.kind === 'wait') world.clock.advance(step.seconds)
    if (step.kind === 'repair') broken.clear()
    if (step.kind === 'wake-up') {
      const head = step.onlyHead && step.asSeen ? await world.holdOf(step.order) : undefined
      world.wakeUp(step.order, step.onlyHead, head && Number(head.head_position?.N))
    }
    if (step.kind === 'tick') await lookOnce(run, step.fates)
    if (step.kind === 'copy') world.send(orderEvent(step.order, step.sequence))
    if (step.kind === 'replay') replay(run, step.order)
    if (step.kind === 'decision') await decideOnce(run, step)
    if (step.kind !== 'invoke') continue
    own.next.splice(0, own.next.length, ...step.fates)
    const [kind] = await world.invoke(own.instance, { most: step.most, losesAnswer: step.losesAnswer })
    if (kind === 'killed') own = startInstance(run)
  }
}

/** Everything is repaired, and released until nothing is held. */
async function settle({ world, broken, options }: Run): Promise<void> {
  broken.clear()
  const { dynamo, tamper } = options
  const carryOut = (operation: string) => (input: object) => dynamo.database.call(operation, input)
  const send = async (command: Command) => {
    const operation = command.constructor.name.replace(/Command$/, '')
    const { input } = command
    const answered = () => (tamper ? tamper(operation, input, carryOut(operation)) : carryOut(operation)(input))
    return sendWithFate('fine', operation, answered, async () => {})
  }
  const instance = world.instance({ client: { send } as unknown as DynamoDBClient, died: new Promise(() => {}) })
  for (let round = 0; round < 4; round++) {
    world.clock.advance(100)
    for (const one of ORDERS) world.wakeUp(one)
    await world.drain(instance)
  }
}

/** Fails at these events as what may pass, until they are taken out of the set. */
const awayAt =
  (broken: ReadonlySet<string>): Behaviour =>
  ({ aggregate_id, sequence: place }) => {
    if (broken.has(`${aggregate_id}/${place}`)) throw new Error('It is away.')
  }

const everyEvent = Array.from({ length: EVENTS }, (_, index) => index + 1)

/**
 * Two functions of one ordered consumer, the function that wakes up heads that are due, and two operators, in every interleaving of their
 * calls that the scheduler finds: events die, for good or for a while, are parked and released side by side, processes die at calls of
 * DynamoDB and of SQS, answers are lost, visibility timeouts run out while a function still works, the parking is full. Some come twice under
 * another message id, are replayed to take effect again, or are skipped or replaced by a person. Each process has a clock of its own, and any two
 * of them are as far apart as is promised to be borne. In the end everything is repaired and released, and each order must have had each event
 * once, in order.
 */
export const parkingModel = (options: ModelOptions) =>
  fc.asyncProperty(fc.scheduler(), plot, async (scheduler, { actors, setting: given }) => {
    const { dynamo, idempotency } = options
    const { dying, isForGood, skews, maxPerAggregate } = given
    const world = new OrderedWorld(dynamo.client, {
      idempotency,
      retry: { maxAttempts: 2 },
      systemicFailure: 'off',
      parking: { maxPerAggregate },
    })
    const broken = new Set(dying)
    const run: Run = { world, scheduler, options, broken, skews, started: 0, sent: new Set(), replayed: new Set() }
    world.behave = isForGood ? failingAt(broken) : awayAt(broken)
    for (const place of everyEvent) for (const one of ORDERS) world.send(orderEvent(one, place))
    const acting = Promise.all(actors.map((steps) => act(run, steps)))
    await scheduler.waitFor(acting)
    await scheduler.waitIdle?.()
    await settle(run)
    const problems = await problemsOf(world, {
      dynamo,
      idempotency,
      everyEvent,
      orders: ORDERS,
      replayed: run.replayed,
    })
    if (problems.length > 0) throw new Error(problems.join('\n'))
  })
