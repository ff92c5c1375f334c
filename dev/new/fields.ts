import { UsageError } from '../../local/usage/usage-error.ts'
import type { Draft } from './draft.ts'
import { camelCase } from './names.ts'
import { withImport } from './source.ts'

export interface Field {
  readonly name: string
  /** Expression of its schema; names what `imports` brings. */
  readonly schema: string
  readonly example: string
  /** From `events/fields.ts`. */
  readonly imports: readonly string[]
  /** From `events/ids.ts`. */
  readonly ids?: readonly string[]
}

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

/** Kinds of fields beside ids: the schema, an example, and what comes from `events/fields.ts`. */
const KINDS = {
  text: { schema: 'text', example: "'Some text.'", imports: ['text'] },
  amount: { schema: 'amount', example: '59.98', imports: ['amount'] },
  currency: { schema: 'currencyCode', example: "'USD'", imports: ['currencyCode'] },
  quantity: { schema: 'quantity', example: '2', imports: ['quantity'] },
  number: { schema: 'z.number()', example: '1', imports: [] },
  boolean: { schema: 'z.boolean()', example: 'true', imports: [] },
} as const

/** The kinds of fields: the part behind the colon. */
export const FIELD_KINDS: readonly string[] = ['id', ...Object.keys(KINDS)]

/** Belongs to the project; `events/fields.ts` is the engine's. */
const IDS_FILE = 'events/ids.ts'
const ALLOWED = `name:kind, name:kind? if it may be absent; kinds are ${FIELD_KINDS.join(', ')}`

/**
 * Reads `order_id:id,total:amount,note:text?`. An id that is new gets its line in `events/ids.ts`.
 * @throws {UsageError} naming the field, and what is allowed.
 */
export function readFields(draft: Draft, text: string): Field[] {
  const fields = text.split(',').map((one) => readField(draft, one.trim()))
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`--fields names ${twice} twice.`)
  return fields
}

function readField(draft: Draft, text: string): Field {
  const [, name = '', kind = '', optional] = /^([^:]+):([a-z]+)(\?)?$/.exec(text) ?? []
  if (name !== '' && !NAME.test(name))
    throw new UsageError(
      `--fields "${text}": "${name}" is not a name. Allowed are lower-case words joined by _, e.g. order_id.`,
    )
  if (name === '') throw new UsageError(`--fields "${text}": allowed is ${ALLOWED}.`)
  const field = kind === 'id' ? idField(draft, name) : plainField(name, kind)
  if (!field) throw new UsageError(`--fields "${text}": "${kind}" is not a kind. Allowed is ${ALLOWED}.`)
  return optional ? { ...field, schema: `z.optional(${field.schema})` } : field
}

function plainField(name: string, kind: string): Field | undefined {
  return Object.hasOwn(KINDS, kind) ? { name, ...KINDS[kind as keyof typeof KINDS] } : undefined
}

/** Ids have a prefix, so that one is never taken for another: `parcel_id` is `parcel_…`. */
function idField(draft: Draft, name: string): Field {
  if (!name.endsWith('_id')) throw new UsageError(`--fields ${name}:id: the name of an id ends in _id.`)
  const schema = camelCase(name)
  // A project that was made before it had this file.
  if (!draft.exists(IDS_FILE)) draft.create(IDS_FILE, "import { idOf } from './fields.ts'\n\n")
  const known = prefixOf(draft, schema)
  const prefix = known ?? name.slice(0, -'_id'.length)
  if (known === undefined) draft.edit(IDS_FILE, (text) => `${text}export const ${schema} = idOf('${prefix}')\n`)
  return { name, schema, example: `'${prefix}_1'`, imports: [], ids: [schema] }
}

/** `ord` for `orderId`; undefined for an id that is not there yet. */
const prefixOf = (draft: Draft, schema: string): string | undefined =>
  new RegExp(`export const ${schema} = idOf\\('([^']+)'\\)`).exec(draft.read(IDS_FILE))?.[1]

export const schemaText = (fields: readonly Field[]): string =>
  `z.object({ ${fields.map(({ name, schema }) => (name === schema ? name : `${name}: ${schema}`)).join(', ')} })`

export const exampleText = (fields: readonly Field[]): string =>
  `{ ${fields.map(({ name, example }) => `${name}: ${example}`).join(', ')} }`

/** @param events the folder `events/` as seen from the file, such as `./`. */
export function withFieldImports(text: string, fields: readonly Field[], events: './' | '../'): string {
  const from = (module: string, names: readonly string[]) => (into: string) =>
    names.length === 0 ? into : withImport(into, [...new Set(names)].join(', '), `${events}${module}.ts`)
  const withFields = from(
    'fields',
    fields.flatMap(({ imports }) => imports),
  )(text)
  return from(
    'ids',
    fields.flatMap(({ ids = [] }) => ids),
  )(withFields)
}
