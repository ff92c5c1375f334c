import type { Engine } from '../engine.ts'
import { validationError } from '../errors.ts'
import { requestedTable } from './describe-table.ts'

interface TimeToLiveSpecification {
  Enabled: boolean
  AttributeName: string
}

export async function updateTimeToLive(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const { definition } = requestedTable(engine, input)
  const specification = input.TimeToLiveSpecification as TimeToLiveSpecification | undefined
  if (!specification || typeof specification.Enabled !== 'boolean' || !specification.AttributeName) {
    throw validationError('TimeToLiveSpecification must have Enabled and AttributeName')
  }
  const { Enabled, AttributeName } = specification
  const { ttlAttribute, ...others } = definition
  if (Enabled && ttlAttribute === AttributeName) throw validationError('TimeToLive is already enabled')
  if (Enabled && ttlAttribute) {
    throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${ttlAttribute}`)
  }
  if (!Enabled && !ttlAttribute) throw validationError('TimeToLive is already disabled')
  await engine.saveTable(Enabled ? { ...others, ttlAttribute: AttributeName } : others)
  return { TimeToLiveSpecification: { Enabled, AttributeName } }
}

export function describeTimeToLive(engine: Engine, input: Record<string, unknown>): object {
  const { ttlAttribute } = requestedTable(engine, input).definition
  return {
    TimeToLiveDescription: ttlAttribute
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute }
      : { TimeToLiveStatus: 'DISABLED' },
  }
}
