import { CATCHES, type JsonSchema } from '../schema/json-schema.ts'
import { type Located, ownValue, variantsOf } from './resolve.ts'
import { accepts, listedValues } from './values.ts'

/** Whether the reader is sure to refuse every value that the writer may write. False where that is not known. */
export function areDisjoint(writer: Located, reader: Located): boolean {
  return areApart(writer, reader, 0)
}

/** Recursive schemas end somewhere; what lies deeper is taken for accepted. */
const DEEPEST = 12

function areApart(writer: Located, reader: Located, depth: number): boolean {
  if (depth > DEEPEST) return false
  const [written, read] = [variantsOf(writer), variantsOf(reader)]
  if (!written || !read) return false
  return written.every((from) => read.every((to) => isApartFrom(from, to, depth)))
}

function isApartFrom(writer: Located, reader: Located, depth: number): boolean {
  const [from, to] = [writer.schema, reader.schema]
  if (to[CATCHES]) return false
  const values = listedValues(from)
  if (values) return values.every((value) => accepts(value, { ...reader, schema: withoutCode(to) }) === false)
  if (from.type === undefined || to.type === undefined) return false
  const isNumber = (type: unknown) => type === 'number' || type === 'integer'
  if (from.type !== to.type && !(isNumber(from.type) && isNumber(to.type))) return true
  return from.type === 'object' && isOtherObject(writer, reader, depth)
}

/** A field that is always written and never accepted, or always demanded and never written. */
function isOtherObject(writer: Located, reader: Located, depth: number): boolean {
  const [from, to] = [writer.schema, reader.schema]
  const isClosed = from.additionalProperties === false
  const isWritten = (name: string) => ownValue(from.properties, name) !== undefined
  if (isClosed && to.required?.some((name) => !isWritten(name))) return true
  return (from.required ?? []).some((name) => {
    const [written, read] = [ownValue(from.properties, name), ownValue(to.properties, name)]
    if (read === undefined) return to.additionalProperties === false
    if (written === undefined) return false
    return areApart({ schema: written, root: writer.root }, { schema: read, root: reader.root }, depth + 1)
  })
}

/** Checks in code are left out, because a comparison cannot know what they refuse. */
const withoutCode = ({ 'x-code-checks': _, ...schema }: JsonSchema): JsonSchema => schema
