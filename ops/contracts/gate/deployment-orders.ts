import { nameOf } from '../contract.ts'
import { orderOf } from './advice.ts'
import type { Excused } from './apply-exceptions.ts'
import type { Audience } from './audience.ts'
import type { Breakage } from './breakage.ts'
import type { Verdict } from './check.ts'

type Allowed = Pick<Excused, 'excused'> & Pick<Verdict, 'unasked' | 'unreleased'>

/**
 * In which order to deploy what is not released yet, where its mode or an exception allows what others cannot read: a line for each
 * contract.
 */
export function deploymentOrders({ excused, unasked, unreleased }: Allowed, audience: Audience): string[] {
  const isNew = new Set(unreleased.map(nameOf))
  const allowed = [...excused, ...unasked].filter((one) => isNew.has(nameOf(one.contract)) && hasOrder(one))
  return [...Map.groupBy(allowed, ({ contract }) => nameOf(contract))].map(([name, own]) => {
    const [{ contract }] = own as [Breakage]
    const places = [...new Set(own.map(({ rule, pointer }) => `${rule}${pointer && ` at ${pointer}`}`))]
    const order = orderOf(own, audience(contract))
    return `${name}: ${places.join(', ')}, which its mode or an exception allows. Safe order of deployment: ${order}`
  })
}

/** Whether some order of deployments avoids the breakage. No order helps with stored events; commands that wait in a queue can be waited for. */
const hasOrder = ({ direction, contract: { kind } }: Breakage): boolean =>
  direction === 'forward' || (direction === 'backward' && kind === 'command')
