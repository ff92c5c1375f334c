import { styleText } from 'node:util'
import type { LocalRuntime } from '../local/index.ts'
import { UsageError } from '../local/usage/usage-error.ts'
import { lineText } from '../ops/logs/line-text.ts'
import { parseLine, titleOf } from '../ops/logs/parse-line.ts'
import type { SourceMaps } from '../ops/source-maps/map-stack.ts'
import { createSourceMaps, mapsOfThisMachine } from '../ops/source-maps/source-maps.ts'

/** The same trouble of the same function is printed once in this time; a broken consumer would fill the screen otherwise. */
const QUIET_MS = 10_000

/** Frames shown of a stack trace: the place of the error and its callers. `npm run ops -- logs` shows all. */
const FRAMES = 4

const BAD = /^(WARN|ERROR|FATAL|CRITICAL)$/

/** A line without any of these is not one of trouble: most are not, and need not be parsed. */
const MAYBE_BAD = /WARN|ERROR|FATAL|CRITICAL|Task timed out|Runtime/

/**
 * Prints warnings and errors of functions as they come, with stacks that lead to the sources; so also the cause of each 500.
 * @returns how to end that: what functions say while they are stopped is no trouble of theirs.
 * @param all Functions all of whose lines are printed, by names as `npm run ops -- logs` takes them; empty: of all.
 */
export function printProblems(
  local: Pick<LocalRuntime, 'onLog' | 'functions'>,
  all: readonly string[] | undefined,
  write: (text: string) => unknown = (text) => process.stdout.write(text),
  now: () => number = Date.now,
  maps: SourceMaps = createSourceMaps(mapsOfThisMachine()),
): () => void {
  const known = local.functions.list().map(({ name, description = name }) => nameOf(description))
  const stranger = all?.find((one) => !known.some((name) => isOneOf(name, [one])))
  if (stranger !== undefined) {
    throw new UsageError(`--logs: there is no function "${stranger}"; there are: ${known.sort().join(', ')}.`)
  }
  const silenced = new Map<string, { at: number; count: number }>()
  // Lines stay in their order, though finding the place of an error takes a moment.
  let printing = Promise.resolve()
  return local.onLog((functionName, text) => {
    if (all === undefined && !MAYBE_BAD.test(text)) return
    const name = nameOf(local.functions.find(functionName)?.description ?? functionName)
    const { level, message, error, isHousekeeping } = parseLine(text)
    const isAsked = all !== undefined && isOneOf(name, all) && !isHousekeeping
    if (!isAsked && !BAD.test(level)) return
    const at = now()
    const more = isAsked ? 0 : repeats(silenced, `${name} ${error ? titleOf(error) : message}`, at)
    if (more === undefined) return
    const note = more > 0 ? styleText('dim', `    and ${more} more like it\n`) : ''
    printing = printing
      .then(async () => void write(`${await lineText({ function: name, at, id: '', text }, maps, FRAMES)}\n${note}`))
      .catch((failure: Error) => void write(`${text}\n    ${failure.message}\n`))
  })
}

/** @returns how many were kept quiet since the last one that was printed; nothing if this is to be kept quiet, too. */
function repeats(silenced: Map<string, { at: number; count: number }>, key: string, at: number): number | undefined {
  const last = silenced.get(key)
  if (last && at - last.at < QUIET_MS) {
    last.count++
    return undefined
  }
  silenced.set(key, { at, count: 0 })
  return last?.count ?? 0
}

/** `consumer-payment`, as operator tools call it. */
const nameOf = (description: string): string => description.toLowerCase().split(/\s+/).join('-')

const isOneOf = (name: string, wanted: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((one) => name === one || name.replace(/^(consumer|http-routes-of)-/, '') === one)
