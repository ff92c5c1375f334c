import type { Contract } from '../contract.ts'
import type { ReleasedContract } from '../released/released-contract.ts'
import type { Breakage } from './breakage.ts'

/** Samples that the code of today cannot read, or cannot bring to the newest version. */
export function refusedSamples({ toNewest }: Contract, { kind, type, version, samples }: ReleasedContract): Breakage[] {
  return samples.flatMap((sample, index) => {
    try {
      toNewest(sample)
      return []
    } catch (error) {
      const message = `sample ${index + 1} can no longer be read: ${error instanceof Error ? error.message : String(error)}`
      return [{ rule: 'SAMPLE_REFUSED', contract: { kind, type, version }, pointer: '', message, old: sample }]
    }
  })
}
