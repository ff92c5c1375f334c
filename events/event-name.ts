const participlesWithoutEd = new Set(
  'begun bought broken brought built caught chosen cut done drawn driven fallen found frozen given gone held hidden hit kept known laid left lent lost made met overwritten paid put read rebuilt redone resent reset rewritten run seen sent set shown shut sold spent split taken told thrown undone understood withdrawn won written'.split(
    ' ',
  ),
)

const shape = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/

/**
 * An event states what has happened: `entity.action` in lower snake case, the action's last word a past participle.
 * @throws {Error} naming the part that is wrong and an example of what is allowed.
 */
export function assertEventName(name: string): void {
  if (!shape.test(name)) {
    throw new Error(`Event type "${name}" must be entity.action in lower snake case, for example "order.created".`)
  }
  const action = name.slice(name.indexOf('.') + 1)
  const lastWord = action.slice(action.lastIndexOf('_') + 1)
  if (!lastWord.endsWith('ed') && !participlesWithoutEd.has(lastWord)) {
    throw new Error(
      `Event type "${name}" must be in the past tense: "${lastWord}" is no past participle. An event is a fact ("order.created"); a request is a command (see defineCommand).`,
    )
  }
}
