import type { UpdateSection } from '../requests/parsed-expressions.ts'
import type { ItemRequest } from '../requests/validate.ts'

/** The parts of an update expression that do what the older parameter `AttributeUpdates` says. */
export function toSections(updates: NonNullable<ItemRequest['AttributeUpdates']>): UpdateSection[] {
  return Object.entries(updates).map(([name, { Action = 'PUT', Value }]) => {
    const path = [name]
    if (Action === 'ADD' && Value?.L) {
      const existing = { type: 'function', name: 'if_not_exists', args: [path, { L: [] }] }
      return { type: 'set', path, val: { type: 'function', name: 'list_append', args: [existing, Value] } }
    }
    if (Action === 'ADD') return { type: 'add', path, val: Value }
    if (Action === 'DELETE') return Value ? { type: 'delete', path, val: Value } : { type: 'remove', path }
    return { type: 'set', path, val: Value }
  })
}
