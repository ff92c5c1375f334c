import type { Breakage } from './breakage.ts'

/** In which order the change could be deployed without breaking anyone. */
export function orderOf(breakages: readonly Breakage[], readers: readonly string[]): string {
  const directions = new Set(breakages.map(({ direction }) => direction))
  if (!directions.has('backward') && directions.has('forward') && directions.size === 1) {
    const who = readers.length > 0 ? readers.join(', ') : 'the consumers'
    return `first ${who}, then the producer. Whoever has not been deployed by then dead-letters what it cannot read.`
  }
  if (directions.has('backward') && directions.size === 1) {
    return 'none: what is stored stays as it is, so no order makes it readable.'
  }
  return 'none.'
}

/** What to do instead, for the rule that is hardest to satisfy. */
export function mendOf(breakages: readonly Breakage[]): string {
  const rules = new Set(breakages.map(({ rule }) => rule))
  const { kind, type, version } = breakages[0]?.contract ?? { kind: 'event', type: '', version: 1 }
  if (rules.has('TYPE_REMOVED') || rules.has('VERSION_REMOVED')) {
    return (
      'put it back. It may go once nothing stored and no consumer needs it: ' +
      `"npm run ops -- contracts verify --checkpoint verified.json" counts what is stored, "npm run contracts -- retire ${type} --version ${version} --verified verified.json" reserves its name.`
    )
  }
  if (rules.has('NAME_REUSED')) return 'choose another name for the new meaning.'
  if (rules.has('SELF_REFUSED')) return 'write the schema in a form that can be compared, or read what it writes.'
  if (rules.has('SAMPLE_REFUSED') && rules.size === 1) return 'let the upcast, or the schema, accept the sample.'
  if (kind === 'envelope')
    return 'keep the envelope as it is: every stored event has it. New fields have to be optional.'
  const optional = 'make the change optional (z.optional, a default, a wider range)'
  return kind === 'event'
    ? `${optional}, or leave version ${version} as it was released and add the next one: .evolve({ schema, example, upcast }). docs/changing-an-event.md has an example of each.`
    : `${optional}, or add a new command beside it and remove this one when nobody sends it.`
}
