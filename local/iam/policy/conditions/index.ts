import type { RequestContext } from '../../request.ts'
import { type Place, unsupported } from '../unsupported.ts'
import { textsOf } from '../values.ts'
import { compileOperator, type RequestValues } from './operator.ts'

/** Whether a request is one of those that a statement is about. */
export type Condition = (context: RequestContext) => boolean

/** Whether requests here have the key where they would have it on AWS; its name is in lower case. */
export type KnownKeys = (key: string) => boolean

const always: Condition = () => true

/** Compiles the `Condition` of a statement: all of its operators, and all keys of each, have to hold. */
export function compileCondition(condition: unknown, place: Place, isKnownKey: KnownKeys): Condition {
  if (condition === undefined) return always
  if (typeof condition !== 'object' || condition === null) return unsupported(place, 'Condition is not an object')
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as Record<string, unknown>).map(([key, wanted]) => {
      const test = compileOperator(operator, textsOf(wanted, `${place}, Condition ${operator} ${key}`), place)
      const name = key.toLowerCase()
      if (!isKnownKey(name)) {
        unsupported(place, `the local runtime does not know the condition key ${key}, so it cannot judge by it`)
      }
      return (context: RequestContext) => test(valuesOf(context, name))
    }),
  )
  return tests.length === 0 ? always : (context) => tests.every((test) => test(context))
}

function valuesOf(context: RequestContext, key: string): RequestValues {
  const value = context[key]
  return typeof value === 'string' ? [value] : value
}
