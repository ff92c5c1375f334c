import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { assertDeclared, type Granted } from './assert-declared.ts'
import { apiDescription, apiEntry, consumerDescription, consumerEntry } from './entries.ts'
import { sourceNeeds } from './source-needs.ts'

/**
 * Checks before anything is bundled, or the CDK loaded, what the declarations alone tell: that each function declares what its source uses. The
 * variables that the infrastructure sets are known, and checked, only when the function is built.
 * @throws {DeclarationError} naming the first function whose source uses more, and what to declare.
 */
export function assertUsesDeclared(root: string, services: readonly ServiceDeclaration[]): void {
  for (const { name, consumers, api } of services) {
    for (const consumer of consumers) {
      const { uses, breakers } = consumer
      assertFunction(root, consumerEntry(name, consumer), consumerDescription(consumer), { uses, breakers })
    }
    if (api) assertFunction(root, apiEntry(name, api), apiDescription(name), { uses: api.uses })
  }
}

function assertFunction(root: string, entry: string, description: string, granted: Omit<Granted, 'environment'>): void {
  const needs = sourceNeeds(root, entry).filter(({ what }) => typeof what === 'string' || !('variable' in what))
  assertDeclared(description, needs, { ...granted, environment: {} })
}
