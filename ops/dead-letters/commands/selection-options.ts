import type { Command } from 'commander'
import { sinceOption } from '../../cli/since.ts'
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
    .option('--from <time>', 'failed last at or after this time: 15m, 2h, 3d ago, or ISO 8601 with its zone')
    .option('--to <time>', 'failed last before this time, given likewise')

/** Relative times are counted from now, once: whatever comes later is not meant. @throws {UsageError} */
export function selectionFrom(options: SelectionOptions, now: number): LetterSelection {
  const { consumer, fingerprint, type, aggregate, id, from, to } = options
  if (fingerprint !== undefined && !FINGERPRINT.test(fingerprint)) {
    throw new UsageError(`--fingerprint is "${fingerprint}", it must be the 16 hexadecimal digits that the list shows.`)
  }
  const empty = Object.entries({ type, aggregate, ...(id && { id: id.join() }) }).find(([, value]) => value === '')
  if (empty) throw new UsageError(`--${empty[0]} is empty.`)
  const moment = (option: string, text: string): string => new Date(sinceOption(option, text, now)).toISOString()
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
