import { canonicalJson, isNothing, type JsonSchema } from '../schema/json-schema.ts'
import { ownValue } from './resolve.ts'
import { listedValues } from './values.ts'

/** The values of the required fields that tell the members of a union apart. */
export function tagsOf({ properties = {}, required = [] }: JsonSchema): Map<string, string> {
  const tags = new Map<string, string>()
  for (const name of required) {
    const value = ownValue(properties, name)?.const
    if (value !== undefined) tags.set(name, canonicalJson(value))
  }
  return tags
}

export const isTagged = (schema: JsonSchema): boolean => tagsOf(schema).size > 0

export function describe(schema: JsonSchema): string {
  const values = listedValues(schema)
  if (values) return values.map((value) => JSON.stringify(value)).join(', ')
  const tags = [...tagsOf(schema)].map(([name, value]) => `${name} ${value}`)
  if (tags.length > 0) return `an object with ${tags.join(' and ')}`
  if (isNothing(schema)) return 'nothing'
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    null: 'null',
  }
  return names[String(schema.type)] ?? 'any value'
}
