import { basename } from 'node:path'
import { services } from '../../../lib/services.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { camelCase, pascalCase } from '../names.ts'
import { insideOf, withImport } from '../source.ts'
import { addToService } from './service.ts'
import type { StatedEvent } from './stated-event.ts'

/** What the route's operation and test need of the aggregate that decides. */
export interface DecidingAggregate {
  readonly name: string
  /** Its module, as seen from its folder, e.g. `./box.ts`. */
  readonly module: string
}

export interface Decision {
  readonly operation: string
  readonly event: StatedEvent
  /** Whether something has to have happened to the aggregate before. Otherwise the event begins it. */
  readonly isLater: boolean
}

/** Names that the written files use otherwise, and words of the language that are no names. */
const TAKEN = new Set(
  'return default delete export import new package private public case class const function interface switch static super this throw try typeof var void while with yield enum extends else if in do for let null true false break catch continue debugger finally instanceof await protected implements eval arguments draft operation created ok body path data context command status decide given describe expect it happened before call json api items environment storage'.split(
    ' ',
  ),
)

export const refusalOf = ({ event, isLater }: Decision): string =>
  (isLater ? event.type : `${event.aggregate}.exists`).replaceAll(/\W/g, '_')

export const notFoundOf = ({ aggregate }: StatedEvent): string => `${aggregate.replaceAll(/\W/g, '_')}_not_found`

/**
 * The aggregate that decides, with the route's command among those that it takes: a new one, or the service's own, if that is
 * written as this command writes it.
 * @throws {UsageError} if another service has it, or it is written otherwise.
 */
export function decidingAggregate(draft: Draft, service: string, decision: Decision): DecidingAggregate {
  const { aggregate } = decision.event
  const owner = services.find(({ aggregates }) => aggregates?.some(({ type }) => type === aggregate))
  if (owner && owner.name !== service)
    throw new UsageError(
      `Aggregate "${aggregate}" of ${decision.event.type} belongs to service ${owner.name}, and not to "${service}".`,
    )
  if (owner) return extend(draft, service, decision)
  const name = TAKEN.has(camelCase(aggregate)) ? `${camelCase(aggregate)}Aggregate` : camelCase(aggregate)
  draft.create(`lambdas/${service}/${aggregate}.ts`, aggregateText(name, decision))
  addToService(draft, service, 'aggregates', name, `./${aggregate}.ts`)
  return { name, module: `./${aggregate}.ts` }
}

const commandText = ({ operation, event }: Decision): string =>
  `{ readonly type: '${operation}'; readonly data: DataOf<typeof ${event.name}> }`

/** One case of `decide`: it knows the aggregate's last event as `status`. */
function caseText(decision: Decision): string {
  const { operation, event, isLater } = decision
  const details = `{ details: { ${event.id}: command.data.${event.id} } }`
  const refused = `throw new DomainError('${refusalOf(decision)}'`
  const append = `return [draft(${event.name}, command.data)]`
  return isLater
    ? `    case '${operation}':
      if (status === 'none') throw new DomainError('${notFoundOf(event)}', 'There is no such ${event.aggregate}.', { kind: 'not-found' })
      if (status === '${event.type}') ${refused}, '${event.type} has happened to that ${event.aggregate} already.', ${details})
      ${append}
`
    : `    case '${operation}':
      if (status === 'none') ${append}
      ${refused}, 'That ${event.aggregate} is there already.', ${details})
`
}

function aggregateText(name: string, decision: Decision): string {
  const { event } = decision
  const { aggregate, family } = event
  const type = pascalCase(aggregate)
  const list = event.list ?? `${camelCase(aggregate)}Events`
  const begun = `import type { DataOf } from '../../events/define-event.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'

${event.list === undefined ? `const ${list} = [${family.map((one) => one.name).join(', ')}]\n\n` : ''}export type ${type}Command = ${commandText(decision)}

export interface ${type}State {
  /** Type of the last event; \`none\` before the first. */
  readonly status: 'none' | (typeof ${list})[number]['type']
}

/** One ${aggregate}, from its events. */
export const ${name} = defineAggregate({
  type: '${aggregate}',
  events: ${list},
  stateVersion: 1,
  initial: { status: 'none' } as ${type}State,
  decide,
  evolve: (_, { event_type }): ${type}State => ({ status: event_type }),
})

/** The rules of this aggregate: what may happen, and after what. */
function decide(command: ${type}Command, { status }: ${type}State): readonly EventDraft[] {
  switch (command.type) {
${caseText(decision)}  }
}
`
  const used = event.list === undefined ? family : [event]
  const imported = used.reduce((text, one) => withImport(text, one.name, `../../${one.file}`), begun)
  return event.list === undefined ? imported : withImport(imported, list, `../../${event.file}`)
}

function extend(draft: Draft, service: string, decision: Decision): DecidingAggregate {
  const { event } = decision
  const declared = new RegExp(`export const (\\w+) = defineAggregate\\(\\{\\s*type: '${event.aggregate}'`)
  const file = draft
    .filesIn(`lambdas/${service}`)
    .find((path) => path.endsWith('.ts') && declared.test(draft.read(path)))
  const byHand = new UsageError(
    `${file ?? `lambdas/${service}`} decides about "${event.aggregate}" in a way of its own, which this command cannot extend: add the route by hand (docs/add-an-event.md#by-hand).`,
  )
  if (file === undefined) throw byHand
  const text = draft.read(file)
  const [, name = ''] = declared.exec(text) ?? []
  const list = event.list ?? event.name
  const cases = insideOf(text, /\bswitch \(command\.type\) (?=\{)/, '{')
  const isAsWritten =
    cases !== undefined &&
    /\bdecide\(command: \w+Command, \{[^}]*\bstatus\b/.test(text) &&
    /\bstatus: event_type\b/.test(text) &&
    /export type \w+Command =/.test(text) &&
    new RegExp(
      `events: (?:${list},|\\[[^\\]]*\\b${event.name}\\b)|\\bconst \\w+Events = \\[[^\\]]*\\b${event.name}\\b`,
    ).test(text)
  if (!isAsWritten) throw byHand
  draft.edit(file, () => {
    const withCase = `${text.slice(0, cases.end).trimEnd()}\n${caseText(decision)}  ${text.slice(cases.end)}`
    const withCommand = withCase.replace(
      /(export type \w+Command =)\s*\|?/,
      (_, begun: string) => `${begun}\n  | ${commandText(decision)}\n  | `,
    )
    const typed = /\bDataOf\b[^}]*\} from/.test(text)
      ? withCommand
      : `import type { DataOf } from '../../events/define-event.ts'\n${withCommand}`
    const imported = withImport(typed, 'DomainError', '../runtime/aggregate/domain-error.ts')
    return withImport(
      withImport(imported, 'draft', '../runtime/aggregate/event-draft.ts'),
      event.name,
      `../../${event.file}`,
    )
  })
  return { name, module: `./${basename(file)}` }
}
