import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { services } from '../../lib/services.ts'
import { breakersIn, type Circuits, readCircuits } from '../breakers/breakers.ts'
import type { Pause } from '../pauses/pause.ts'
import { concurrently } from '../rebuild/concurrently.ts'
import { relayNames, relayOf } from '../relay/relays.ts'
import type { Stack } from '../stack/stack.ts'
import type { ConsumerStatus, HeldNow } from './consumer-status.ts'
import { isFed, isStopping, lastDeployment, mappingsByFunction } from './functions.ts'
import { lastMinutes, type MetricAsked, type MetricRead, readMetrics, type Span } from './metrics.ts'
import {
  type ApiStatus,
  apiMetricsOf,
  apiStatus,
  type RelayStatus,
  relayMetrics,
  relayStatus,
} from './platform-status.ts'
import { type QueueDepth, readDepth } from './queues.ts'
import {
  type ConsumerAddress,
  consumerAddress,
  consumerStatus,
  metricsOf,
  missingConsumer,
  type StatusClients,
} from './read-consumers.ts'
import { type Unread, UnreadList } from './unread.ts'

export interface PipelineStatus {
  readonly stack: string
  /** ISO 8601 */
  readonly at: string
  /** Rates and ratios are of so many seconds up to now. */
  readonly window_seconds: number
  readonly api: ApiStatus
  readonly relays: readonly RelayStatus[]
  readonly consumers: readonly ConsumerStatus[]
  readonly unread: readonly Unread[]
}

export interface StatusSources {
  readonly stack: Stack
  readonly clients: StatusClients
  /** Epoch milliseconds. */
  readonly now: () => number
  /** By consumer. Default: nobody has paused any. */
  readonly pauses?: () => Promise<ReadonlyMap<string, Pause>>
  /** By consumer, from the circuits that the same look has read. Default: nothing is held. */
  readonly held?: (circuits: Circuits) => Promise<ReadonlyMap<string, HeldNow>>
  /** How long metrics and deployments are kept, milliseconds. Default a minute: metrics have one value in that time. */
  readonly metricsKeptMs?: number
}

/** Calls at a time: an operator's tool leaves room for what it looks at. */
const WIDTH = 16
const MINUTES = 5

/**
 * The state of the whole pipeline. Depths of queues and breakers are read each time, which costs next to nothing. Metrics and deployments
 * are billed or rate-limited, so they are cached for a minute for callers that ask every few seconds.
 */
export class StatusReader {
  readonly #sources: StatusSources
  readonly #addresses: readonly ConsumerAddress[]
  #slow: { readonly at: number; readonly readings: Promise<SlowReadings> } | undefined

  constructor(sources: StatusSources) {
    this.#sources = sources
    this.#addresses = declared().flatMap((one) => consumerAddress(sources.stack, one) ?? [])
  }

  async read(): Promise<PipelineStatus> {
    const { stack, now, pauses: pausesOf = nobody, held: heldOf = nothing } = this.#sources
    const unread = new UnreadList()
    const relays = relayNames.map((name) => relayOf(stack, name))
    const urls = [
      ...this.#addresses.flatMap(({ queueUrl, deadLetterQueueUrl }) => [queueUrl, deadLetterQueueUrl]),
      ...relays.map(({ queueUrl }) => queueUrl),
    ]
    const reading = this.#circuits(unread)
    const [depths, circuits, pauses, held, slow] = await Promise.all([
      this.#depths(urls, unread),
      reading,
      unread.attempt('who has paused which consumer', pausesOf),
      // Without the circuits it is unknown, and that was said already.
      reading.then((circuits) => circuits && unread.attempt('what is held', () => heldOf(circuits))),
      this.#slowReadings(),
    ])
    for (const { what, reason } of slow.unread) for (const one of what) unread.add(one, reason)
    const { metrics, span, mappings, deployed } = slow
    const factsOf = (functionName: string) => ({
      metrics,
      isFed: mappings && isFed(mappings.get(functionName)),
      isStopping: mappings && isStopping(mappings.get(functionName)),
      deployedAt: deployed.get(functionName) ?? null,
    })
    const breakers = circuits ? breakersIn(circuits) : []
    const at = now()
    return {
      stack: stack.name,
      at: isoTime(at),
      window_seconds: Math.round(span.seconds),
      api: apiStatus(stack, metrics, span),
      relays: relays.map((relay) =>
        relayStatus(relay, { setAside: depths.get(relay.queueUrl), ...factsOf(relay.functionName) }),
      ),
      consumers: declared().map(({ name }) => {
        const address = this.#addresses.find(({ consumer }) => consumer === name)
        if (!address) return missingConsumer(name)
        const readings = {
          depth: depths.get(address.queueUrl),
          deadLetters: depths.get(address.deadLetterQueueUrl),
          span,
          breakers,
          pause: pauses?.get(name),
          held: held && (held.get(name) ?? noneHeld),
          ...factsOf(address.functionName),
        }
        return consumerStatus(address, readings, at)
      }),
      unread: unread.list,
    }
  }

  async #depths(urls: readonly string[], unread: UnreadList): Promise<ReadonlyMap<string, QueueDepth>> {
    const depths = new Map<string, QueueDepth>()
    await concurrently(urls, WIDTH, async (url) => {
      const depth = await unread.attempt(`queue ${url.split('/').at(-1)}`, () =>
        readDepth(this.#sources.clients.sqs, url),
      )
      if (depth) depths.set(url, depth)
    })
    return depths
  }

  #circuits(unread: UnreadList): Promise<Circuits | undefined> {
    const { stack, clients } = this.#sources
    const table = { dynamo: clients.dynamo, table: stack.output('BreakerTableName') }
    return unread.attempt('breakers and what is held', () => readCircuits(table))
  }

  #slowReadings(): Promise<SlowReadings> {
    const now = this.#sources.now()
    const { metricsKeptMs = KEPT_MS } = this.#sources
    if (!this.#slow || now - this.#slow.at >= metricsKeptMs) {
      const readings = readSlowly(this.#sources, this.#addresses)
      this.#slow = { at: now, readings }
    }
    return this.#slow.readings
  }
}

const nobody = (): Promise<ReadonlyMap<string, Pause>> => Promise.resolve(new Map())

const noneHeld: HeldNow = { types: [], parking: null }
const nothing = (): Promise<ReadonlyMap<string, HeldNow>> => Promise.resolve(new Map())

const KEPT_MS = 60_000

const declared = () => services.flatMap((service) => service.consumers)

interface SlowReadings {
  readonly span: Span
  readonly metrics: ReadonlyMap<string, MetricRead> | undefined
  readonly mappings: ReadonlyMap<string, readonly EventSourceMappingConfiguration[]> | undefined
  readonly deployed: ReadonlyMap<string, string | null>
  readonly unread: readonly Unread[]
}

async function readSlowly(
  { stack, clients, now }: StatusSources,
  addresses: readonly ConsumerAddress[],
): Promise<SlowReadings> {
  const unread = new UnreadList()
  const span = lastMinutes(MINUTES, now())
  const namespace = stack.output('MetricsNamespace')
  const relays = relayNames.map((name) => relayOf(stack, name))
  const asked = new Map<string, MetricAsked>([
    ...addresses.flatMap((address) => [...metricsOf(address, namespace)]),
    ...relays.flatMap(relayMetrics),
    ...apiMetricsOf(stack, namespace),
  ])
  const deployed = new Map<string, string | null>()
  const functions = [...addresses, ...relays].map(({ functionName }) => functionName)
  const [metrics, mappings] = await Promise.all([
    unread.attempt('metrics', () => readMetrics(clients.cloudWatch, asked, span)),
    unread.attempt('event source mappings', () => mappingsByFunction(clients.lambda)),
    concurrently(functions, WIDTH, async (name) => {
      const at = await unread.attempt(`last deployment of ${name}`, () => lastDeployment(clients.lambda, name))
      if (at !== undefined) deployed.set(name, at)
    }),
  ])
  return { span, metrics, mappings, deployed, unread: unread.list }
}
