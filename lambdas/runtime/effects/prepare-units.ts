import { toError } from '../to-error.ts'
import type { StagedWrite } from './staged-write.ts'

interface Unit {
  readonly writes: readonly StagedWrite[]
  outcome: { readonly error?: Error; readonly superseded: number } | undefined
}

/**
 * Prepares the writes of each unit, for example by storing large data. A unit that cannot be prepared is not written, and fails
 * alone. All units of the call wait for the preparation, so a unit that needs one should be committed by a call of its own.
 * @returns nothing where there is nothing to prepare.
 */
export function prepareUnits(units: readonly Unit[], signal: AbortSignal | undefined): Promise<unknown> | undefined {
  const waiting = units.filter(({ writes }) => writes.some(({ prepare }) => prepare))
  return waiting.length > 0 ? Promise.all(waiting.map((unit) => prepareUnit(unit, signal))) : undefined
}

async function prepareUnit(unit: Unit, signal: AbortSignal | undefined): Promise<void> {
  try {
    await Promise.all(unit.writes.map(({ prepare }) => prepare?.(signal)))
  } catch (error) {
    unit.outcome = { superseded: 0, error: toError(error) }
  }
}
