import { originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping'
import { type Frame, parseFrame } from './frame.ts'

/** Finds the map of the file that a frame names. */
export interface SourceMaps {
  /** @returns nothing when there is none: another build, or no bundle at all. */
  mapOf(frame: Frame): Promise<TraceMap | undefined>
}

/** A place in the sources that the function was bundled from. */
export interface SourcePlace {
  /** Relative to the project, e.g. `lambdas/payment/charge.ts`. */
  readonly source: string
  readonly line: number
  readonly column: number
}

/** Whether this is code of the project and not of a package. */
const isOwn = ({ source }: SourcePlace): boolean => !source.includes('node_modules/')

async function placeOf(frame: Frame, maps: SourceMaps): Promise<SourcePlace | undefined> {
  const map = await maps.mapOf(frame)
  if (!map) return undefined
  // V8 counts columns from 1, source maps from 0.
  const { source, line, column } = originalPositionFor(map, { line: frame.line, column: frame.column - 1 })
  return source === null ? undefined : { source, line, column: column + 1 }
}

/** The place of each frame of a stack that a map is found for, from the inside out. */
export async function placesOf(stack: string, maps: SourceMaps): Promise<SourcePlace[]> {
  const frames = stack.split('\n').flatMap((line) => parseFrame(line) ?? [])
  const places = await Promise.all(frames.map((frame) => placeOf(frame, maps)))
  return places.filter((place) => place !== undefined)
}

/**
 * The stack with the places of the sources in it. What has no map stays as it is; frames of packages that follow each other
 * become one line, because they push what is ours out of sight.
 */
export async function mapStack(stack: string, maps: SourceMaps): Promise<string> {
  const lines: string[] = []
  let packages = new Map<string, number>()
  const closePackages = () => {
    const count = [...packages.values()].reduce((sum, one) => sum + one, 0)
    if (count > 0)
      lines.push(`    … ${count} ${count === 1 ? 'frame' : 'frames'} of ${[...packages.keys()].join(', ')}`)
    packages = new Map()
  }
  for (const line of stack.split('\n')) {
    // A frame of Node.js itself has no source map.
    if (/^\s*at .*\(?node:/.test(line)) continue
    const frame = parseFrame(line)
    const place = frame && (await placeOf(frame, maps))
    if (place && !isOwn(place)) {
      const name = packageOf(place.source)
      packages.set(name, (packages.get(name) ?? 0) + 1)
      continue
    }
    closePackages()
    lines.push(place && frame ? written(frame, place) : line)
  }
  closePackages()
  return lines.join('\n')
}

function written({ name }: Frame, { source, line, column }: SourcePlace): string {
  const place = `${source}:${line}:${column}`
  return isTelling(name) ? `    at ${name} (${place})` : `    at ${place}`
}

/** Bundling shortens names to a letter or two, which say nothing. */
const isTelling = (name: string | undefined): name is string =>
  name?.split(/[.\s]/).every((part) => part.length > 2 || part === 'as') ?? false

const packageOf = (source: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? 'a package'
