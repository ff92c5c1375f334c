import type { prepareUnits as large } from '../effects/prepare-units.ts'

/** In the place of `prepare-units.ts` where no event may be large: nothing has to be there before a write. */
export const prepareUnits: typeof large = () => undefined
