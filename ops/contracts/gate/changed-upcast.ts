import type { Contract } from '../contract.ts'
import type { ReleasedContract, ReleasedUpcast } from '../released/released-contract.ts'
import { isKnownCheck, isSameCode } from '../schema/code-checks.ts'
import { canonicalJson } from '../schema/json-schema.ts'
import type { Upcast } from '../upcast.ts'
import type { Breakage } from './breakage.ts'

/** Whether it is the upcast that was released: the same code, from the same version. */
export const isSameUpcast = ({ from, text }: Upcast, released: ReleasedUpcast): boolean =>
  from === released.from && isKnownCheck(text, [released.text])

/** An upcast that makes something else of data that was released than it did, or of which nobody knows that it does not. */
export function changedUpcast({ kind, type, version, upcast }: Contract, { upcasts }: ReleasedContract): Breakage[] {
  const newest = upcasts?.at(-1)
  if (!upcast || !newest) return []
  const common = {
    rule: 'UPCAST_CHANGED',
    contract: { kind, type, version },
    direction: 'backward',
    pointer: '',
    released: newest.released,
  } as const
  for (const { version: from, data, becomes } of newest.results) {
    const now = broughtBy(upcast, data, from)
    // Data that the upcast refuses now is reported by the check of samples.
    if (now === undefined || canonicalJson(now) === canonicalJson(becomes)) continue
    const message = `the upcast makes something else of version ${from}, for example of ${JSON.stringify(data)}`
    // Two upcasts may make the same of one sample; their texts tell them apart.
    return [{ ...common, message, old: becomes, now, besides: [newest.text, upcast.text] }]
  }
  // Another version before it, because one was retired, needs another upcast; the data that was tried comes out the same.
  if (upcast.from !== newest.from || isSameUpcast(upcast, newest)) return []
  const how = isSameCode(upcast.text, newest.text) ? 'reads other values from around it' : 'is written in another way'
  const tried =
    newest.results.length > 0 ? 'The samples come out the same, but other data may not' : 'It has no samples'
  const message = `the upcast from version ${upcast.from} ${how}. ${tried}`
  return [{ ...common, message, old: newest.text, now: upcast.text }]
}

function broughtBy(upcast: Upcast, data: unknown, from: number): unknown {
  try {
    return upcast.bring(data, from)
  } catch {
    return undefined
  }
}
