import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping'
import type { PlaceTable } from '../../../../lambdas/runtime/declarations/places.ts'
import { type PlaceAt, placesOfSource, type SourcePlace } from './places-of-source.ts'

/** Raise this number when the same code gets another table: cached bundles are then made again. */
export const PLACE_TABLE_FORMAT = 1

export interface BundledMap {
  readonly fileName: string
  /** Its source map; sources are relative to the project. */
  readonly map: string
}

/** Sources that several functions are bundled from are parsed once. */
const parsed = new Map<string, { readonly text: string; readonly placeAt: PlaceAt }>()

function placesOf(root: string, source: string): PlaceAt {
  const path = join(root, source)
  const text = readFileSync(path, 'utf8')
  const known = parsed.get(path)
  if (known?.text === text) return known.placeAt
  const placeAt = placesOfSource(source, text)
  parsed.set(path, { text, placeAt })
  return placeAt
}

/** Thousands of statements that are the same in every function would be two thirds of the table. */
const isShared = (source: string): boolean => source.startsWith('lambdas/runtime/')

const isOwn = (source: string | null): source is string =>
  source !== null && /\.tsx?$/.test(source) && !source.includes('node_modules/')

export function placeTable(root: string, maps: readonly BundledMap[]): PlaceTable {
  const sources = new Numbers()
  const places = new Numbers()
  const numbers = new Map<SourcePlace, number>()
  const numberOf = (source: string, place: SourcePlace): number => {
    const statement = isShared(source) ? [] : [place.statement]
    return 1 + places.of(JSON.stringify([sources.of(source), place.name, ...statement]))
  }
  const files = maps.map(({ fileName, map }) => {
    const trace = new TraceMap(map)
    const own = trace.sources.map((source) => (isOwn(source) ? { source, placeAt: placesOf(root, source) } : undefined))
    const lines = decodedMappings(trace).map((segments) => {
      const runs: number[] = []
      let [from, current] = [0, 0]
      for (const [column, sourceIndex = -1, line = 0, sourceColumn = 0] of segments) {
        const { source = '', placeAt } = own[sourceIndex] ?? {}
        const at = placeAt?.(line + 1, sourceColumn)
        if (at && !numbers.has(at)) numbers.set(at, numberOf(source, at))
        const place = at ? (numbers.get(at) ?? 0) : 0
        if (place === current) continue
        runs.push(column - from, place - current)
        ;[from, current] = [column, place]
      }
      return runs
    })
    return [fileName, lines] as const
  })
  return {
    sources: sources.all(),
    places: places.all().map((text) => JSON.parse(text)),
    files: Object.fromEntries(files.filter(([, lines]) => lines.some((runs) => runs.length > 0))),
  }
}

/** Numbers distinct values in the order in which they first occur, from 0. */
class Numbers {
  readonly #numbers = new Map<string, number>()

  of(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    return number
  }

  all = (): string[] => [...this.#numbers.keys()]
}
