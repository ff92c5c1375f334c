import type { Command } from 'commander'
import { timeOption } from '../../replay/time-option.ts'
import { UsageError } from '../../terminal/usage-error.ts'
import { consumerName } from '../environment.ts'
import type { LetterSelection } from '../letters/selection.ts'

/** Which dead letters, as the command line gives it. */
export interface SelectionOptions {
  readonly consumer?: string
  readonly fingerprint?: string
  readonly type?: string
  readonly aggregate?: string
  readonly id?: readonly string[]
  readonly from?: string
  readonly to?: string
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

export const withSelection = (command: Command): Command =>
  command
    .option('--consumer <name>', 'only of this consumer')
    .option('--fingerprint <id>', 'only with this cause, as the list shows it')
    .option('--type <name>', 'only of this event or command type')
    .option('--aggregate <id>', 'only of this aggregate')
    .option('--id <id>', 'only this event or command; may be given several times', collect)
    .option('--from <time>', 'failed last at or after this time: ISO 8601 with its zone, or e.g. 30min, 2h, 1d ago')
    .option('--to <time>', 'failed last before this time, given likewise')

const AGO = /^(\d{1,6})(min|h|d)$/
const SECONDS = { min: 60, h: 3_600, d: 86_400 } as const

/** Relative times are counted from now, once: whatever comes later is not meant. @throws {UsageError} */
export function selectionFrom(options: SelectionOptions, now: number): LetterSelection {
  const { consumer, fingerprint, type, aggregate, id, from, to } = options
  if (fingerprint !== undefined && !FINGERPRINT.test(fingerprint)) {
    throw new UsageError(`--fingerprint is "${fingerprint}", it must be the 16 hexadecimal digits that the list shows.`)
  }
  const empty = Object.entries({ type, aggregate, ...(id && { id: id.join() }) }).find(([, value]) => value === '')
  if (empty) throw new UsageError(`--${empty[0]} is empty.`)
  const moment = (option: string, text: string): string => {
    const [, count, unit] = AGO.exec(text) ?? []
    if (count === undefined) return timeOption(option, text)
    return new Date(now - Number(count) * SECONDS[unit as keyof typeof SECONDS] * 1000).toISOString()
  }
  return {
    ...(consumer !== undefined && { consumer: consumerName(consumer) }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(type !== undefined && { eventType: type }),
    ...(aggregate !== undefined && { aggregateId: aggregate }),
    ...(id && { ids: id }),
    ...(from !== undefined && { from: moment('--from', from) }),
    ...(to !== undefined && { to: moment('--to', to) }),
  }
}

export const FINGERPRINT = /^[0-9a-f]{16}$/
