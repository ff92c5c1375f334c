import { table } from '../cli/table.ts'
import type { Verdict } from './judge.ts'
import { newlyInOrderText } from './newly-in-order.ts'

export function verdictText(verdict: Verdict, withAll: boolean, width: number): string {
  const { services } = verdict
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
  const steps = services.flatMap(({ newlyInOrder }) => newlyInOrder.map(newlyInOrderText))
  const all = `All together: ${allTogether(verdict)}`
  const blocks = [[shown.trimEnd()], reasons, steps, withAll ? [all] : []].filter(({ length }) => length > 0)
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const TWO_DEPLOYMENTS = {
  command:
    'A command goes in two deployments: declare it deprecated and stop sending it in the first, drop it in the second, once its queue is empty and no schedule of it stands any more.',
  filter:
    'A filter and its field go in two deployments: a new field is written in the first and filtered on in the second, one that goes is filtered on no longer in the first and written no longer in the second.',
} as const

function allTogether({ services, together, circles, inSeveralStacks }: Verdict): string {
  const order = inSeveralStacks ? ', each stack after those of the services that it names here' : ''
  if (together) return `yes${order}. Receivers are updated before senders.`
  const all = services.flatMap(({ reasons }) => reasons)
  return [
    'no.',
    ...(all.some(({ first, twoDeployments }) => !first && !twoDeployments)
      ? ['What is written already cannot be read by this checkout.']
      : []),
    ...(['command', 'filter'] as const)
      .filter((kind) => all.some(({ twoDeployments }) => twoDeployments === kind))
      .map((kind) => TWO_DEPLOYMENTS[kind]),
    ...circles.map(
      (group) =>
        `${group.join(', ')}: each has to be deployed after another one of them, so none can go first. Split the change: first deploy the readers (or addressee) of one event or command, then its sender, then begin with the next.`,
    ),
  ].join(' ')
}
