import type { ClaimStore } from './claim-store.ts'

/** The client of S3 is loaded with the first large event. */
export const lazyClaims: ClaimStore = {
  put: async (...claim) => (await import('./system-claims.ts')).systemClaims().put(...claim),
  get: async (...claim) => (await import('./system-claims.ts')).systemClaims().get(...claim),
}
