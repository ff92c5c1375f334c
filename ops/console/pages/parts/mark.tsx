import type { Urgency } from '../../../status/consumer-status.ts'

const signs: Readonly<Record<Urgency, readonly [sign: string, means: string]>> = {
  ok: ['·', 'nothing to do'],
  watch: ['▲', 'worth watching'],
  act: ['■', 'somebody has to act'],
}

/** By shape and colour. */
export function Mark({ urgency }: { readonly urgency: Urgency }) {
  const [sign, means] = signs[urgency]
  return (
    <span class={`mark ${urgency}`} role="img" aria-label={means} title={means}>
      {sign}
    </span>
  )
}
