import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** For each lane, the sequence number below which all its records are processed. */
export type LanePositions = bigint[]

/** The position at which reading has to go on so that no lane misses a record. */
export function leastOf([first = 0n, ...rest]: LanePositions): bigint {
  let least = first
  for (const position of rest) if (position < least) least = position
  return least
}

/** The position at which a stream mapping goes on after a change, or after a restart if there is a data directory. */
export interface PositionStore {
  /** Undefined when nothing was saved yet, `damaged` when what was saved cannot be read any more. */
  load(): LanePositions | 'damaged' | undefined
  /** Returns at once; positions that follow each other quickly are written as one. A crash loses the latest only. */
  save(positions: LanePositions): void
  /** Resolves when everything saved is written. */
  flush(): Promise<void>
}

/** Positions by mapping, for as long as the runtime runs: they are kept here where there is no data directory. */
export type PositionsInMemory = Map<string, LanePositions>

const fileOf = (dataDir: string, mappingId: string): string => join(dataDir, 'event-sources', `${mappingId}.json`)

/**
 * A mapping that is deleted leaves no position: one that is created again begins at its StartingPosition, as on AWS.
 * https://docs.aws.amazon.com/sdkfornet/latest/apidocs/items/TLambdaUpdateEventSourceMappingRequestNET45.html
 */
export function forgetPosition(dataDir: string | undefined, mappingId: string, memory: PositionsInMemory): void {
  memory.delete(mappingId)
  if (dataDir) rmSync(fileOf(dataDir, mappingId), { force: true })
}

export function openPositionStore(
  dataDir: string | undefined,
  mappingId: string,
  onProblem: (message: string) => void = () => undefined,
  memory: PositionsInMemory = new Map(),
): PositionStore {
  if (!dataDir) {
    return {
      load: () => memory.get(mappingId),
      save: (positions) => void memory.set(mappingId, positions),
      flush: async () => {},
    }
  }
  const file = fileOf(dataDir, mappingId)
  mkdirSync(dirname(file), { recursive: true })
  let latest: LanePositions | undefined
  let writing: Promise<void> | undefined

  async function write() {
    try {
      while (latest) {
        const text = JSON.stringify(latest.map(String))
        latest = undefined
        await writeFile(`${file}.next`, text)
        await rename(`${file}.next`, file)
      }
    } catch (error) {
      // An older position delivers some records again after a restart; none is missed.
      onProblem(`The position in ${file} cannot be written: ${error instanceof Error ? error.message : error}`)
    } finally {
      writing = undefined
    }
  }

  return {
    load() {
      const text = readIfThere(file)
      return text === undefined ? undefined : parsePositions(text)
    },
    save(positions) {
      latest = positions
      writing ??= write()
    },
    flush: async () => writing,
  }
}

/** A crash of the machine can leave an empty or half a file behind: writes are not forced to the disk. */
function parsePositions(text: string): LanePositions | 'damaged' {
  try {
    const positions: unknown = JSON.parse(text)
    if (!Array.isArray(positions) || positions.length === 0 || !positions.every(isPosition)) return 'damaged'
    return positions.map(BigInt)
  } catch {
    return 'damaged'
  }
}

const isPosition = (value: unknown): boolean => typeof value === 'string' && /^\d{1,30}$/.test(value)

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
