import { eventId } from '../../events/envelope.ts'
import { timeOfId } from '../../lambdas/runtime/event-store/event-time.ts'
import { type Clock, isoTime } from '../../lambdas/runtime/system/clock.ts'
import { timeOption } from '../cli/time-option.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Selection } from './selection.ts'

/** Options as the command line gives them. */
export interface ReplayOptions {
  readonly consumer: string
  readonly from?: string
  readonly to?: string
  readonly aggregate?: string
  readonly fromSequence?: number
  /** Default: all that the consumer subscribes to. */
  readonly type?: readonly string[]
  readonly rate: number
  readonly dryRun?: boolean
  readonly again?: boolean
  readonly yes?: boolean
  readonly checkpoint?: string
  readonly after?: string
  readonly replayId?: string
  readonly json?: boolean
}

export interface Asked {
  readonly selection: Selection
  /** Whether `--to` names the end; without it, or when it is still to come, a replay ends with what is stored now. */
  readonly isEndGiven: boolean
}

const BEGINNING = '1970-01-01T00:00:00.000Z'
const DAY_MS = 86_400_000

/** Ten years. The time index is read day by day, 16 queries each, also where there is nothing. */
const MAX_DAYS = 3_660

/** @throws {UsageError} for options that do not go together, or a value that makes no sense. */
export function selectionOf(options: ReplayOptions, types: readonly string[] | undefined, clock: Clock): Asked {
  const { from, to, aggregate, fromSequence, after, checkpoint, replayId } = options
  if (from === undefined && aggregate === undefined) {
    throw new UsageError('Say from where: --from <time>, or --aggregate <type/id>.')
  }
  if (fromSequence !== undefined && aggregate === undefined) {
    throw new UsageError('--from-sequence counts within one stream: it needs --aggregate.')
  }
  if (checkpoint === '') throw new UsageError('--checkpoint is empty, it must name a file.')
  if (replayId !== undefined) checkReplayId('--replay-id', replayId)
  const now = isoTime(clock.now())
  const range = rangeOf(from, to, now)
  const stream = aggregate === undefined ? undefined : streamOf(aggregate)
  if (stream === undefined) checkSpan(range)
  if (after !== undefined) checkAfter(after, stream === undefined ? range : undefined)
  return {
    selection: {
      from: range.from,
      to: range.to,
      ...(types && { types: [...new Set(types)] }),
      ...(stream && { aggregate: { ...stream, fromSequence: fromSequence ?? 1 } }),
    },
    isEndGiven: to !== undefined && range.to !== now,
  }
}

type Range = Pick<Selection, 'from' | 'to'>

/** An end that is still to come is the same as none: what is stored later is delivered live. */
function rangeOf(from: string | undefined, to: string | undefined, now: string): Range {
  const start = from === undefined ? BEGINNING : timeOption('--from', from)
  const asked = to === undefined ? now : timeOption('--to', to)
  if (asked <= start) {
    const end = to === undefined ? `now, ${now}` : `--to ${to}`
    throw new UsageError(`--from ${from ?? BEGINNING} is not before ${end}: there is nothing in between.`)
  }
  if (start >= now) throw new UsageError(`--from ${from} is still to come; now it is ${now}.`)
  return { from: start, to: asked < now ? asked : now }
}

function checkSpan({ from, to }: Range): void {
  const days = Math.ceil((Date.parse(to) - Date.parse(from)) / DAY_MS)
  if (days <= MAX_DAYS) return
  throw new UsageError(`From ${from} to ${to} are ${days} days, and each costs 16 queries; allowed are ${MAX_DAYS}.`)
}

function checkAfter(after: string, range: Range | undefined): void {
  if (!isEventId(after)) {
    throw new UsageError(`--after is "${after}", it must be the id of an event, as an interrupted replay printed it.`)
  }
  const time = timeOfId(after)
  if (range && (time < range.from || time >= range.to)) {
    throw new UsageError(`--after ${after} is of ${time}, which is not from ${range.from} to ${range.to}.`)
  }
}

const isEventId = (text: string): boolean => eventId.safeParse(text).success

/**
 * The id becomes `metadata.replay_id`, and together with an event's id the deduplication id of a FIFO queue, which takes 128
 * characters.
 */
const REPLAY_ID = /^[A-Za-z0-9_.:-]{1,64}$/

export const isReplayId = (text: string): boolean => REPLAY_ID.test(text)

function checkReplayId(option: string, text: string): void {
  if (isReplayId(text)) return
  throw new UsageError(`${option} is "${text}", allowed are 1 to 64 letters, digits and _ . : - without spaces.`)
}

function streamOf(text: string): { type: string; id: string } {
  const [, type, id] = /^([a-z][a-z0-9_]*)\/([A-Za-z0-9_.:-]{1,128})$/.exec(text) ?? []
  if (type === undefined || id === undefined) {
    throw new UsageError(`--aggregate is "${text}", it must be <type>/<id>, e.g. order/ord_1.`)
  }
  return { type, id }
}
