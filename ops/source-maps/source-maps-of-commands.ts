import type { SourceMaps } from './map-stack.ts'
import { mapsOfThisCheckout } from './maps-of-this-checkout.ts'
import { createSourceMaps, mapsOfThisMachine } from './source-maps.ts'

/** The source maps of commands and of the console: those that this machine has, then those of this checkout. */
export function sourceMapsOfCommands(): SourceMaps {
  const made = mapsOfThisMachine()
  const onBundling = () => void process.stderr.write('Looking for the sources of this stack: bundling this checkout…\n')
  return createSourceMaps(made, mapsOfThisCheckout({ made, onBundling }))
}
