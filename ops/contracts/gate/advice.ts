import type { Breakage } from './breakage.ts'
import { type DeclarationRule, isAboutDeclaration } from './declaration-rules.ts'
import { isAboutMeaning, type MeaningRule } from './meaning-rules.ts'

/** In which order the change could be deployed without breaking anyone. */
export function orderOf(breakages: readonly Breakage[], readers: readonly string[]): string {
  if (breakages.every(({ rule }) => rule === 'EXAMPLE_REFUSED')) return 'any: an example is not deployed.'
  const directions = new Set(breakages.map(directionOf))
  const [only] = directions.size === 1 ? directions : []
  const isCommand = breakages[0]?.contract.kind === 'command'
  const who = readers.length > 0 ? readers.join(', ') : isCommand ? 'the addressee' : 'the consumers'
  if (isCommand && breakages.some(({ rule }) => rule === 'TYPE_REMOVED')) {
    return `first whoever sends it, then, in another deployment, ${who}.`
  }
  if (only === 'forward') {
    const writer = isCommand ? 'whoever sends it' : 'the producer'
    return `first ${who}, then ${writer}. Whoever has not been deployed by then dead-letters what it cannot read.`
  }
  if (only === 'backward' && isCommand) {
    return `first whoever sends it, then, in another deployment, ${who}: when no command of the old form waits any more, in a queue (4 days by default) or as a dead letter (14 days).`
  }
  if (breakages.every(({ rule }) => isAboutMeaning(rule))) {
    return 'none: until all of them are deployed, and what they made of old data is rebuilt, some read it in one way and some in the other.'
  }
  if (only === 'backward') return 'none: what is stored stays as it is, so no order makes it readable.'
  return 'none.'
}

/** A sample was written by released code. */
const directionOf = ({ rule, direction }: Breakage) => (rule === 'SAMPLE_REFUSED' ? 'backward' : direction)

const mends: Readonly<Record<MeaningRule | DeclarationRule, string>> = {
  DEFAULT_CHANGED:
    'put the old default back; producers may state another value. Old data keeps the meaning that it had.',
  KEYS_DROPPED: 'keep the record (or the open object) beside what is new.',
  FIELD_DROPPED:
    'keep the field, and fill the new one beside it; or leave this version as it was released and add the next one, whose upcast moves the value: .evolve({ schema, example, upcast }).',
  VARIANT_HIDDEN:
    'put the variants into their old order, new ones last, or tell them apart by a field (z.discriminatedUnion).',
  UPCAST_CHANGED:
    'put the old upcast back: it is history, as the values are that it reads. What new events shall state belongs in a new version.',
  CLAIM_CHECK_REMOVED: 'keep claimCheck: true, and make the data small in a new version.',
  AGGREGATE_CHANGED: 'put the old aggregate back, and define a new type for the other one.',
  PRODUCER_CHANGED: 'put the old producer back, and define a new type that the other service states.',
  SOURCE_REMOVED: 'keep the source for as long as anything of it may arrive.',
  ADDRESSEE_CHANGED:
    'put the old addressee back, and define a new command for the other one; the old one goes when nobody sends it any more.',
}

/** Advice on what to do instead. Of several broken rules, the one that is hardest to satisfy decides. */
export function mendOf(breakages: readonly Breakage[]): string {
  const rules = new Set(breakages.map(({ rule }) => rule))
  const { kind, type, version } = breakages[0]?.contract ?? { kind: 'event', type: '', version: 1 }
  if (rules.has('TYPE_REMOVED') && kind === 'command') {
    return `put it back. It goes in two deployments: first declare it deprecated, and send it no more; then, when none of it waits in its queue (4 days by default), as a dead letter (14 days) or in a schedule, take it out. "npm run contracts -- retire ${type} --version 1 --reason …" reserves its name.`
  }
  if (rules.has('TYPE_REMOVED') || rules.has('VERSION_REMOVED')) {
    return (
      'put it back. It may go once nothing stored and no consumer needs it: ' +
      `"npm run ops -- contracts verify --checkpoint verified.json" counts what is stored, "npm run contracts -- retire ${type} --version ${version} --verified verified.json" reserves its name.`
    )
  }
  if (rules.has('EXAMPLE_REFUSED') && rules.size === 1) return 'mend the example.'
  if (rules.has('UPCAST_FAILS') && rules.size === 1) {
    return 'let the upcast of the version after it make something of what may be absent, empty or at its limit, too.'
  }
  const next = breakages.find(({ nextVersion }) => nextVersion !== undefined)?.nextVersion
  if (next !== undefined && kind === 'event') {
    return `give it a number that was never used: .evolve({ version: ${next}, schema, example, upcast }). A type that begins with it says firstVersion: ${next} at its definition.`
  }
  if (breakages.some((one) => one.rule === 'NAME_REUSED' && one.pointer === '')) {
    return 'choose another type name: those that know this one, and archives, keep its old meaning.'
  }
  if (rules.has('NAME_REUSED')) return 'choose another name for the new meaning.'
  if (rules.has('SELF_REFUSED')) return 'write the schema in a form that can be compared, or read what it writes.'
  if (rules.has('SAMPLE_REFUSED') && rules.size === 1) return 'let the upcast, or the schema, accept the sample.'
  if (kind === 'envelope')
    return 'keep the envelope as it is: every stored event has it. New fields have to be optional.'
  const [about] = breakages
  if (about && breakages.every(({ rule }) => isAboutMeaning(rule) || isAboutDeclaration(rule))) {
    return `${mends[about.rule as MeaningRule | DeclarationRule]} If it is meant: an entry in contracts/exceptions.json, with the reason, until it is released.`
  }
  const optional = 'make the change optional (z.optional, a default, a wider range)'
  return kind === 'event'
    ? `${optional}, or leave version ${version} as it was released and add the next one: .evolve({ schema, example, upcast }). docs/changing-an-event.md has an example of each.`
    : `${optional}, or add a new command beside it and remove this one when nobody sends it.`
}
