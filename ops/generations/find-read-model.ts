import type { ReadModel } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { services } from '../../lib/services.ts'
import { UsageError } from '../cli/usage-error.ts'
import { pascalCase } from '../stack/stack.ts'

export interface FoundReadModel {
  readonly model: ReadModel
  /** The stack's output that names its table. */
  readonly tableOutput: string
}

const known = (): FoundReadModel[] =>
  services.flatMap((service) =>
    (service.readModels ?? []).map((model) => ({ model, tableOutput: `${pascalCase(service.name)}TableName` })),
  )

export const readModelNames = (): string[] => known().map(({ model }) => model.name)

/** @throws {UsageError} that lists the read models there are. */
export function findReadModel(name: string): FoundReadModel {
  const found = known().find(({ model }) => model.name === name)
  if (!found) throw new UsageError(`There is no read model "${name}"; there are: ${readModelNames().join(', ')}.`)
  return found
}
