import { type LocalRuntime, parseFaults, startLocal } from '../../local/index.ts'
import { parseOutcome } from '../timeline/outcome.ts'
import { consumersOf } from './consumers.ts'
import { invariants } from './invariants/index.ts'
import { oneEnd } from './invariants/one-end.ts'
import { auditComplete, everySubscriberReached } from './invariants/reached.ts'
import type { SoakOptions } from './options.ts'
import { putPoison } from './poison.ts'
import { progressLine } from './progress-line.ts'
import { resilientApi } from './resilient-api.ts'
import { backlogOf, untilSettled } from './settle.ts'
import { openShop, placeOrders } from './workload.ts'
import { type Applied, readAuditKeys, readCompletedMarkers, readDeadLetters, readEvents, type World } from './world.ts'

export interface Verdict {
  readonly name: string
  readonly violations: readonly string[]
}

/** Orders under faults, then every invariant against what is stored. Nothing is left running. */
export async function runSoak(assemblyDir: string, options: SoakOptions): Promise<readonly Verdict[]> {
  const local = await startLocal({
    assemblyDir,
    stackName: 'EventPipeline-dev',
    endpointPort: 0,
    apiPort: 0,
    faults: parseFaults(options.faults),
    seed: options.seed,
    identifyMessage: messageIdentity,
  })
  try {
    return await soak(local, options)
  } finally {
    await local.close()
  }
}

async function soak(local: LocalRuntime, options: SoakOptions): Promise<readonly Verdict[]> {
  const line = progressLine(process.stderr)
  const applied = watchOrderedConsumers(local, options.verbose)
  const api = resilientApi(local.apiUrl)
  const consumers = consumersOf(local.outputs)
  const endpoint = { url: local.endpointUrl, outputs: local.outputs }

  const shop = await openShop(api, options.orders, options.seed)
  const poison = await putPoison(local.endpointUrl, consumers, options.poison, options.seed)
  const began = performance.now()
  const accepted = await placeOrders(api, shop, options, (count) => line(`placed ${count} of ${options.orders} orders`))

  const readWorld = async (): Promise<World> => ({
    api,
    shop,
    accepted,
    poison,
    applied,
    events: await readEvents(endpoint),
    completed: await readCompletedMarkers(endpoint),
    auditKeys: await readAuditKeys(endpoint),
    deadLetters: new Map(),
  })
  const awaited = async () => {
    const world = await readWorld()
    const open = await Promise.all([oneEnd, everySubscriberReached, auditComplete].map((one) => one.check(world)))
    return open.flat()
  }
  const queueUrls = consumers.map((consumer) => consumer.queueUrl)
  const unsettled = await untilSettled(
    async () => {
      const backlog = await backlogOf(local.endpointUrl, queueUrls)
      return { backlog, awaited: backlog === 0 ? await awaited() : ['the queues'] }
    },
    options.timeoutSeconds,
    ({ backlog, awaited: open }) => line(`settling: ${backlog} messages in queues, ${open.length} awaited`),
  )
  line('')
  const seconds = (performance.now() - began) / 1_000
  const injected = Object.entries(local.injectedFaults() ?? {}).map(([kind, count]) => `${kind} ${count}`)
  process.stdout.write(
    `${accepted.length} orders in ${seconds.toFixed(1)} s; faults injected: ${injected.join(', ')}\n`,
  )

  const deadLetters = new Map(
    await Promise.all(
      consumers.map(async (one) => [one.consumer, await readDeadLetters(endpoint, one.deadLetterUrl)] as const),
    ),
  )
  const world = { ...(await readWorld()), deadLetters }
  const checked = await Promise.all(
    invariants.map(async (one) => ({ name: one.name, violations: await one.check(world) })),
  )
  return [{ name: 'everything settled', violations: unsettled }, ...checked]
}

/** What ordered consumers say they applied, in the order in which they said it. */
function watchOrderedConsumers(local: LocalRuntime, verbose: boolean): Applied[] {
  const applied: Applied[] = []
  local.onLog((functionName, text) => {
    if (verbose && /"level":"(WARN|ERROR)"|Error/.test(text)) process.stderr.write(`${functionName} ${text}\n`)
    const outcome = parseOutcome(text, 0)
    if (outcome?.outcome !== 'processed' || !orderedConsumers.has(outcome.consumer)) return
    applied.push({
      consumer: outcome.consumer,
      aggregateId: outcome.aggregate_id ?? '',
      eventId: outcome.event_id,
    })
  })
  return applied
}

const orderedConsumers: ReadonlySet<string> = new Set(['order-view'])

/** What stays the same about a message from run to run: its ids are random, its correlation id and type are not. */
function messageIdentity(message: string): string | undefined {
  const correlation = /\\?"correlation_id\\?":\s*\\?"([^"\\]+)/.exec(message)?.[1]
  const type = /\\?"(?:event|command)_type\\?":\s*\\?"([^"\\]+)/.exec(message)?.[1]
  return correlation && type ? `${correlation} ${type}` : undefined
}
