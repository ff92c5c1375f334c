import { cleanUp } from './clean-up.ts'
import type { RunningStack, Stack } from './stack.ts'
import type { UpdateSurroundings } from './update.ts'
import { StackUpdateError } from './update-error.ts'

/**
 * Prepares to delete a stack as CloudFormation does: each resource before those that it depends on; what its template says to retain stays.
 * Weak references of other stacks to it do not keep it.
 * @param all stacks that are there.
 * @throws {StackUpdateError} at once when it is refused
 * @returns what runs it; false: something could not be deleted, and the stack stays with that
 */
export function prepareRemoval(
  { stack, artifact, deployed }: RunningStack,
  all: readonly Stack[],
  surroundings: UpdateSurroundings,
): () => Promise<boolean> {
  if (artifact.terminationProtection) {
    throw refused(`Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`)
  }
  const [used] = stack.outputs.flatMap(({ exportName }) => {
    const users = exportName === undefined ? [] : importersOf(exportName, all)
    return users.length > 0 ? [`Cannot delete export ${exportName} as it is in use by ${users.join(', ')}.`] : []
  })
  if (used !== undefined) throw refused(`Delete canceled. ${used}`)
  return async () => {
    stack.status = 'DELETE_IN_PROGRESS'
    const leftOvers = [...deployed].map(([logicalId, one]) => ({ logicalId, ...one, replaced: false }))
    const failed = await cleanUp(leftOvers, deployed, surroundings)
    surroundings.services.httpApis.serve()
    if (failed.length === 0) return true
    for (const id of deployed.keys()) if (!failed.includes(id)) deployed.delete(id)
    stack.resources = stack.resources.filter(({ logicalId }) => failed.includes(logicalId))
    stack.status = 'DELETE_FAILED'
    stack.statusReason = `The following resource(s) failed to delete: [${failed.join(', ')}].`
    return false
  }
}

const importersOf = (exportName: string, all: readonly Stack[]): string[] =>
  all.flatMap(({ stackName, template }) =>
    JSON.stringify(template).includes(JSON.stringify({ 'Fn::ImportValue': exportName })) ? [stackName] : [],
  )

const refused = (message: string) => new StackUpdateError(message, { refused: true })
