import { Session } from 'node:inspector'
import { variablesIn } from './tokens.ts'

/** A function as V8's inspector shows it. */
interface RemoteObject {
  readonly type: string
  readonly value?: unknown
  readonly unserializableValue?: string
  readonly description?: string
  readonly objectId?: string
}

interface Property {
  readonly name: string
  readonly value?: RemoteObject
}

interface Properties {
  readonly result: readonly Property[]
  readonly internalProperties?: readonly Property[]
}

/** Where the inspector finds a value of ours, and leaves one of its own. */
const box: { given?: unknown; taken?: unknown } = {}
const BOX = '__captured_by_a_check__'

/**
 * The variables around a function that its text mentions, with their values: of its module, imports included, and of the functions
 * that it was made in. The text alone does not tell what a check accepts: `size <= MOST` does not change when `MOST` does.
 * Globals, such as `Date`, are left out.
 */
export function capturedBy(fn: (...given: never[]) => unknown): ReadonlyMap<string, unknown> {
  const words = variablesIn(String(fn))
  const found = new Map<string, unknown>()
  const session = new Session()
  session.connect()
  Object.defineProperty(globalThis, BOX, { value: box, configurable: true })
  try {
    box.given = fn
    for (const scope of scopesOf(session)) {
      for (const { name, value } of propertiesOf(session, scope).result) {
        // The innermost variable of a name is the one that is meant.
        if (value && words.has(name) && !found.has(name)) found.set(name, valueBehind(session, value))
      }
    }
    return found
  } finally {
    session.disconnect()
    Reflect.deleteProperty(globalThis, BOX)
    box.given = undefined
    box.taken = undefined
  }
}

function scopesOf(session: Session): string[] {
  const { result } = ask<{ readonly result: RemoteObject }>(session, 'Runtime.evaluate', { expression: `${BOX}.given` })
  const { internalProperties = [] } = propertiesOf(session, result.objectId ?? '')
  const list = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId
  if (list === undefined) return []
  return propertiesOf(session, list).result.flatMap(({ value }) =>
    value?.objectId === undefined || value.description === 'Global' ? [] : [value.objectId],
  )
}

const propertiesOf = (session: Session, objectId: string): Properties =>
  ask<Properties>(session, 'Runtime.getProperties', { objectId, ownProperties: true })

function valueBehind(session: Session, { type, value, unserializableValue, objectId }: RemoteObject): unknown {
  if (objectId === undefined) return unserializableValue ?? (type === 'undefined' ? undefined : value)
  ask(session, 'Runtime.callFunctionOn', { objectId, functionDeclaration: `function () { ${BOX}.taken = this }` })
  return box.taken
}

/** A session with its own thread answers before it returns. */
function ask<Answer>(session: Session, method: string, parameters: object): Answer {
  let answer: Answer | undefined
  session.post(
    method as never,
    parameters as never,
    ((error: Error | null, result: Answer) => {
      if (error) throw error
      answer = result
    }) as never,
  )
  return answer as Answer
}
