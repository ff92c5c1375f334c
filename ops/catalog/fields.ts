import { canonicalJson, type JsonSchema } from '../contracts/schema/json-schema.ts'
import { kindOf } from './kind.ts'
import type { Fields } from './model.ts'

/** Every field of a schema, at any depth, in every variant. */
export function fieldsOf(schema: JsonSchema): Fields {
  const kinds = new Map<string, Set<string>>()
  walk({ schema, root: schema, path: '', pending: new Set() }, kinds)
  return Object.fromEntries([...kinds].map(([path, several]) => [path, [...several].join(' | ')]))
}

interface Place {
  readonly schema: JsonSchema
  /** Where references point into. */
  readonly root: JsonSchema
  readonly path: string
  /** A schema that contains itself is followed for one turn. */
  readonly pending: ReadonlySet<string>
}

function walk({ schema: given, root, path, pending }: Place, kinds: Map<string, Set<string>>): void {
  const schema = resolved(given, root)
  const text = canonicalJson(schema)
  if (pending.has(text)) return
  const nested = new Set([...pending, text])
  const add = (at: string, kind: string) => kinds.set(at, (kinds.get(at) ?? new Set()).add(kind))
  const within = (inner: JsonSchema, at: string) => walk({ schema: inner, root, path: at, pending: nested }, kinds)
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`
    const kind = kindOf(resolved(field, root))
    add(at, schema.required?.includes(name) ? kind : `optional ${kind}`)
    within(field, at)
  }
  schema.prefixItems?.forEach((item, index) => {
    within(item, `${path}[${index}]`)
  })
  if (typeof schema.items === 'object') within(schema.items, `${path}[]`)
  if (typeof schema.additionalProperties === 'object') within(schema.additionalProperties, `${path}{}`)
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) within(part, path)
}

/** References point to `#` and `#/$defs/…`, which is all that zod writes. What stands beside them stays. */
function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref, ...beside } = schema
  if ($ref === undefined) return schema
  const target = $ref === '#' ? root : root.$defs?.[$ref.replace('#/$defs/', '')]
  return target ? { ...resolved(target, root), ...beside } : schema
}
