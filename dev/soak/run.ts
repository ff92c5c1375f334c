import { refusalOfOutage } from '../../local/faults/index.ts'
import { type FaultKind, type FaultRates, type LocalRuntime, type Outage, startLocal } from '../../local/index.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { apiClient } from '../api-client.ts'
import { grantHint } from '../grant-hints.ts'
import { openQueueBacklog } from '../queue-backlog.ts'
import { resilientApi } from '../resilient-api.ts'
import { consumersOf } from './consumers.ts'
import { assertWritable, compareFaults, FaultRecord, readFaults, writeFaults } from './fault-record.ts'
import { invariants } from './invariants/index.ts'
import { lettersClosed } from './invariants/letters-closed.ts'
import { nothingParked } from './invariants/nothing-parked.ts'
import { oneEnd } from './invariants/one-end.ts'
import { countOutcomes, everyOutcomeOccurred } from './invariants/outcomes.ts'
import { auditComplete, everySubscriberReached } from './invariants/reached.ts'
import { messageIdentity } from './message-identity.ts'
import { repairEverything } from './operator-loop/operator-loop.ts'
import { startOperators } from './operators.ts'
import type { SoakOptions } from './options.ts'
import { describePhases } from './phases.ts'
import { unheardOrders } from './place-order.ts'
import { putPoison } from './poison.ts'
import { progressLine } from './progress-line.ts'
import { breakConsumers } from './rehearsal.ts'
import { isAtRest, untilSettled } from './settle.ts'
import { openShop } from './shop.ts'
import { watchConsumers } from './watch.ts'
import { witnessConsumer } from './witness/service.ts'
import { placeOrders } from './workload.ts'
import { readDeadLetters, readHeads, readStored, type World } from './world.ts'

const STACK = 'EventPipeline-dev'

export interface Verdict {
  readonly name: string
  readonly violations: readonly string[]
}

/** Orders under faults, then every invariant against what is stored. Nothing is left running. */
export async function runSoak(assemblyDir: string, options: SoakOptions): Promise<readonly Verdict[]> {
  const { seed, faults, rates, isolation, recordFaults, compareFaults: compared } = options
  const recorded = compared === undefined ? undefined : await readFaults(compared, seed, faults)
  if (recordFaults !== undefined) await assertWritable(recordFaults)
  const record = new FaultRecord()
  const local = await startLocal({
    assemblyDir,
    stackName: STACK,
    endpointPort: 0,
    apiPort: 0,
    grantHint,
    faults: rates,
    isolation,
    seed,
    identifyMessage: messageIdentity,
    ...((recorded || recordFaults) && { onFaultDecision: (decision) => record.add(decision) }),
  })
  try {
    assertOutages(options.outages, local)
    const verdicts = await soak(local, options, rates)
    if (recordFaults !== undefined) await writeFaults(recordFaults, record, seed, faults)
    return recorded ? [...verdicts, sameFaults(recorded, record)] : verdicts
  } finally {
    await local.close()
  }
}

async function soak(local: LocalRuntime, options: SoakOptions, rates: FaultRates): Promise<readonly Verdict[]> {
  const { orders, seed, poison: poisonCount, timeoutSeconds } = options
  const line = progressLine(process.stderr)
  const watch = watchConsumers(local, options.verbose)
  const patienceMs = timeoutSeconds * 1_000
  const api = resilientApi(local.apiUrl, { patienceMs })
  const callers = { patient: api, patienceMs, careless: apiClient(local.apiUrl) }
  const consumers = consumersOf(local.outputs)
  const endpoint = { url: local.endpointUrl, outputs: local.outputs }
  const queues = await openQueueBacklog(local.endpointUrl)
  const settling = { backlog: queues.count, quietMs: () => performance.now() - watch.lastInvocationAt() }

  const shop = await openShop(api, options)
  const poisoned = consumers.filter(({ consumer }) => consumer !== witnessConsumer.name)
  const poison = await putPoison(local.endpointUrl, poisoned, poisonCount, seed)
  const mend = await breakConsumers(local.endpointUrl, consumers, options)
  const operators = startOperators(endpoint, consumers, seed)
  const began = performance.now()
  local.beginOutages(options.outages)
  const onPlaced = (count: number) => line(`placed ${count} of ${orders} orders`)
  const giveUp = new AbortController()
  const { races, ...workload } = await placeOrders(callers, shop, watch, { ...options, onPlaced }, giveUp.signal)
  const placed = performance.now()
  await mend()
  const problems = await raced(races, giveUp, timeoutSeconds)
  const repaired =
    options.failing.length > 0 &&
    (await repairEverything({
      endpointUrl: local.endpointUrl,
      stack: STACK,
      seed,
      kills: options.operatorKills,
      isQuiet: () => isAtRest(settling),
      timeoutSeconds,
      report: line,
    }))
  const { world, unsettled } = await untilSettled({
    ...settling,
    read: async (): Promise<World> => {
      const stored = await readStored(endpoint)
      return {
        ...workload,
        ...stored,
        accepted: [...workload.accepted, ...unheardOrders(workload.posts, stored.events)],
        mails: local.mailbox(),
        deadlineSeconds: deadlineSecondsOf(local),
        api,
        endpoint,
        shop,
        poison,
        applied: watch.applied,
        deadLetters: new Map(),
      }
    },
    awaited: (seen) => [oneEnd, everySubscriberReached, auditComplete, nothingParked].flatMap((one) => one.check(seen)),
    report: line,
    timeoutSeconds,
    longestOutageMs: Math.max(0, ...options.outages.map(({ milliseconds }) => milliseconds)),
  })
  queues.close()
  const refused = await operators.stop()
  const settled = performance.now()
  line('')

  const deadLetters = new Map(
    await Promise.all(
      consumers.map(
        async (one) =>
          [
            one.consumer,
            [
              ...(await readDeadLetters(endpoint, one.deadLetterUrl)),
              ...(one.holds ? await readHeads(endpoint, one.consumer) : []),
            ],
          ] as const,
      ),
    ),
  )
  const checkedOnes = [
    ...invariants,
    ...(options.scarce ? [everyOutcomeOccurred] : []),
    ...(repaired ? [lettersClosed] : []),
  ]
  const isKept = ({ consumer }: { readonly consumer: string }) =>
    !repaired || consumers.some((one) => one.holds && one.consumer === consumer)
  const ended = { ...world, deadLetters, poison: poison.filter(isKept) }
  const checked = await Promise.all(
    checkedOnes.map(async (one) => ({ name: one.name, violations: await one.check(ended) })),
  )
  const injected = local.injectedFaults() ?? {}
  const { doneAt } = watch
  const lines = [
    `${world.accepted.length} orders in ${((settled - began) / 1_000).toFixed(1)} s: ${describe(countOutcomes(world.events))}`,
    `faults injected: ${describe(Object.entries(injected))}`,
    `away: ${describe(options.outages.map(({ target, milliseconds }) => [target, `for ${milliseconds / 1_000} s`])) || 'nothing'}`,
    `operators: ${operators.releases()} releases asked for, ${refused.length} refused`,
    ...(repaired
      ? [`repair: ${repaired.commands} commands, ${repaired.killed} killed, ${repaired.refused} refused`]
      : []),
    `deliveries: ${describe(watch.outcomes)}`,
    describePhases({ began, placed, doneAt, settled, checked: performance.now() }),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return [
    { name: 'everything settled', violations: [...problems, ...(repaired ? repaired.problems : []), ...unsettled] },
    ...checked,
    ...(orders >= ENOUGH_ORDERS ? [everyFaultStruck(rates, injected)] : []),
  ]
}

/** Before anything is done, because only a person can mend it. @throws {UsageError} */
function assertOutages(outages: readonly Outage[], { functions }: LocalRuntime): void {
  for (const { target } of outages) {
    const refusal = refusalOfOutage(target, functions.list())
    if (refusal !== undefined) throw new UsageError(`--outage: ${refusal}.`)
  }
}

function deadlineSecondsOf({ functions }: LocalRuntime): number {
  const seconds = functions.list().map(({ environment }) => environment.CHECKOUT_DEADLINE_SECONDS)
  return Number(seconds.find((one) => one !== undefined))
}

/** Waits for the customers who cancel. @returns what went wrong with that. */
async function raced(races: readonly Promise<void>[], giveUp: AbortController, seconds: number): Promise<string[]> {
  const reason = new Error(`${seconds} s after the last order was placed, payment had not heard of one of them.`)
  const timer = setTimeout(() => giveUp.abort(reason), seconds * 1_000)
  const ended = await Promise.allSettled(races)
  clearTimeout(timer)
  return ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
}

/** With fewer orders chance may leave one out, so nobody asks. */
const ENOUGH_ORDERS = 50

function everyFaultStruck(rates: FaultRates, injected: Record<string, number>): Verdict {
  const kinds = Object.keys(rates) as FaultKind[]
  const idle = kinds.filter((kind) => (rates[kind] ?? 0) > 0 && !injected[kind])
  return { name: 'every kind of fault struck', violations: idle.map((kind) => `${kind} never did`) }
}

function sameFaults(recorded: ReadonlyMap<string, boolean>, record: FaultRecord): Verdict {
  const { differing, shared } = compareFaults(recorded, record.answers)
  const shares = [...shared].map(([kind, { asked, both }]) => [kind, `${both} of ${asked}`] as const)
  process.stdout.write(`decisions that both runs came to: ${describe(shares)}\n`)
  return {
    name: 'the recorded run with this seed decided the same',
    violations: differing.map((question) => `decided otherwise: ${question.replaceAll('\t', ', ')}`),
  }
}

const describe = (counts: Iterable<readonly [string, number | string]>): string =>
  [...counts].map(([what, count]) => `${what} ${count}`).join(', ')
