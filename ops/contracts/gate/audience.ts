import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import type { ContractId } from '../contract.ts'

/** Who reads a type: consumers by name, in the order of the services. */
export type Audience = (contract: ContractId) => readonly string[]

export function audienceOf(services: readonly ServiceDeclaration[]): Audience {
  const consumers: readonly ConsumerDeclaration[] = services.flatMap((service) => service.consumers)
  return ({ kind, type }) =>
    consumers
      .filter(({ subscribesTo, accepts }) => {
        if (kind === 'envelope') return type === 'command' ? accepts !== undefined : subscribesTo !== undefined
        if (kind === 'command') return accepts?.some((command) => command.type === type)
        return subscribesTo === '*' || subscribesTo?.some((event) => event.type === type)
      })
      .map(({ name }) => name)
}
