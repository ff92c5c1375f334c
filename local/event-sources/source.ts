import type { LocalDynamoDb } from '../dynamodb/index.ts'
import type { DeliveryCheck } from '../iam/index.ts'
import type { LocalFunctions } from '../lambda/index.ts'
import { pause } from '../pause.ts'
import type { Clock, LocalQueues, SqsRecord } from '../ports.ts'
import type { PositionsInMemory } from './stream-position.ts'

/** An event source mapping at work: it polls its queue or stream and invokes its function. */
export interface RunningEventSource {
  /** Takes nothing new and waits for the batches in flight, for at most `drainMs`. What is not done comes again. */
  stop(drainMs: number): Promise<void>
  /** What Lambda shows as LastProcessingResult. */
  readonly lastResult: string
}

/** The part of the local DynamoDB that stream mappings read. `Keys` of its records begin with the partition key. */
export type StreamReader = Pick<LocalDynamoDb, 'readStream' | 'onStreamWrite'>

export interface DeliveryFaults {
  /** Asked for each message received from a queue. */
  onReceive(queueArn: string, record: SqsRecord): DeliveryFault
  /**
   * Whether the items under one partition key are spread over several shards, as DynamoDB does with a partition that is hot
   * or large. Default: a stream has one shard.
   */
  readonly splitsCollections?: boolean
  /** Asked for each record that a shard is about to deliver: how long the shard stalls before that, in milliseconds. */
  onStreamRecord?(streamArn: string, image: string): number | undefined
}

export interface DeliveryFault {
  /** Keeps the message back for so long, so that later ones overtake it. Never set for a FIFO queue. */
  holdMs?: number
  /** The message is twice in its batch (`in-batch`), or comes again after it was handled (`again`). */
  duplicate?: 'in-batch' | 'again'
}

export interface EventSourceDependencies {
  functions: Pick<LocalFunctions, 'invoke' | 'concurrencyOf'>
  queues: LocalQueues
  dynamodb: StreamReader
  /** Positions of streams are kept in `<dataDir>/event-sources`; without it a restart begins at StartingPosition. */
  dataDir?: string
  /** Where positions are kept without `dataDir`. Default: a mapping that is changed begins at StartingPosition, too. */
  positionsInMemory?: PositionsInMemory
  faults?: DeliveryFaults
  /** Why the role of a function refuses what Lambda does with it. Default: it refuses nothing. */
  refusalOf?: DeliveryCheck
  /**
   * Milliseconds without a new message after which the batching window of a queue ends. AWS states the longest time of a window
   * only ("the maximum amount of time"), and nobody wants to wait minutes for it on a laptop. Default: windows last to their end.
   */
  quietMs?: number
  /** Resolves when nothing that could send more is under way: it ends the batching windows of queues, too. Default: it does not. */
  atRest?: (signal: AbortSignal) => Promise<void>
  /**
   * Batches are what a receive brings, as on AWS, where there are enough pollers and execution environments. Default: one that waits for
   * a worker takes along what comes meanwhile.
   */
  batchesAsReceived?: boolean
  clock?: Clock
  /** Told of trouble that a person may want to see, such as a queue that does not exist. */
  onProblem?: (message: string) => void
}

/** A batching window ends when nothing has come for so long. */
const QUIET_MS = 50

/** Conditions under which a batching window is cut short here. @param quietMs a fixed idle time; default: as soon as no function is running. */
export const windowEnds = (
  quietMs: number | undefined,
  { atRest }: Pick<LocalFunctions, 'atRest'>,
): Pick<EventSourceDependencies, 'quietMs' | 'atRest'> =>
  quietMs === undefined ? { quietMs: QUIET_MS, atRest } : { quietMs }

export const neverProcessed = 'No records processed'
export const processed = 'OK'
export const problem = 'PROBLEM: Function call failed'

/** Waits for all of `running`, but not longer than `milliseconds`. */
export async function settleWithin(milliseconds: number, running: Iterable<Promise<unknown>>): Promise<void> {
  const bound = new AbortController()
  await Promise.race([Promise.allSettled(running), pause(milliseconds, bound.signal)])
  bound.abort('settled')
}
