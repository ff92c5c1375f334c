import type { About } from '../../operations/about.ts'
import { cents, duration } from '../format.ts'

/** Says what an open page costs. */
export function Footer({ about: { cost, page, isLocal } }: { readonly about: About }) {
  const { here, of60 } = cost
  const range = (one: { busyUsdPerHour: number; idleUsdPerHour: number }) =>
    `${cents(one.idleUsdPerHour)} to ${cents(one.busyUsdPerHour)}`
  return (
    <footer>
      <p>
        {isLocal ? 'Costs nothing here. In an account, the' : 'The'} page "Now", left open, costs {range(here)} an hour
        with {here.consumers} consumers, {range(of60)} with 60 (list prices of {cost.region}, {cost.asOf}); nothing in a
        hidden tab. It looks every {duration(page.depthsEverySeconds)} while something happens, else up to every{' '}
        {duration(page.idleEverySeconds)}; rates and ages are at most {duration(page.metricsEverySeconds)} older. Every
        other page looks as seldom as two cents an hour ask for, by what its last look has cost.
      </p>
    </footer>
  )
}
