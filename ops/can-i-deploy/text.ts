import { table } from '../cli/table.ts'
import type { Verdict } from './judge.ts'

export function verdictText({ services, together, inSeveralStacks }: Verdict, withAll: boolean, width: number): string {
  const rows = services.map(({ service, alone, reasons }) => ({
    service,
    alone: alone ? 'yes' : 'no',
    first: [...new Set(reasons.flatMap(({ first }) => first ?? []))].join(', '),
  }))
  const shown = table(
    rows,
    [
      { title: 'SERVICE', of: ({ service }) => service },
      { title: 'ALONE', of: ({ alone }) => alone },
      { title: 'AFTER', of: ({ first }) => first },
    ],
    width,
  )
  const reasons = services.flatMap(({ service, reasons: why }) => why.map((one) => `${service}: ${one.why}.`))
  const all = together
    ? `All together: yes${inSeveralStacks ? ', each stack after those of the services that it names here' : ''}. Receivers are updated before senders.`
    : 'All together: no. What is written already cannot be read by this checkout.'
  return [shown.trimEnd(), ...(reasons.length > 0 ? ['', ...reasons] : []), ...(withAll ? ['', all] : [])]
    .join('\n')
    .concat('\n')
}
