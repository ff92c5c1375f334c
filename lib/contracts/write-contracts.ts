import type { CommandDefinition } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import { CONTRACTS_METADATA, contractsOf } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { PipelineStacks } from '../stacks/pipeline-stacks.ts'

/** Writes into each stack's template what its own services read and write, so that the next deployment can be compared with it. */
export function writeContracts(
  { shared, of }: PipelineStacks,
  services: readonly ServiceDeclaration[],
  events: readonly EventDefinition[],
  commands: readonly CommandDefinition[],
): void {
  const byStack = Map.groupBy(services, ({ name }) => of(name))
  // The shared stack always says it: what is deployed may have no service in it.
  for (const stack of new Set([shared, ...byStack.keys()])) {
    stack.templateOptions.metadata = { [CONTRACTS_METADATA]: contractsOf(byStack.get(stack) ?? [], events, commands) }
  }
}
