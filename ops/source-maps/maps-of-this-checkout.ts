import type { ReadMap } from './source-maps.ts'

/** Files of a bundle end in the hash of their content, `start-1fI-tajP.mjs`. Nothing else needs our bundler. */
const OF_A_BUNDLE = /-[\w-]{8}\.mjs\.map$/

export interface MapsOfThisCheckoutOptions {
  /** Where bundling leaves its maps. */
  readonly made: ReadMap
  /** Told before it bundles, which takes some seconds when nothing is cached. */
  readonly onBundling?: () => void
  /** Default: bundles every function as a deployment does. */
  readonly bundle?: () => Promise<unknown>
}

/**
 * Source maps are not published anywhere: the same sources are bundled to the same files wherever that is done, and the names of
 * the files tell their content. So a machine that has the checkout that was deployed makes the maps by itself, once, when a
 * stack first needs them. A stack of another revision has other names, and finds nothing.
 */
export function mapsOfThisCheckout({ made, onBundling, bundle = bundleAll }: MapsOfThisCheckoutOptions): ReadMap {
  let bundled: Promise<boolean> | undefined
  return async (name) => {
    if (!OF_A_BUNDLE.test(name)) return undefined
    if (!bundled) {
      onBundling?.()
      // Sources that cannot be bundled have no maps; a stack is readable without.
      bundled = bundle().then(
        () => true,
        () => false,
      )
    }
    return (await bundled) ? made(name) : undefined
  }
}

/** Loaded only here: most commands never need the bundler. */
async function bundleAll(): Promise<void> {
  const [{ bundleServices }, { services }] = await Promise.all([
    import('../../lib/functions/bundling/bundle-services.ts'),
    import('../../lib/services.ts'),
  ])
  await bundleServices(services)
}
