import type { ClaimStore } from '../../lambdas/runtime/claim-check/claim-store.ts'
import { DeferredError, PermanentError } from '../../lambdas/runtime/errors.ts'

/** The bucket of large events in memory. */
export class MemoryClaims implements ClaimStore {
  readonly objects = new Map<string, string>()
  isAway = false

  async put(key: string, json: string): Promise<void> {
    this.#assertThere()
    this.objects.set(key, json)
  }

  async get(key: string): Promise<string> {
    this.#assertThere()
    const json = this.objects.get(key)
    if (json === undefined) throw new PermanentError('CLAIM_MISSING', `The data is not in the bucket: ${key}.`)
    return json
  }

  #assertThere(): void {
    if (this.isAway) throw new DeferredError('CLAIMS_UNAVAILABLE', 'The bucket is away.')
  }
}
