import type { Engine } from '../engine.ts'
import { validationError } from '../errors.ts'
import { requestedTable } from './describe-table.ts'
import type { Table } from './table.ts'

interface Specification {
  PointInTimeRecoveryEnabled: boolean
  RecoveryPeriodInDays?: number
}

/** A setting only: there is nothing to restore from. */
export async function updateContinuousBackups(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const { definition } = requestedTable(engine, input)
  const specification = input.PointInTimeRecoverySpecification as Specification | undefined
  if (typeof specification?.PointInTimeRecoveryEnabled !== 'boolean') {
    throw validationError('PointInTimeRecoverySpecification must have PointInTimeRecoveryEnabled')
  }
  const { pointInTimeRecovery, ...others } = definition
  const enabled = {
    enabledAt: pointInTimeRecovery?.enabledAt ?? engine.now(),
    days: specification.RecoveryPeriodInDays ?? 35,
  }
  const changed = specification.PointInTimeRecoveryEnabled ? { ...others, pointInTimeRecovery: enabled } : others
  return describeBackups(engine, await engine.saveTable(changed))
}

export function describeContinuousBackups(engine: Engine, input: Record<string, unknown>): object {
  return describeBackups(engine, requestedTable(engine, input))
}

function describeBackups(engine: Engine, { definition }: Table): object {
  const recovery = definition.pointInTimeRecovery
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: recovery.enabledAt / 1000,
            LatestRestorableDateTime: engine.now() / 1000,
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  }
}
