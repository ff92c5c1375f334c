import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json } from '../template/template.ts'
import { typeOf } from './create.ts'
import type { Deployed } from './stack.ts'

export type Action = 'create' | 'update' | 'replace' | 'keep'

/** What CloudFormation would do to a resource of these resolved properties. */
export function actionFor(before: Deployed | undefined, properties: Json): Action {
  if (!before) return 'create'
  const changed = changedProperties(before.properties, properties)
  if (changed.length === 0) return 'keep'
  const { replacedBy } = typeOf(before.resource.Type)
  return changed.some((name) => replacedBy.includes(name)) ? 'replace' : 'update'
}

/** Names of the top-level properties that differ. */
function changedProperties(before: Json, after: Json): string[] {
  const [old, now] = [before, after].map((value) => (isObject(value) ? value : {}))
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])
  return [...names].filter((name) => !isDeepStrictEqual(old?.[name], now?.[name]))
}

/** Why this change is refused before the update begins; in AWS's own words where AWS refuses it. */
export function refusalOf(action: Action, logicalId: string, before: Deployed, properties: Json): string | undefined {
  const type = typeOf(before.resource.Type)
  if (action === 'keep' || action === 'create') return undefined
  if (action === 'update') return type.refusal(properties, before.properties)
  const nameOf = (value: Json) => (type.namedBy !== undefined && isObject(value) ? value[type.namedBy] : undefined)
  const name = nameOf(properties)
  if (name !== undefined && name === nameOf(before.properties)) {
    return `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(name)} and update the stack again.`
  }
  if (!type.holdsData) return undefined
  const names = changedProperties(before.properties, properties).filter((one) => type.replacedBy.includes(one))
  return `${logicalId} (${before.resource.Type}): with another ${names.join(', ')} it would be another, empty one, and what it holds would go; the local runtime does not do that. Declare the new one under another logical id.`
}
