import { PermanentError } from '../errors.ts'
import type { ClaimStore } from './claim-store.ts'

/** In the place of `system-claims.ts` in the bundles of a system none of whose events may be large: the client of S3 stays out. */
export function systemClaims(): ClaimStore {
  throw new PermanentError('CLAIMS_UNKNOWN', 'When this was built, no event declared claimCheck.')
}
