import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import * as z from 'zod/mini'
import type { CommandDefinition } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import type { Deprecation } from '../../events/deprecation.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'

export interface ContractWarning {
  readonly id: string
  readonly message: string
}

export interface Contracts {
  readonly events: readonly EventDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly services: readonly Pick<ServiceDeclaration, 'name' | 'consumers'>[]
}

/** Shown by every `cdk` command that synthesizes, and an error with its `--strict`. */
export function warnAboutContracts(scope: IConstruct, contracts: Contracts): void {
  for (const { id, message } of contractWarnings(contracts)) {
    Annotations.of(scope).addWarningV2(`pipeline:${id}`, message)
  }
}

/** Warns of contracts that work as they are wired, but are probably a mistake. */
export function contractWarnings(contracts: Contracts): ContractWarning[] {
  const consumers = contracts.services.flatMap((service) => service.consumers)
  const producers = new Set(contracts.services.map(({ name }) => `${name}-service`))
  const stated = contracts.events.filter(({ producer }) => producers.has(producer))
  return [
    ...stated.flatMap((event) => ofEvent(event, consumers)),
    ...consumers.flatMap((consumer) => ofConsumer(consumer, contracts)),
  ]
}

function ofEvent(event: EventDefinition, consumers: readonly ConsumerDeclaration[]): ContractWarning[] {
  const warnings: ContractWarning[] = []
  if (event.deprecated) {
    const message = `${event.producer} still states ${event.type}, which is deprecated ${describe(event.deprecated)}`
    warnings.push({ id: `deprecated-produced:${event.type}`, message })
  }
  const isTaken = consumers.some((consumer) => explicitly(consumer).some(({ type }) => type === event.type))
  if (!isTaken && !event.forTheRecord && !event.deprecated) {
    const message = `${event.producer} states ${event.type}, and no consumer subscribes to it by name. Subscribe one, or set forTheRecord at its definition if audit and analytics are its only readers.`
    warnings.push({ id: `nobody-consumes:${event.type}`, message })
  }
  return warnings
}

function ofConsumer(consumer: ConsumerDeclaration, { events, commands }: Contracts): ContractWarning[] {
  const warnings: ContractWarning[] = []
  const warn = (id: string, message: string) =>
    warnings.push({ id: `${id}:${consumer.name}`, message: `Consumer "${consumer.name}" ${message}` })
  for (const { type, deprecated } of [...explicitly(consumer), ...consumer.accepts]) {
    if (deprecated) warn(`deprecated-consumed:${type}`, `takes ${type}, which is deprecated ${describe(deprecated)}`)
  }
  for (const { type, version } of explicitly(consumer)) {
    const written = events.find((event) => event.type === type)
    if (!written) {
      warn(`nobody-writes:${type}`, `subscribes to ${type}, which is not in the catalog, so nobody states it.`)
    } else if (written.version !== version) {
      const means = version < written.version ? 'it would dead-letter what is written' : 'nobody writes that version'
      warn(
        `nobody-writes:${type}`,
        `reads ${type} up to version ${version}, and version ${written.version} is written: ${means}. Subscribe to the definition that is in the catalog.`,
      )
    }
  }
  for (const { type } of consumer.accepts) {
    if (!commands.some((command) => command.type === type)) {
      warn(`nobody-sends:${type}`, `accepts ${type}, which is not in the catalog, so nobody sends it.`)
    }
  }
  const subscribed = consumer.subscribesTo === '*' ? events : explicitly(consumer)
  for (const field of filteredFields(consumer)) {
    const without = subscribed.filter((event) => !fieldsOf(event).has(field)).map(({ type }) => type)
    if (without.length === 0 || (consumer.subscribesTo === '*' && without.length < events.length)) continue
    const which =
      without.length === subscribed.length ? 'none of its events has' : `${without.join(', ')} does not have`
    warn(
      `filter-without-field:${field}`,
      `filters on data.${field}, a field that ${which}: what lacks it never arrives.`,
    )
  }
  return warnings
}

const explicitly = ({ subscribesTo }: ConsumerDeclaration): readonly EventDefinition[] =>
  subscribesTo === '*' ? [] : subscribesTo

/** `$or` and its like are operators, not fields. */
const filteredFields = ({ filter }: ConsumerDeclaration): string[] =>
  Object.keys(filter.data ?? {}).filter((name) => !name.startsWith('$'))

function fieldsOf({ versions, version }: EventDefinition): ReadonlySet<string> {
  const schema = versions[version - 1]?.schema
  if (!schema) return new Set()
  const json = z.toJSONSchema(schema, { unrepresentable: 'any' })
  const variants = [json, ...(json.anyOf ?? []), ...(json.oneOf ?? []), ...(json.allOf ?? [])]
  return new Set(variants.flatMap((one) => (typeof one === 'object' ? Object.keys(one.properties ?? {}) : [])))
}

const describe = ({ since, until, reason, replacement }: Deprecation): string =>
  `since ${since}${until ? `, and may be gone from ${until} on` : ''}: ${reason}.${replacement ? ` Use ${replacement}.` : ''}`
