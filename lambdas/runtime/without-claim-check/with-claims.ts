import type { withClaims as large } from '../event-store/with-claims.ts'

/** In the place of `with-claims.ts` where no event may be large. */
export const withClaims: typeof large = (storage) => storage
