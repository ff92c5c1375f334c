import type { Engine } from '../engine.ts'
import { validationError } from '../errors.ts'
import { type ItemRequest, validateItemRequest } from '../requests/validate.ts'
import { ABOVE } from '../storage/encoding.ts'
import { chooseIndex, readPage } from './read-page.ts'
import { continueAfter } from './start-key.ts'

const HASHES = 2 ** 32
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
const MAX_SEGMENTS = 1_000_000

/** Scan of a table or index, or of one of several segments of it: one page. */
export async function scan(engine: Engine, input: Record<string, unknown>): Promise<string> {
  const request = validateItemRequest('Scan', input)
  checkSegments(request)
  const table = engine.catalog.get(request.TableName)
  const index = chooseIndex(table, request)
  const { prefix } = index ?? table
  const segment = segmentRange(prefix, request.Segment ?? 0, request.TotalSegments ?? 1)
  const range = continueAfter(table, index, request.ExclusiveStartKey, segment, false)
  return readPage(engine, table, index, request, range)
}

/** Segments are equal parts of the partition hashes. */
function segmentRange(prefix: string, segment: number, segments: number): { gte: string; lt: string } {
  const bound = (part: number) => {
    const hash = Math.ceil((HASHES * part) / segments)
    return hash >= HASHES ? ABOVE : hash.toString(16).padStart(8, '0')
  }
  return { gte: prefix + bound(segment), lt: prefix + bound(segment + 1) }
}

function checkSegments({ Segment, TotalSegments }: ItemRequest): void {
  if (TotalSegments !== undefined && TotalSegments > MAX_SEGMENTS) {
    throw validationError(
      `1 validation error detected: Value '${TotalSegments}' at 'totalSegments' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${MAX_SEGMENTS}`,
    )
  }
  if ((Segment === undefined) === (TotalSegments === undefined)) return
  const [missing, present] = Segment === undefined ? ['Segment', 'TotalSegments'] : ['TotalSegments', 'Segment']
  throw validationError(
    `The ${missing} parameter is required but was not present in the request when ${present} parameter is present`,
  )
}
