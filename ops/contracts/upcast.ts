import type { EventDefinition } from '../../events/define-event.ts'
import { type Code, functionText, Indescribable } from './schema/check-text.ts'
import { NotRepresentable, readerText } from './schema/schemas-of.ts'
import { isSteady } from './schema/steady.ts'
import { namesIn } from './schema/tokens.ts'

/** Data of an earlier version, and what it is in the version of the upcast. */
export interface UpcastResult {
  readonly version: number
  readonly data: unknown
  readonly becomes: unknown
}

/** How one version of an event is made of the versions before it. */
export interface Upcast {
  /** The version before, as far as the code has one. */
  readonly from: number
  /** Its source, with the values that it reads from around it. */
  readonly text: string
  /** What the upcast makes of the examples of earlier versions. */
  readonly results: readonly UpcastResult[]
  /** @returns undefined for a version that the code does not have any more. @throws for data that does not match its version. */
  readonly bring: (data: unknown, version: number) => unknown
}

/**
 * The upcast to one version of an event; undefined for its first one.
 * @throws {NotRepresentable} for an upcast that has no text to compare, or makes something else of the same data each time.
 */
export function upcastTo(event: EventDefinition, version: number, name: string): Upcast | undefined {
  const place = event.versions.findIndex((one) => one.version === version)
  const [upcast, before] = [event.versions[place]?.upcast, event.versions[place - 1]]
  if (!upcast || !before) return undefined
  const bring = (data: unknown, from: number): unknown => broughtTo(event, data, from, version)
  const results = event.versions.slice(0, place).flatMap(({ version: from, example }): UpcastResult[] => {
    if (!isSteady(() => bring(example, from))) {
      throw new NotRepresentable(
        `${name}: its upcast makes something else of the same data each time, on another day, or on another machine. It is run whenever an old event is read, so it may use nothing but that event's data.`,
      )
    }
    return resultOf(bring, example, from)
  })
  return { from: before.version, text: textOf(upcast as Code, name), results, bring }
}

/** Empty for a version that the code no longer has, and if the upcast refuses the data, which the check of samples reports. */
export function resultOf(bring: Upcast['bring'], data: unknown, version: number): UpcastResult[] {
  try {
    const becomes = bring(data, version)
    return becomes === undefined ? [] : [{ version, data, becomes: asStored(becomes) }]
  } catch {
    return []
  }
}

/** The value as it would come back from a file of JSON. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

function broughtTo({ type, versions }: EventDefinition, data: unknown, from: number, to: number): unknown {
  const first = versions.findIndex((one) => one.version === from)
  const last = versions.findIndex((one) => one.version === to)
  const written = versions[first]
  if (!written || last < first) return undefined
  const parsed = written.schema.safeParse(data)
  if (!parsed.success) throw new Error(`The data of ${type} version ${from} does not match its schema.`)
  return versions
    .slice(first + 1, last + 1)
    .reduce((previous, next) => next.upcast?.(previous) ?? previous, parsed.data as unknown)
}

/** Most characters that are kept of values, which a report shows if they have changed. */
const LONGEST = 20_000

/** Names whose result depends on the language of the machine. No call can show it, because the language is fixed when Node starts. */
const isOfLanguage = (word: string): boolean =>
  word === 'Intl' || word === 'localeCompare' || word.startsWith('toLocale')

function textOf(upcast: Code, name: string): string {
  try {
    const text = functionText(upcast, readerText, LONGEST)
    const word = namesIn(text).find(isOfLanguage)
    if (word === undefined) return text
    throw new Indescribable(`a check uses ${word}, which answers in another way on a machine of another language`)
  } catch (error) {
    if (!(error instanceof Indescribable)) throw error
    throw new NotRepresentable(`${name}: ${error.message.replace(/^a check/, 'its upcast')}.`, { cause: error })
  }
}
