import { isNothing, type JsonSchema } from '../schema/json-schema.ts'
import type { Containers } from './comparison.ts'
import { at, type Finding } from './finding.ts'
import { ownValue } from './resolve.ts'

/** Objects with listed fields, and records, whose keys are not listed. */
export const compareObjects = (containers: Containers): Finding[] => [
  ...requiredFields(containers),
  ...writtenFields(containers),
  ...unlistedFields(containers),
]

function requiredFields({ writer: { schema: from }, reader: { schema: to }, pointer }: Containers): Finding[] {
  const missing = (to.required ?? []).filter((name) => !from.required?.includes(name))
  return missing.map((name) => {
    const isWritten = ownValue(from.properties, name) !== undefined || unlisted(from) !== undefined
    return {
      rule: isWritten ? 'FIELD_MAY_BE_ABSENT' : 'FIELD_MISSING',
      pointer: at(pointer, name),
      message: `"${name}" is required by the reader, and the writer ${isWritten ? 'may leave it out' : 'does not write it'}`,
      written: ownValue(from.properties, name),
      read: ownValue(to.properties, name),
    }
  })
}

function writtenFields(containers: Containers): Finding[] {
  const { writer, reader, pointer } = containers
  const to = reader.schema
  return Object.entries(writer.schema.properties ?? {}).flatMap(([name, schema]) => {
    const place = at(pointer, name)
    const known = ownValue(to.properties, name)
    const accepted = known ?? unlisted(to)
    return [
      ...(accepted ? compareInner(containers, schema, accepted, place) : refused(place, `"${name}"`, schema)),
      ...(known ? [] : compareKeys(containers, { type: 'string', const: name }, place)),
    ]
  })
}

/** Any other key of the writer's may have the name of a field that the reader knows. */
function unlistedFields(containers: Containers): Finding[] {
  const { writer, reader, pointer } = containers
  const [from, to] = [writer.schema, reader.schema]
  const others = unlisted(from)
  if (others === undefined) return []
  const known = Object.entries(to.properties ?? {}).filter(([name]) => ownValue(from.properties, name) === undefined)
  const accepted = unlisted(to)
  const anywhere = at(pointer, '*')
  return [
    ...known.flatMap(([name, schema]) => compareInner(containers, others, schema, at(pointer, name))),
    ...(accepted ? compareInner(containers, others, accepted, anywhere) : refused(anywhere, 'any field', others)),
    ...compareKeys(containers, from.propertyNames ?? { type: 'string' }, anywhere),
  ]
}

function compareKeys(containers: Containers, written: JsonSchema, place: string): Finding[] {
  const { propertyNames } = containers.reader.schema
  if (!propertyNames) return []
  return compareInner(containers, written, propertyNames, place).map((finding) => ({
    ...finding,
    rule: 'KEYS_NARROWED',
    message: `of a key: ${finding.message}`,
  }))
}

const compareInner = (
  { writer, reader, pending, compareAt }: Containers,
  written: JsonSchema,
  read: JsonSchema,
  place: string,
): Finding[] => compareAt({ schema: written, root: writer.root }, { schema: read, root: reader.root }, place, pending)

function refused(pointer: string, name: string, written: JsonSchema): Finding[] {
  if (isNothing(written)) return []
  const message = `the writer may write ${name}, and the reader allows no other fields`
  return [{ rule: 'FIELD_REFUSED', pointer, message, written, read: false }]
}

/** The schema of fields that are not listed; undefined where there are none. JSON Schema allows any by default. */
function unlisted({ additionalProperties = true }: JsonSchema): JsonSchema | undefined {
  if (additionalProperties === true) return {}
  return additionalProperties === false ? undefined : additionalProperties
}
