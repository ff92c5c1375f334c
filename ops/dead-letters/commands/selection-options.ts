import type { Command } from 'commander'
import { isoTime, systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { severalGiven } from '../../cli/given.ts'
import { assertRange, rangeOption } from '../../cli/since.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { consumerName, type DeadLetterEnvironment, serverTime } from '../environment.ts'
import type { LetterSelection } from '../letters/selection.ts'

/** The options of a command that select dead letters. */
export interface SelectionOptions {
  readonly consumer?: string
  readonly fingerprint?: string
  readonly type?: string
  readonly aggregate?: string
  readonly id?: readonly string[]
  readonly from?: string
  readonly to?: string
}

export const withSelection = (command: Command): Command =>
  command
    .option('--consumer <name>', 'only of this consumer')
    .option('--fingerprint <id>', 'only with this cause, as the list shows it')
    .option('--type <name>', 'only of this event or command type')
    .option('--aggregate <id>', 'only of this aggregate')
    .option('--id <id>', 'only this event or command; may be given several times', severalGiven)
    .option('--from <time>', 'failed last at or after this time: 15m, 2h, 3d ago, or ISO 8601 with its zone')
    .option('--to <time>', 'failed last before this time, given likewise')

/** Makes a selection of the options. Relative times are resolved once, so that letters which come later are not selected. @throws {UsageError} */
export function selectionFrom(options: SelectionOptions, now: number): LetterSelection {
  const { consumer, from, to } = options
  // Copied from a table or a page, a text often has a space at its end.
  const [fingerprint, type, aggregate] = [options.fingerprint, options.type, options.aggregate].map((one) =>
    one?.trim(),
  )
  const id = options.id?.map((one) => one.trim())
  if (fingerprint !== undefined && !FINGERPRINT.test(fingerprint)) {
    throw new UsageError(`--fingerprint is "${fingerprint}", it must be the 16 hexadecimal digits that the list shows.`)
  }
  for (const [name, texts] of Object.entries({ type: [type], aggregate: [aggregate], id: id ?? [] })) {
    if (texts.some((text) => text === '')) throw new UsageError(`--${name} is empty.`)
  }
  for (const one of id ?? []) {
    if (!LETTER_ID.test(one)) {
      throw new UsageError(
        `--id is "${one}", it must be the id of one event, command or message; give --id once for each.`,
      )
    }
  }
  const range = rangeOption({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, now)
  return {
    ...(consumer !== undefined && { consumer: consumerName(consumer) }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(type !== undefined && { eventType: type }),
    ...(aggregate !== undefined && { aggregateId: aggregate }),
    ...(id && { ids: id }),
    ...(range.from !== undefined && { from: isoTime(range.from) }),
    ...(range.to !== undefined && { to: isoTime(range.to) }),
  }
}

/** Refuses what can be no selection, before anything is asked of AWS. @returns it, with its times as they were typed. @throws {UsageError} */
export function selectionTyped(options: SelectionOptions): LetterSelection {
  const { from: _from, to: _to, ...rest } = options
  const { from, to } = options
  assertRange({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, systemClock.now())
  return { ...selectionFrom(rest, 0), ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

/** The id of an event, a command or another message. */
export const LETTER_ID = /^[A-Za-z0-9_.:-]{1,128}$/

/** The selection with relative times from AWS's clock, not this computer's. @throws {UsageError} */
export const selectionAsked = async (
  environment: DeadLetterEnvironment,
  options: SelectionOptions,
): Promise<LetterSelection> =>
  selectionFrom(options, options.from || options.to ? await serverTime(environment) : environment.now())

export const FINGERPRINT = /^[0-9a-f]{16}$/
