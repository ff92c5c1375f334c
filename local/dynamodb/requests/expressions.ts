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

const MAX_TEMPLATES = 5000
const templates = new Map<string, Template>()

/**
 * Parses the expressions of a request, once for each text and combination of names and value types.
 * Undefined if anything is wrong with them: dynalite's validation of the whole request then says what.
 */
export function parseExpressions(request: ExpressionParameters): ParsedExpressions | undefined {
  const key = templateKey(request)
  let template = templates.get(key)
  if (!template) {
    template = parse(request)
    if (!template) return undefined
    if (templates.size >= MAX_TEMPLATES) templates.clear()
    // The argument of attribute_type is checked while parsing, so that its value must be seen each time.
    if (!/attribute_type/i.test(key)) templates.set(key, template)
  }
  const values = request.ExpressionAttributeValues
  return values ? (bind(template.parsed, template.slots, values) as ParsedExpressions | undefined) : template.parsed
}

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

/** A copy of the tree with this request's values; undefined if a BETWEEN's bounds are the wrong way round. */
function bind(node: unknown, slots: Map<unknown, string>, values: Item): unknown {
  if (typeof node !== 'object' || node === null) return node
  const slot = slots.get(node)
  if (slot !== undefined) return values[slot]
  if (Array.isArray(node)) {
    // A path is an array of names and positions: nothing to replace in it.
    if (typeof node[0] !== 'object') return node
    const copy = node.map((entry) => bind(entry, slots, values))
    return copy.includes(undefined) ? undefined : copy
  }
  const copy: Record<string, unknown> = {}
  for (const member in node) {
    const value = (node as Record<string, unknown>)[member]
    copy[member] = bind(value, slots, values)
    if (copy[member] === undefined && value !== undefined) return undefined
  }
  return copy.type === 'between' && !isOrdered(copy.args as unknown[], values) ? undefined : copy
}

function isOrdered([, low, high]: unknown[], values: Item): boolean {
  const operands = Object.values(values)
  if (!operands.includes(low as AttributeValue) || !operands.includes(high as AttributeValue)) return true
  return !db.compare('GT', low as AttributeValue, high as AttributeValue)
}
