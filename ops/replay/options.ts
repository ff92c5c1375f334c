import { type Clock, isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { Selection } from './selection.ts'

/** As the command line gives them. */
export interface ReplayOptions {
  readonly consumer: string
  readonly from?: string
  readonly to?: string
  readonly aggregate?: string
  readonly fromSequence?: number
  readonly type: readonly string[]
  readonly rate: number
  readonly dryRun?: boolean
  readonly again?: boolean
  readonly checkpoint?: string
  readonly after?: string
  readonly replayId?: string
}

const BEGINNING = '1970-01-01T00:00:00.000Z'

/** @throws {Error} for options that do not go together, or a value that is none. */
export function selectionOf(options: ReplayOptions, types: readonly string[] | undefined, clock: Clock): Selection {
  const { from, to, aggregate, fromSequence } = options
  if (from === undefined && aggregate === undefined) {
    throw new Error('Say from where: --from <time>, or --aggregate <type/id>.')
  }
  if (fromSequence !== undefined && aggregate === undefined) {
    throw new Error('--from-sequence counts within one stream: it needs --aggregate.')
  }
  return {
    from: from === undefined ? BEGINNING : timeOf('--from', from),
    to: to === undefined ? isoTime(clock.now()) : timeOf('--to', to),
    ...(types && { types }),
    ...(aggregate !== undefined && { aggregate: { ...streamOf(aggregate), fromSequence: fromSequence ?? 1 } }),
  }
}

function timeOf(option: string, text: string): string {
  const time = Date.parse(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time)) {
    throw new Error(`${option} is "${text}", it must be a time as ISO 8601, e.g. 2026-04-28T10:30:00Z.`)
  }
  return isoTime(time)
}

function streamOf(text: string): { type: string; id: string } {
  const [, type, id] = /^([a-z][a-z0-9_]*)\/(.+)$/.exec(text) ?? []
  if (type === undefined || id === undefined) {
    throw new Error(`--aggregate is "${text}", it must be <type>/<id>, e.g. order/ord_1.`)
  }
  return { type, id }
}
