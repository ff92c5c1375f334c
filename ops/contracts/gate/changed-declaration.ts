import type { Contract, ContractId } from '../contract.ts'
import type { Declared } from '../declared.ts'
import type { ReleasedContract, ReleasedDeclaration } from '../released/released-contract.ts'
import type { Breakage } from './breakage.ts'
import type { DeclarationRule } from './declaration-rules.ts'
import { bothOf } from './modes.ts'

/** How a type was last released to be declared; undefined where that was not kept yet. Retired versions do not count. */
export function declaredBefore(
  { kind, type }: Pick<ContractId, 'kind' | 'type'>,
  released: readonly ReleasedContract[],
): ReleasedDeclaration | undefined {
  const own = released.filter((one) => one.kind === kind && one.type === type && one.declared && !one.removed)
  return own
    .sort((left, right) => left.version - right.version)
    .at(-1)
    ?.declared?.at(-1)
}

type Change = Pick<Breakage, 'message' | 'old' | 'now'> & { readonly rule: DeclarationRule }

/** Promises of a type, besides its schema, that the code does not keep. */
export function changedDeclaration(contract: Contract, released: readonly ReleasedContract[]): Breakage[] {
  const before = declaredBefore(contract, released)
  if (!before || !contract.declared || bothOf(contract.compatibility, before.compatibility) === 'none') return []
  const { kind, type, version } = contract
  return changesOf(before, contract.declared).map((change) => ({
    ...change,
    contract: { kind, type, version },
    pointer: '',
    released: before.released,
  }))
}

function changesOf(before: ReleasedDeclaration, now: Declared): Change[] {
  const gone = (before.sources ?? []).filter((source) => !now.sources?.includes(source))
  return [
    ...(before.claimCheck && !now.claimCheck
      ? [
          {
            rule: 'CLAIM_CHECK_REMOVED' as const,
            message: 'it no longer declares claimCheck, so what is stored of it in the bucket can no longer be read',
            old: 'claimCheck: true',
          },
        ]
      : []),
    ...changed('AGGREGATE_CHANGED', before.aggregate, now.aggregate, 'what is stored stands in the streams of'),
    ...changed(
      'PRODUCER_CHANGED',
      before.producer,
      now.producer,
      'filters and other teams know it by its source, which is',
    ),
    ...(gone.length > 0
      ? [
          {
            rule: 'SOURCE_REMOVED' as const,
            message: `what comes from ${gone.join(', ')} would be refused`,
            old: before.sources,
            now: now.sources,
          },
        ]
      : []),
    ...changed('ADDRESSEE_CHANGED', before.addressee, now.addressee, 'released senders put it into the queue of'),
  ]
}

const changed = (rule: DeclarationRule, old: string | undefined, now: string | undefined, clause: string): Change[] =>
  old === undefined || old === now ? [] : [{ rule, message: `${clause} ${old}`, old, now }]
