import type { Engine } from '../engine.ts'
import { validateItemRequest } from '../requests/validate.ts'
import { ABOVE } from '../storage/encoding.ts'
import { chooseIndex, readPage } from './read-page.ts'
import { continueAfter } from './start-key.ts'

const HASHES = 2 ** 32

/** Scan of a table or index, or of one of several segments of it: one page. */
export async function scan(engine: Engine, input: Record<string, unknown>): Promise<string> {
  const request = validateItemRequest('Scan', input)
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
