import db from 'dynalite/db/index.js'
import validations from 'dynalite/validations/index.js'
import { type AttributeValue, type Item, typeOf } from './attribute-values.ts'
import { checkExpressionTexts, checkParsedExpressions } from './expression-limits.ts'
import type { ExpressionParameters, ParsedExpressions } from './parsed-expressions.ts'

interface Template {
  parsed: ParsedExpressions
  /** The values it was parsed with, to be replaced by those of another request. */
  slots: Map<unknown, string>
}

/** The values and names that a request has for what its template was parsed with. */
interface Bindings {
  slots: Map<unknown, string>
  values: Item
  /** The names of this request, each by its replacement in the template. */
  names: ReadonlyMap<string, string>
}

const MAX_TEMPLATES = 5000
const templates = new Map<string, Template>()

/**
 * Parses the expressions of a request, once for each text and combination of names and value types.
 * Undefined if anything is wrong with them: dynalite's validation of the whole request then says what.
 */
export function parseExpressions(given: ExpressionParameters): ParsedExpressions | undefined {
  const names = standIns(given.ExpressionAttributeNames)
  const request = names.size === 0 ? given : { ...given, ExpressionAttributeNames: withStandIns(given, names) }
  const key = templateKey(request)
  let template = templates.get(key)
  if (!template) {
    template = names.size === 0 ? parse(request) : parseIfValid(request)
    // What is wrong is told in the words of the request itself.
    if (!template) return names.size === 0 ? undefined : parse(given)?.parsed
    if (templates.size >= MAX_TEMPLATES) templates.clear()
    // The argument of attribute_type is checked while parsing, so that its value must be seen each time.
    if (!/attribute_type/i.test(key)) templates.set(key, template)
  }
  const { ExpressionAttributeValues: values } = request
  if (!values && names.size === 0) return template.parsed
  const bindings = { slots: template.slots, values: values ?? {}, names }
  return bind(template.parsed, bindings) as ParsedExpressions | undefined
}

/**
 * Names of attributes that an expression can state through an alias only. Such a name may hold an id, so that the next request has
 * another one: were it a part of the template, no template would ever be used again.
 */
const UNSPELLABLE = /^(?=.*[^\w]).{1,255}$/s
/** A name is replaced by this character and its alias. */
const STAND_IN = '\u0001'
const none: ReadonlyMap<string, string> = new Map()

/** The names that are replaced for parsing, each by its replacement. */
function standIns(names: Record<string, string> = {}): ReadonlyMap<string, string> {
  let found: Map<string, string> | undefined
  for (const alias in names) {
    const name = names[alias]
    if (typeof name !== 'string' || !UNSPELLABLE.test(name)) continue
    found ??= new Map()
    found.set(STAND_IN + alias, name)
  }
  // Whether two paths overlap is found out while parsing: two aliases of one name must stay two of one name.
  const isDistinct = !found || new Set(Object.values(names)).size === Object.keys(names).length
  return (isDistinct && found) || none
}

const withStandIns = ({ ExpressionAttributeNames }: ExpressionParameters, names: ReadonlyMap<string, string>) =>
  Object.fromEntries(
    Object.entries(ExpressionAttributeNames ?? {}).map(([alias, name]) => [
      alias,
      names.has(STAND_IN + alias) ? STAND_IN + alias : name,
    ]),
  )

function templateKey(request: ExpressionParameters): string {
  let key = `${request.UpdateExpression}\n${request.ConditionExpression}\n${request.KeyConditionExpression}\n`
  key += `${request.FilterExpression}\n${request.ProjectionExpression}`
  const names = request.ExpressionAttributeNames
  for (const name in names) key += `\n${name}=${names[name]}`
  const values = request.ExpressionAttributeValues
  for (const name in values) key += `\n${name}:${typeOf(values[name] as AttributeValue)}`
  return key
}

function parse(request: ExpressionParameters): Template | undefined {
  checkExpressionTexts(request)
  const probe: ExpressionParameters & ParsedExpressions = { ...request }
  if (validations.validateExpressions(probe) !== undefined) return undefined
  checkParsedExpressions(probe)
  const { _condition, _filter, _keyCondition, _projection, _updates } = probe
  const parsed = Object.fromEntries(
    Object.entries({ _condition, _filter, _keyCondition, _projection, _updates }).filter(([, value]) => value),
  )
  const slots = new Map(Object.entries(request.ExpressionAttributeValues ?? {}).map(([name, value]) => [value, name]))
  return { parsed, slots }
}

/** Undefined if anything is wrong. */
function parseIfValid(request: ExpressionParameters): Template | undefined {
  try {
    return parse(request)
  } catch {
    return undefined
  }
}

/** A copy of the tree with this request's values and names; undefined if a BETWEEN's bounds are the wrong way round. */
function bind(node: unknown, bindings: Bindings): unknown {
  if (typeof node !== 'object' || node === null) return node
  const { slots, values, names } = bindings
  const slot = slots.get(node)
  if (slot !== undefined) return values[slot]
  if (Array.isArray(node)) {
    // A path is an array of names and positions.
    if (typeof node[0] !== 'object') return names.size === 0 ? node : node.map((step) => names.get(step) ?? step)
    const copy = node.map((entry) => bind(entry, bindings))
    return copy.includes(undefined) ? undefined : copy
  }
  const copy: Record<string, unknown> = {}
  for (const member in node) {
    const value = (node as Record<string, unknown>)[member]
    const bound = bind(value, bindings)
    if (bound === undefined && value !== undefined) return undefined
    // Members may be the first names of paths.
    copy[names.get(member) ?? member] = bound
  }
  return copy.type === 'between' && !isOrdered(copy.args as unknown[], values) ? undefined : copy
}

function isOrdered([, low, high]: unknown[], values: Item): boolean {
  const operands = Object.values(values)
  if (!operands.includes(low as AttributeValue) || !operands.includes(high as AttributeValue)) return true
  return !db.compare('GT', low as AttributeValue, high as AttributeValue)
}
