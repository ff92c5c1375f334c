import { toError } from '../to-error.ts'
import type { StagedWrite } from './staged-write.ts'

interface Unit {
  readonly writes: readonly StagedWrite[]
  outcome: { readonly error?: Error; readonly superseded: number } | undefined
}

/**
 * Does what has to be there before the writes. What cannot be prepared is not written, and fails no other unit; but all of them
 * wait for it, so who has several to commit gives such a unit a call of its own.
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
